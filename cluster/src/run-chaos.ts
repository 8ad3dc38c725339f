import { setTimeout as pause } from 'node:timers/promises';
import type { State } from '@fit4work/demo';
import { type Row, rowOf } from '@fit4work/load';
import { storedEnvelopes } from './adapters/database.js';
import { auditLog, witnessesAgree } from './audit.js';
import { type ChaosOutcome, wreak } from './chaos.js';
import { Coach, type Outcome } from './coach.js';
import { type Differences, differences, type Sealed } from './core/differences.js';
import { KINDS, PARTS } from './core/parts.js';
import { type Checks, checksOf, type Facts, sentencesOf } from './core/verdict.js';
import type { Withdrawal } from './core/withdrawal.js';
import type { Network } from './network.js';
import type { ClusterOptions } from './options.js';
import { type People, until } from './people.js';
import type { SharingEmployee } from './sharing-employee.js';
import type { Struck } from './striking.js';

/** What a run with `--chaos` says. Times are seconds. */
export interface ChaosDocument {
  readonly version: 1;
  readonly seed: number;
  readonly seconds: number;
  readonly agents: number;
  readonly struck: readonly Struck[];
  /** How the agents that publish fared: times from when an envelope was due. */
  readonly load: Omit<Row, 'cpu' | 'left' | 'people'>;
  readonly envelopes: { readonly sealed: number; readonly rows: number } & Differences;
  readonly reads: Readonly<Record<Outcome, number>>;
  readonly withdrawals: readonly Withdrawal[];
  readonly log: { readonly size: number; readonly blocks: number; readonly root: string };
  readonly checks: Checks;
  /** A sentence for each check that does not hold. */
  readonly broken: readonly string[];
}

export interface RunPorts {
  readonly options: ClusterOptions;
  readonly state: State;
  readonly network: Network;
  readonly people: People;
  readonly tell: (sentence: string) => void;
}

const WHOLE_MS = 420_000;
const ATTEMPTS = 60;
const BETWEEN_MS = 1_000;

/** Turns a second that make so many envelopes: four quarters and an hour, and each 24 hours a day. */
export const turnsOf = ({ rate }: ClusterOptions): number => (rate * 96) / 121;

export const coachOf = ({ state, network, people }: RunPorts): Coach =>
  new Coach({
    token: state.manifest.coachToken,
    trust: { signingKey: people.place.coachKey, policy: network.policy },
  });

export async function runChaos(ports: RunPorts): Promise<ChaosDocument> {
  const { options, network, people, tell } = ports;
  const coach = coachOf(ports);
  const { seconds, seed } = options;
  tell(`for ${seconds} s agents publish, a coach reads, and parts are struck`);
  const chaos = await wreak({ network, people, coach, seconds, seed, turns: turnsOf(options), tell });
  tell('everything has to be whole, and what is missing to arrive');
  await network.health.whole(
    KINDS.flatMap((kind) => PARTS[kind]),
    WHOLE_MS,
  );
  await until(() => people.sharing.every(({ isConfirmed }) => isConfirmed), 'receipts of those who share their days');
  const readAfterwards = await countReads(ports, coach);
  tell('the database, the log and the witnesses are looked through');
  return documentOf(ports, { chaos, readAfterwards, ...(await audit(ports)) });
}

/** Of people who withdrew. */
async function countReads({ network, people }: RunPorts, coach: Coach): Promise<number> {
  const withdrawn = people.sharing.filter(({ hasWithdrawn }) => hasWithdrawn);
  const ask = async (url: string, employee: SharingEmployee): Promise<Outcome> => {
    for (let left = ATTEMPTS; ; left -= 1) {
      const outcome = await coach.read(url, employee);
      if (outcome !== 'unanswered' || left === 0) return outcome;
      await pause(BETWEEN_MS);
    }
  };
  const urls = [...network.coachApis.values()];
  const outcomes = await Promise.all(withdrawn.flatMap((employee) => urls.map((url) => ask(url, employee))));
  return outcomes.filter((outcome) => outcome !== 'refused').length;
}

interface Audited {
  readonly sealed: readonly Sealed[];
  readonly rows: Awaited<ReturnType<typeof storedEnvelopes>>;
  readonly log: Awaited<ReturnType<typeof auditLog>>;
  readonly agree: boolean;
  readonly unanchored: number;
}

async function audit(ports: RunPorts): Promise<Audited> {
  const { state, network, people } = ports;
  const own = people.sharing.map(({ name, envelopes }) => ({ name, leaves: envelopes }));
  const sealed = [...(await people.players.accounts()), ...own];
  const log = await anchoredLog(ports);
  const leaves = people.sharing.flatMap((employee) => employee.leaves);
  return {
    ...{ sealed, log, rows: await storedEnvelopes(network.database) },
    agree: await witnessesAgree(state.root, network),
    unanchored: leaves.filter((leaf) => log.leaves.get(leaf) !== 1).length,
  };
}

/** What those who share sent last may lie in a block that is not witnessed yet, or have been lost: they send it again, as agents do. */
async function anchoredLog({ state, network, people }: RunPorts): Promise<Audited['log']> {
  for (let left = ATTEMPTS; ; left -= 1) {
    const log = await auditLog(state.root, network);
    const isWhole = people.sharing.every(({ leaves }) => leaves.every((leaf) => log.leaves.has(leaf)));
    if (left === 0 || (isWhole && log.witnessQuorum)) return log;
    for (const employee of people.sharing) employee.anchorAgain();
    await pause(BETWEEN_MS);
  }
}

interface Found extends Audited {
  readonly chaos: ChaosOutcome;
  readonly readAfterwards: number;
}

function documentOf({ options }: RunPorts, found: Found): ChaosDocument {
  const { chaos, log, sealed, rows } = found;
  const { load, struck, withdrawals, reads } = chaos;
  const {
    cpu: _cpu,
    left: _left,
    people: _people,
    ...row
  } = rowOf({ name: 'chaos', result: load, spread: options.seconds, used: {} });
  const differ = differences(sealed, { rows, log: log.leaves });
  const facts: Facts = {
    ...{ ...differ, withdrawals, readAfterwards: found.readAfterwards, unanchored: found.unanchored },
    ...{ unreceived: load.due - load.received, unproven: load.due - load.included },
    ...{ chainVerified: log.chainVerified, witnessQuorum: log.witnessQuorum, witnessesAgree: found.agree },
    ...{ wrongReads: reads.wrong, correctReads: reads.correct },
  };
  return {
    ...{ version: 1, seed: options.seed, seconds: options.seconds, agents: options.agents },
    ...{ struck, load: row, reads, withdrawals },
    envelopes: { sealed: sealed.reduce((sum, { leaves }) => sum + leaves.length, 0), rows: rows.length, ...differ },
    log: { size: log.size, blocks: log.blocks, root: log.root },
    checks: checksOf(facts),
    broken: sentencesOf(facts),
  };
}
