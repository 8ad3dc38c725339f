import { setTimeout as pause } from 'node:timers/promises';
import { type PhaseResult, seeded } from '@fit4work/load';
import type { Coach } from './coach.js';
import { planStrikes, type Strike } from './core/blows.js';
import type { Kind } from './core/parts.js';
import type { Struck } from './core/struck.js';
import { isBrokerStruck, type Withdrawal } from './core/withdrawal.js';
import { goOn, noReads, type Reads } from './daily.js';
import type { Network } from './network.js';
import type { People } from './people.js';
import type { SharingEmployee } from './sharing-employee.js';
import { partOf, strike } from './striking.js';
import { describe, watchWithdrawal } from './withdrawing.js';

export interface ChaosPorts {
  readonly network: Network;
  readonly people: People;
  readonly coach: Coach;
  readonly seconds: number;
  readonly seed: number;
  /** Turns of agents a second. */
  readonly turns: number;
  /** Told of each blow. */
  readonly tell: (sentence: string) => void;
}

export interface ChaosOutcome {
  readonly load: PhaseResult;
  readonly struck: readonly Struck[];
  readonly withdrawals: readonly Withdrawal[];
  readonly reads: Reads;
}

/** Before it is known who was struck how long. */
type Watched = Omit<Withdrawal, 'brokerStruck'>;

/** Who withdraws, does so at a moment within this time from a blow. */
const WITHDRAWS_WITHIN_MS = 1_500;
/** Seconds that what is missing is waited for after the load: on a busy machine the last part is whole again only minutes later. */
const PATIENCE = 1_200;

/** Agents publish, people measure, a coach reads and people withdraw, while one part after the other is struck. */
export async function wreak(ports: ChaosPorts): Promise<ChaosOutcome> {
  const { people, seconds, turns } = ports;
  const over = new AbortController();
  const reads = noReads();
  const daily = goOn(ports, reads, over.signal);
  const load = people.players.spread(turns, seconds, PATIENCE);
  try {
    const { struck, withdrawals } = await strikeAll(ports);
    const result = await load;
    over.abort();
    await daily;
    return { load: result, struck, withdrawals, reads };
  } finally {
    over.abort();
    await Promise.allSettled([load, daily]);
  }
}

async function strikeAll(ports: ChaosPorts): Promise<Pick<ChaosOutcome, 'struck' | 'withdrawals'>> {
  const random = seeded(ports.seed);
  const begun = performance.now();
  const busy = new Map<Kind, Promise<Struck>>();
  const [all, watches]: [Promise<Struck>[], Promise<Watched>[]] = [[], []];
  for (const [i, planned] of planStrikes(ports.seconds, random).entries()) {
    await pause(Math.max(0, begun + planned.at * 1_000 - performance.now()));
    // One of a kind at a time: the others of it are to bear it.
    await busy.get(planned.kind);
    const one = strikeOne(ports, planned, begun);
    busy.set(planned.kind, one);
    all.push(one);
    const who = ports.people.sharing[i];
    if (who !== undefined)
      watches.push(withdrawDuring(ports, who, { planned, begun, after: random() * WITHDRAWS_WITHIN_MS }));
  }
  const [struck, watched] = [await Promise.all(all), await Promise.all(watches)];
  const withdrawals = watched.map((each) => ({ ...each, brokerStruck: isBrokerStruck(each, struck) }));
  return { struck, withdrawals };
}

async function strikeOne({ network, tell }: ChaosPorts, planned: Strike, begun: number): Promise<Struck> {
  const part = await partOf(planned, network);
  const at = (performance.now() - begun) / 1_000;
  tell(`${at.toFixed(1)} s  ${part} is ${planned.blow}`);
  const whole = await strike(part, planned, network);
  tell(`${((performance.now() - begun) / 1_000).toFixed(1)} s  ${part} is whole again`);
  return { at: Number(at.toFixed(1)), part, blow: planned.blow, whole: Number(whole.toFixed(1)) };
}

async function withdrawDuring(
  { network, people, coach, tell }: ChaosPorts,
  employee: SharingEmployee,
  { planned, begun, after }: { readonly planned: Strike; readonly begun: number; readonly after: number },
): Promise<Watched> {
  await pause(after);
  const at = Number(((performance.now() - begun) / 1_000).toFixed(1));
  const broker = people.brokerOf(employee) ?? null;
  const urls = [network.coachUrl, ...network.coachApis.values()];
  const effect = await watchWithdrawal(employee, { coach, urls });
  tell(`        a withdrawal ${describe(effect)}`);
  return { during: `${planned.kind} ${planned.blow}`, at, broker, ...effect };
}
