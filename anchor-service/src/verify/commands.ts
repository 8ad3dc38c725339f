import { join } from 'node:path';
import {
  fromHex,
  leafCountUpTo,
  leafOf,
  type Policy,
  parseProof,
  quorumsMeet,
  type TileReader,
  verifyProof,
} from '@fit4work/protocol';
import { type Evidence, writeEvidence } from '../evidence/write-evidence.js';
import { type StampFlags, stampChecks } from '../stamps/stamp-check.js';
import type { Check, CheckResult } from './check.js';
import { compareSources } from './compare.js';
import { withTimes } from './doubtful-times.js';
import { FindingError } from './finding-error.js';
import { type FollowedLog, followLog } from './followed-log.js';
import { policyOf, readGiven } from './given-files.js';
import { type HeldLog, rollbackOf, TakenBack } from './held-log.js';
import type { Language } from './language.js';
import { placeByCopy } from './place-by-copy.js';
import { OtherStatement } from './policy-chain.js';
import { Progress } from './progress.js';
import { unproven } from './proving.js';
import { readAhead } from './read-ahead.js';
import { sampleLog } from './sample.js';
import { isAddress, openSource } from './sources.js';
import { holdState, readState, writeState } from './state-file.js';
import { type Verdict, verdictOf, withReplaced } from './verdict.js';
import { type VerifiedLog, verifyLog } from './verify-log.js';
import { verifyWords } from './verify-words.js';

/** What every command takes. */
export interface CommonFlags {
  readonly policy: string;
  readonly language: Language;
  readonly json?: true;
}

/** Where the commands write and what the time is. */
export interface Surroundings {
  /** Unix seconds. */
  readonly clock: () => number;
  /** Writes to the terminal of whoever waits; left out where there is none. */
  readonly write?: ((text: string) => void) | undefined;
  /** Further checks of a sound log. */
  readonly checks: readonly Check[];
}

/** Who cosigned, for people. */
export const names = (cosigned: Iterable<string>, language: Language): string =>
  [...cosigned].join(', ') || verifyWords(language).nobody;

interface LogFlags extends CommonFlags, StampFlags {
  readonly state?: string;
  readonly evidence: string;
  /** Another copy of the log. */
  readonly log?: string;
}

/** `fit4work-verify log` */
export async function judgeLog(source: string, flags: LogFlags, surroundings: Surroundings): Promise<Verdict> {
  const release = flags.state === undefined ? undefined : holdState(flags.state);
  try {
    return await judgeHeld(source, flags, surroundings);
  } finally {
    release?.();
  }
}

async function judgeHeld(source: string, flags: LogFlags, surroundings: Surroundings): Promise<Verdict> {
  const policy = policyOf(flags.policy);
  const read = withOneCheckpoint(open(source));
  const checks = [...surroundings.checks, ...stampChecks(flags)];
  const held = flags.state === undefined ? undefined : readState(flags.state, policy);
  const progress = progressOf(flags, surroundings);
  const now = surroundings.clock();
  let known = held?.history;
  try {
    const followed = await followLog(read, held?.standing ?? policy, { known, now });
    const { standing, history } = followed;
    known = history.first === undefined && known !== undefined ? known : history;
    const log = await verifyLog({
      read: followed.read,
      policy: standing.policy,
      policies: followed.policies,
      now,
      held,
      onProgress: progress.update,
    });
    const results = await runChecks(checks, followed, log);
    if (flags.state !== undefined) writeState(flags.state, { ...log, history: known });
    const { language } = flags;
    const judged = soundLog(log, results, { language, policy: standing.policy });
    const sound = withTimes(judged, { cosigned: new Map(), block: log.datedAhead }, { language, now });
    return log.replaced === undefined ? sound : withReplaced(sound, log.replaced, flags.language);
  } catch (thrown) {
    const error = await withOtherCopy(thrown, { read, held }, flags.log);
    const bundle = held === undefined ? undefined : bundleOf(error, held.note);
    if (bundle === undefined) throw error;
    const kept = keep(flags.evidence, { ...bundle, policies: known }, surroundings);
    return withEvidence(verdictOf(error, flags.language), kept, flags.language);
  } finally {
    progress.end();
  }
}

async function runChecks(
  checks: readonly Check[],
  followed: FollowedLog,
  log: VerifiedLog,
): Promise<ReadonlyMap<string, CheckResult>> {
  const results = new Map<string, CheckResult>();
  for (const check of checks) results.set(check.name, await check.run(followed, log));
  return results;
}

/** What took the log back shows no path to what it had, and what was rewritten up to the root no entry: another copy may. */
async function withOtherCopy(
  error: unknown,
  { read, held }: { readonly read: TileReader; readonly held: HeldLog | undefined },
  name: string | undefined,
): Promise<unknown> {
  if (name === undefined || !(error instanceof FindingError)) return error;
  const copy = open(name);
  if (!(error instanceof TakenBack)) return placeByCopy(error, { read, copy });
  if (error.finding.kind !== 'rollback' || held === undefined) return error;
  return rollbackOf(copy, held.checkpoint, error.served);
}

/** Reads a log that may grow meanwhile, and gives the checkpoint that it gave first. */
function withOneCheckpoint(read: TileReader): TileReader {
  let first: ReturnType<TileReader> | undefined;
  return (path) => {
    if (path !== 'checkpoint') return read(path);
    first ??= read(path);
    return first;
  };
}

/** The two signed words that an error tells of, where it does. */
function bundleOf(error: unknown, heldNote: Uint8Array): Evidence | undefined {
  if (error instanceof OtherStatement) return { kind: 'statements', a: error.held, b: error.served };
  if (!(error instanceof TakenBack)) return undefined;
  return { kind: 'checkpoints', a: heldNote, b: error.served.note, path: error.path };
}

