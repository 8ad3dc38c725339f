import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { State } from '@fit4work/demo';
import { type Row, rowOf } from '@fit4work/load';
import { storedEnvelopes } from './adapters/database.js';
import { auditLog, type KeptNote, keptNotes, witnessesAgree } from './audit.js';
import { type ChaosOutcome, wreak } from './chaos.js';
import { Coach, type Outcome } from './coach.js';
import { type Differences, differences, type Sealed } from './core/differences.js';
import { fromSignature } from './core/distribution.js';
import { type Found, factsOf } from './core/facts.js';
import { KINDS, PARTS } from './core/parts.js';
import type { Struck } from './core/struck.js';
import { type Checks, checksOf, sentencesOf } from './core/verdict.js';
import type { Withdrawal } from './core/withdrawal.js';
import type { Network } from './network.js';
import type { ClusterOptions } from './options.js';
import { type People, until } from './people.js';
import { recordRun } from './recording.js';
import type { SharingEmployee } from './sharing-employee.js';

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
  /** How long they took from their signature. */
  readonly fromSignature: ReturnType<typeof fromSignature>;
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
  const audited = await audit(ports);
  const found = foundIn(chaos, readAfterwards, audited);
  if (options.record !== undefined) {
    const { log: _log, witnessesAgree: _agree, ...run } = found;
    const notes = audited.notes.map((note) => ({ ...note, kept: new TextDecoder().decode(note.kept) }));
    const log = join(ports.state.root, 'log');
    recordRun({ folder: options.record, log, run: { ...run, policy: network.policy, notes, read: coach.right } });
  }
  return documentOf(ports, { chaos, audited, found });
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
  readonly notes: readonly KeptNote[];
  readonly agree: boolean;
  readonly sent: readonly string[];
}

async function audit(ports: RunPorts): Promise<Audited> {
  const { state, network, people } = ports;
  const own = people.sharing.map(({ name, envelopes }) => ({ name, leaves: envelopes }));
  const sealed = [...(await people.players.accounts()), ...own];
  const log = await anchoredLog(ports);
  const notes = await keptNotes(network);
  return {
    ...{ sealed, log, notes, rows: await storedEnvelopes(network.database) },
    agree: await witnessesAgree(join(state.root, 'log'), network.policy, notes),
    sent: people.sharing.flatMap((employee) => employee.leaves),
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

function foundIn(
  { load, reads, withdrawals }: ChaosOutcome,
  readAfterwards: number,
  { sealed, rows, log, agree, sent }: Audited,
): Found {
  const { due, received, included } = load;
  return {
    ...{ sealed, rows, log, sent, withdrawals, readAfterwards, witnessesAgree: agree },
    load: { due, received, included },
    reads: { correct: reads.correct, wrong: reads.wrong },
  };
}

interface Concluded {
  readonly chaos: ChaosOutcome;
  readonly audited: Audited;
  readonly found: Found;
}

function documentOf({ options }: RunPorts, { chaos, audited: { log, sealed, rows }, found }: Concluded): ChaosDocument {
  const { load, struck, withdrawals, reads } = chaos;
  const {
    cpu: _cpu,
    left: _left,
    people: _people,
    ...row
  } = rowOf({ name: 'chaos', result: load, spread: options.seconds, used: {} });
  const differ = differences(sealed, { rows, log: log.leaves });
  const facts = factsOf(found);
  return {
    ...{ version: 1, seed: options.seed, seconds: options.seconds, agents: options.agents },
    ...{ struck, load: row, reads, withdrawals, fromSignature: fromSignature(withdrawals) },
    envelopes: { sealed: sealed.reduce((sum, { leaves }) => sum + leaves.length, 0), rows: rows.length, ...differ },
    log: { size: log.size, blocks: log.blocks, root: log.root },
    checks: checksOf(facts),
    broken: sentencesOf(facts),
  };
}
