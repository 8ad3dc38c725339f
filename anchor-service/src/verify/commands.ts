import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, LogError, leafCountUpTo, leafOf, parseProof, type TileReader, verifyProof } from '@fit4work/protocol';
import { type PolicyFile, readPolicy } from '../adapters/policy-file.js';
import { verifyPack } from '../audit/verify-pack.js';
import { AnchorError } from '../error.js';
import { type Evidence, writeEvidence } from '../evidence/write-evidence.js';
import { type StampFlags, stampChecks } from '../stamps/stamp-check.js';
import type { Check, CheckResult } from './check.js';
import { compareSources } from './compare.js';
import { FindingError } from './finding-error.js';
import { type FollowedLog, followLog } from './followed-log.js';
import { TakenBack } from './held-log.js';
import { judgeEvidence } from './judge-evidence.js';
import type { Language } from './language.js';
import { Progress } from './progress.js';
import { readAhead } from './read-ahead.js';
import { sampleLog } from './sample.js';
import { isAddress, openSource } from './sources.js';
import { readState, writeState } from './state-file.js';
import { type Verdict, verdictOf } from './verdict.js';
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

const names = (cosigned: Iterable<string>, language: Language): string =>
  [...cosigned].join(', ') || verifyWords(language).nobody;

/** `fit4work-verify log` */
export async function judgeLog(
  source: string,
  flags: CommonFlags & StampFlags & { readonly state?: string; readonly evidence: string },
  surroundings: Surroundings,
): Promise<Verdict> {
  const policy = policyOf(flags.policy);
  const read = open(source);
  const checks = [...surroundings.checks, ...stampChecks(flags)];
  const held = flags.state === undefined ? undefined : readState(flags.state, policy);
  const progress = progressOf(flags, surroundings);
  try {
    const followed = await followLog(read, held?.standing ?? policy);
    const { standing, history } = followed;
    const log = await verifyLog({
      read: followed.read,
      policy: standing.policy,
      held,
      onProgress: progress.update,
    });
    const results = await runChecks(checks, followed, log);
    const known = history.first === undefined && held !== undefined ? held.history : history;
    if (flags.state !== undefined) writeState(flags.state, { ...log, history: known });
    return soundLog(log, results, flags.language);
  } catch (error) {
    if (!(error instanceof TakenBack) || held === undefined) throw error;
    const bundle = { a: held.note, b: error.served.note, path: error.path };
    return withEvidence(verdictOf(error, flags.language), keep(flags.evidence, bundle, surroundings), flags.language);
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

/** A verdict stands also where its evidence found no room. @returns the bundle's folder */
function keep(folder: string, bundle: Evidence, { clock }: Surroundings): string | undefined {
  try {
    return join(folder, writeEvidence(folder, bundle, clock()));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

function soundLog(log: VerifiedLog, results: ReadonlyMap<string, CheckResult>, language: Language): Verdict {
  const words = verifyWords(language);
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
      ...[...results.values()].map(({ sentence }) => sentence[language]),
    ],
    json: {
      ...{ size, leaves, blocks, root, witnesses, from },
      ...Object.fromEntries([...results].map(([name, { json }]) => [name, json])),
    },
  };
}

/** `fit4work-verify proof` */
export function judgeProof(
  file: string,
  flags: CommonFlags & { readonly leaf?: string; readonly record?: string },
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
    return { judgement: 'sound', sentences: [words.proven(said)], json };
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    throw new FindingError({ kind: 'bad-proof', path: file, detail: error.message }, error);
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

/** `fit4work-verify pack` */
export function judgePack(file: string, flags: CommonFlags & { readonly coachKey?: Uint8Array }): Verdict {
  const policy = policyOf(flags.policy);
  const { report, blocks, checkpoint, erasuresVerified } = verifyPack(readGiven(file), policy, flags.coachKey);
  const { period } = report;
  const { size } = checkpoint.checkpoint;
  const words = verifyWords(flags.language);
  const said = { from: period.from, until: period.until, blocks, size };
  const sentences = [words.pack(said), ...(erasuresVerified ? [] : [words.erasuresAsSaid])];
  return { judgement: 'sound', sentences, json: { period, blocks, size, erasuresVerified } };
}

/** `fit4work-verify evidence` */
export function judgeBundle(folder: string, flags: CommonFlags): Verdict {
  const { policy } = policyOf(flags.policy);
  const words = verifyWords(flags.language);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new FindingError({ kind: 'bad-file', path: folder, detail: 'It is no folder.' });
  }
  const { relation, sizes, cosigned } = judgeEvidence(folder, policy);
  const [a, b] = cosigned;
  const json = { relation, sizes, cosigned };
  if (relation === 'undecided') return { judgement: 'unknown', sentences: [words.undecided], json };
  if (relation === 'consistent') return { judgement: 'sound', sentences: [words.noContradiction(sizes)], json };
  const verdict = verdictOf(contradictionOf(folder, sizes), flags.language);
  const who = words.cosigned(names(a, flags.language), names(b, flags.language));
  return { ...verdict, sentences: [...verdict.sentences, who], json: { ...verdict.json, ...json } };
}

const contradictionOf = (path: string, [index, other]: readonly [number, number]): FindingError =>
  new FindingError({ kind: 'contradiction', path, index, other });

/** `fit4work-verify compare` */
export async function judgeSources(
  [a, b]: readonly [string, string],
  flags: CommonFlags & { readonly evidence: string },
  surroundings: Surroundings,
): Promise<Verdict> {
  const policy = policyOf(flags.policy);
  const words = verifyWords(flags.language);
  const { sizes, fork } = await compareSources([open(a), open(b)], policy, [a, b]);
  if (fork === undefined) return { judgement: 'sound', sentences: [words.samePrefix(sizes)], json: { sizes } };
  const { path, notes, index } = fork;
  const kept = keep(flags.evidence, { a: notes[0], b: notes[1], path }, surroundings);
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

const open = (source: string): TileReader => (isAddress(source) ? readAhead(openSource(source)) : openSource(source));

const progressOf = ({ json, language }: CommonFlags, { write }: Surroundings): Progress =>
  new Progress(json === true ? undefined : write, verifyWords(language).leaves);

function policyOf(file: string): PolicyFile {
  try {
    return readPolicy(file);
  } catch (error) {
    if (!(error instanceof AnchorError)) throw error;
    throw new FindingError({ kind: 'bad-policy', path: file, detail: error.message }, error);
  }
}

const MAX_GIVEN_BYTES = 64 * 1024 * 1024;

function readGiven(file: string): Uint8Array {
  try {
    if (statSync(file).size > MAX_GIVEN_BYTES) throw new TypeError('more than 64 MiB');
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new FindingError(
      { kind: 'bad-file', path: file, detail: 'It cannot be read, or has more than 64 MiB.' },
      cause,
    );
  }
}