/** A verdict stands also where its evidence found no room. @returns the bundle's folder */
function keep(folder: string, bundle: Evidence, { clock }: Surroundings): string | undefined {
  try {
    return join(folder, writeEvidence(folder, bundle, clock()));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

function soundLog(
  log: VerifiedLog,
  results: ReadonlyMap<string, CheckResult>,
  { language, policy }: { readonly language: Language; readonly policy: Policy },
): Verdict {
  const words = verifyWords(language);
  const isMet = quorumsMeet(policy);
  const { size, blocks, from } = log;
  const leaves = leafCountUpTo(log.last);
  const root = Buffer.from(log.root).toString('hex');
  const witnesses = Object.fromEntries(log.checkpoint.cosigned);
  const said = { leaves, blocks, root, witnesses: names(log.checkpoint.cosigned.keys(), language) };
  return {
    judgement: 'sound',
    sentences: [
      words.log(said),
      ...(from > 0 ? [words.onlyFrom(from)] : []),
      ...(isMet ? [] : [words.quorumsApart]),
      ...[...results.values()].map(({ sentence }) => sentence[language]),
    ],
    json: {
      ...{ size, leaves, blocks, root, witnesses, from },
      ...(isMet ? {} : { quorumsMeet: false }),
      ...Object.fromEntries([...results].map(([name, { json }]) => [name, json])),
    },
  };
}

/** `fit4work-verify proof` */
export function judgeProof(
  file: string,
  flags: CommonFlags & { readonly leaf?: string; readonly record?: string },
  { clock }: Surroundings,
): Verdict {
  const { policy } = policyOf(flags.policy);
  const words = verifyWords(flags.language);
  const leaf = leafFrom(flags, words);
  const bytes = readGiven(file);
  try {
    const proof = parseProof(bytes);
    const { checkpoint, cosigned } = verifyProof(proof, leaf, policy);
    const said = { index: proof.index, size: checkpoint.size, witnesses: names(cosigned.keys(), flags.language) };
    const json = { index: proof.index, size: checkpoint.size, witnesses: Object.fromEntries(cosigned) };
    const verdict = { judgement: 'sound', sentences: [words.proven(said)], json } as const;
    return withTimes(verdict, { cosigned }, { language: flags.language, now: clock() });
  } catch (error) {
    throw unproven({ kind: 'bad-proof', path: file }, error);
  }
}

function leafFrom(
  { leaf, record }: { readonly leaf?: string; readonly record?: string },
  words: { leafOrRecord: string; badLeaf: string },
): Uint8Array {
  if ((leaf === undefined) === (record === undefined)) {
    throw new FindingError({ kind: 'bad-argument', detail: words.leafOrRecord });
  }
  if (record !== undefined) return leafOf(readGiven(record));
  if (leaf === undefined || !/^[0-9a-f]{64}$/i.test(leaf)) {
    throw new FindingError({ kind: 'bad-argument', detail: words.badLeaf });
  }
  return fromHex(leaf.toLowerCase());
}

export const contradictionOf = (path: string, [index, other]: readonly [number, number]): FindingError =>
  new FindingError({ kind: 'contradiction', path, index, other });

/** `fit4work-verify compare` */
export async function judgeSources(
  [a, b]: readonly [string, string],
  flags: CommonFlags & { readonly evidence: string },
  surroundings: Surroundings,
): Promise<Verdict> {
  const policy = policyOf(flags.policy);
  const words = verifyWords(flags.language);
  const named = (name: string): { name: string; read: TileReader } => ({ name, read: open(name) });
  const { sizes, fork } = await compareSources([named(a), named(b)], policy, surroundings.clock());
  if (fork === undefined) return { judgement: 'sound', sentences: [words.samePrefix(sizes)], json: { sizes } };
  const { path, notes, index, policies } = fork;
  const bundle = { kind: 'checkpoints', a: notes[0], b: notes[1], path, policies } as const;
  const kept = keep(flags.evidence, bundle, surroundings);
  const verdict = verdictOf(contradictionOf('checkpoint', sizes), flags.language);
  const place = index === undefined ? [] : [words.firstOther(index)];
  const said = {
    ...verdict,
    sentences: [...verdict.sentences, ...place],
    json: { ...verdict.json, sizes, leaf: index },
  };
  return withEvidence(said, kept, flags.language);
}

/** `fit4work-verify sample` */
export async function judgeSample(
  source: string,
  flags: CommonFlags & { readonly count: number; readonly seed: string },
  surroundings: Surroundings,
): Promise<Verdict> {
  const policy = policyOf(flags.policy);
  const progress = progressOf(flags, surroundings);
  const { count, seed } = flags;
  try {
    const { size, indices, blocks } = await sampleLog({
      read: open(source),
      policy,
      now: surroundings.clock(),
      count,
      seed,
      onProgress: progress.update,
    });
    const sentence = verifyWords(flags.language).sampled({ leaves: indices.length, size, blocks: blocks.length });
    return { judgement: 'sound', sentences: [sentence], json: { size, seed, indices, blocks } };
  } finally {
    progress.end();
  }
}

function withEvidence(verdict: Verdict, kept: string | undefined, language: Language): Verdict {
  const words = verifyWords(language);
  const sentence = kept === undefined ? words.notKept : words.kept(kept);
  return { ...verdict, sentences: [...verdict.sentences, sentence], json: { ...verdict.json, evidence: kept ?? null } };
}

/** Opens a source, and asks one that is an address a few files ahead. */
export const open = (source: string): TileReader =>
  isAddress(source) ? readAhead(openSource(source)) : openSource(source);

const progressOf = ({ json, language }: CommonFlags, { write }: Surroundings): Progress =>
  new Progress(json === true ? undefined : write, verifyWords(language).entries);
