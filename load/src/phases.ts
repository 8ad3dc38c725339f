import type { PhaseResult } from './core/phase-result.js';
import { isCarried } from './core/promise.js';
import { envelopesPerSecond, peopleOf, turnsPerSecond } from './core/rates.js';
import { type Row, rowOf, usedBetween } from './core/row.js';
import type { LoadOptions } from './options.js';
import type { OwnNetwork } from './own-network.js';
import type { Players } from './players.js';

export interface PhasePorts {
  readonly options: Pick<LoadOptions, 'seconds' | 'patience'>;
  readonly players: Pick<Players, 'spread' | 'atOnce' | 'cutOff' | 'comeBack'>;
  /** Undefined where the network is somebody else's, whose costs are not seen. */
  readonly network: Pick<OwnNetwork, 'used' | 'killBroker'> | undefined;
  /** Told of each phase as it begins. */
  readonly tell: (sentence: string) => void;
}

/** Before anything counts: code is compiled, and every agent has had its turn. */
const WARM_UP = { perSecond: 20, seconds: 5 };
/** Envelopes a second at which a climb begins, and by what it goes on. */
const CLIMB = { from: 100, by: 1.5, most: 20 };
/** An hour that everybody is cut off for: five envelopes each. */
const TURNS_AWAY = 4;

async function measure(
  { network }: PhasePorts,
  of: { readonly name: string; readonly spread?: number },
  phase: () => Promise<PhaseResult>,
): Promise<Row> {
  const before = (await network?.used()) ?? {};
  const result = await phase();
  return rowOf({ ...of, result, used: usedBetween(before, (await network?.used()) ?? {}) });
}

export const warmUp = ({ players, options }: PhasePorts): Promise<PhaseResult> =>
  players.spread(WARM_UP.perSecond, Math.min(WARM_UP.seconds, options.seconds), options.patience);

/** The rate of so many people, spread over the quarter of an hour as agents do. */
export function rate(ports: PhasePorts, people: number, name = `${people} people`): Promise<Row> {
  const { options, players, tell } = ports;
  const { seconds, patience } = options;
  tell(`${name}: ${envelopesPerSecond(people).toPrecision(3)} envelopes a second for ${seconds} s`);
  return measure(ports, { name, spread: seconds }, () => players.spread(turnsPerSecond(people), seconds, patience));
}

/** The storms that matter: nobody keeps to the turn of its own, and everybody comes back after an outage in which the broker died. */
export async function storms(ports: PhasePorts): Promise<readonly Row[]> {
  const { options, players, network, tell } = ports;
  tell('everybody at the quarter hour');
  const atOnce = await measure(ports, { name: 'quarter hour' }, () => players.atOnce(options.patience));
  tell(`everybody comes back after an outage of an hour${network === undefined ? '' : ', and so does the broker'}`);
  await players.cutOff(TURNS_AWAY, options.patience);
  await network?.killBroker();
  return [atOnce, await measure(ports, { name: 'come back' }, () => players.comeBack(options.patience))];
}

/** Goes up until a rate is not carried. The last that was is the highest, to within a step. */
export async function climb(ports: PhasePorts): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let step = 0; step < CLIMB.most; step += 1) {
    const envelopes = CLIMB.from * CLIMB.by ** step;
    const row = await rate(ports, peopleOf(envelopes), `climb ${Math.round(envelopes)}/s`);
    rows.push(row);
    if (!isCarried(row)) break;
  }
  return rows;
}
