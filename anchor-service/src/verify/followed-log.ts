import {
  entryHash,
  inclusionProof,
  type Policy,
  type PolicySuccessor,
  parseProof,
  parseSignedCheckpoint,
  policyProofPath,
  type TileReader,
  verifyInclusion,
} from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import type { Signed } from './changed-range.js';
import { believedCheckpoint, placed, speakingReader } from './file-reader.js';
import type { Finding } from './finding.js';
import { FindingError } from './finding-error.js';
import type { ServedCheckpoint } from './held-log.js';
import { assertSameStatements, chainPolicies, readServedPolicies, type ServedPolicies } from './policy-chain.js';
import { proving } from './proving.js';
import { truePlace } from './rewritten.js';

/** A log at one checkpoint of it, and whom to believe there: the policy that was given, or what it gave way to. */
export interface FollowedLog extends ServedCheckpoint {
  /** Reads the log, and gives this checkpoint however often it is asked for one. */
  readonly read: TileReader;
  /** The newest policy that is in effect, with its text. */
  readonly standing: PolicyFile;
  /** Those that the log had up to the one that stands, as far as it serves a history with the given one in it. */
  readonly policies: readonly Policy[];
  /** The files of that history, up to the policy that stands; empty where there is none. */
  readonly history: ServedPolicies;
}

/** A policy after the given one, and the index of its statement's leaf. */
interface InEffect extends PolicySuccessor {
  readonly at: number;
}

/**
 * Reads the checkpoint of a log and goes from the policy that was given to the one that stands there: by statements that verify,
 * each proven in this checkpoint, which the last of them has to believe. A statement whose leaf is not in it changes nothing yet.
 * @param known what was followed of this log before: it may not serve other statements in their place
 * @param now of the reader's clock, Unix seconds: cosignatures of a time to come do not count
 * @throws FindingError `two-statements` and `false-statement` naming the file, `bad-checkpoint`, `no-checkpoint`, `unreadable`
 * @source SPEC.md clauses 15.15 to 15.17
 */
export async function followLog(
  source: TileReader,
  given: PolicyFile,
  { known, now }: { readonly known?: ServedPolicies | undefined; readonly now?: number } = {},
): Promise<FollowedLog> {
  const speaking = speakingReader(source);
  const note = await speaking('checkpoint');
  if (note === undefined) throw new FindingError({ kind: 'no-checkpoint' });
  const read: TileReader = async (path) => (path === 'checkpoint' ? note : source(path));
  const { size } = placed({ kind: 'bad-checkpoint', path: 'checkpoint' }, () => parseSignedCheckpoint(note)).checkpoint;
  const served = await readServedPolicies(speaking);
  if (known !== undefined) assertSameStatements(known, served);
  const chain = chainPolicies(given, served);
  const followed = chain === undefined ? [] : await inEffect(speaking, chain.successors.slice(chain.given), size);
  const { text, policy } = followed.at(-1) ?? given;
  const { checkpoint } = believedCheckpoint(note, policy, now);
  const had = chain === undefined ? [policy] : [chain.first, ...chain.successors].map((one) => one.policy);
  const log = { read: speaking, checkpoint, held: undefined, policies: had };
  for (const one of followed) await proveLeafOrPlace(log, one);
  const standing = { text, policy };
  if (chain === undefined) {
    return { read, note, checkpoint, standing, policies: [policy], history: { first: undefined, statements: [] } };
  }
  const last = chain.given + followed.length;
  const policies = [chain.first, ...chain.successors.slice(0, last)].map((one) => one.policy);
  const history = { first: served.first, statements: served.statements.slice(0, last) };
  return { read, note, checkpoint, standing, policies, history };
}

const falseProof = (number: number): Finding => ({
  kind: 'false-statement',
  path: policyProofPath(number),
  index: number,
});

/** Policies up to the first whose statement is not in the log yet: of a proof only the index is read. */
async function inEffect(read: TileReader, after: readonly PolicySuccessor[], size: number): Promise<InEffect[]> {
  const followed: InEffect[] = [];
  for (const successor of after) {
    const proof = await read(policyProofPath(successor.number));
    if (proof === undefined) break;
    const at = placed(falseProof(successor.number), () => parseProof(proof).index);
    if (at >= size) break;
    followed.push({ ...successor, at });
  }
  return followed;
}

/** Where the entries were rewritten, the statement is not accused of it. */
async function proveLeafOrPlace(log: Signed, one: InEffect): Promise<void> {
  try {
    await proveLeaf(log.read, log.checkpoint, one);
  } catch (error) {
    throw error instanceof FindingError ? await truePlace(error, log) : error;
  }
}

function proveLeaf(
  read: TileReader,
  { size, root }: ServedCheckpoint['checkpoint'],
  { number, leaf, at }: InEffect,
): Promise<void> {
  return proving(falseProof(number), async () => {
    const proof = await inclusionProof({ read, size }, at);
    verifyInclusion({ index: at, size, root, entryHash: entryHash(leaf) }, proof);
  });
}
