import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  cosignedBy,
  formatPath,
  type Policy,
  parsePath,
  parseSignedCheckpoint,
  type Relation,
  relationOf,
  verifyNote,
} from '@fit4work/protocol';
import { makeFolder } from './durable-file.js';
import { FindingError } from './finding-error.js';

const MAX_BYTES = 64 * 1024;

/** Two checkpoints as they were received, and the path between them where one is known (SPEC.md clause 15.11). */
export interface Evidence {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * Keeps two checkpoints below a folder, each bundle in a folder of its own that is there whole or not at all.
 * @param now Unix seconds
 * @returns the bundle's folder
 */
export function writeEvidence(folder: string, evidence: Evidence, now: number): string {
  const { checkpoint: a } = parseSignedCheckpoint(evidence.a);
  const { checkpoint: b } = parseSignedCheckpoint(evidence.b);
  const files = new Map<string, Uint8Array>([
    ['a.checkpoint', evidence.a],
    ['b.checkpoint', evidence.b],
    ['about.txt', Buffer.from(aboutText(a, b, relationOf(a, b, evidence.path)))],
  ]);
  if (evidence.path.length > 0) files.set('proof', formatPath(evidence.path));
  const origin = createHash('sha256').update(a.origin).digest('hex').slice(0, 16);
  for (let n = 0; ; n += 1) {
    const bundle = join(folder, `${origin}-${now}-${n}`);
    if (existsSync(bundle)) continue;
    makeFolder(bundle, files);
    return bundle;
  }
}

/** What a bundle shows, and who cosigned each of its checkpoints. */
export interface JudgedEvidence {
  readonly relation: Relation;
  readonly sizes: readonly [number, number];
  readonly cosigned: readonly [readonly string[], readonly string[]];
}

/**
 * Judges a bundle with nothing but the policy. The log's signature on both is what accuses it; witnesses are only named.
 * @throws FindingError `bad-file` for a file that is missing, damaged or not signed by the log of the policy
 */
export function judgeEvidence(folder: string, policy: Policy): JudgedEvidence {
  const a = signedAt(join(folder, 'a.checkpoint'), policy);
  const b = signedAt(join(folder, 'b.checkpoint'), policy);
  const proof = join(folder, 'proof');
  const path = existsSync(proof) ? orBadFile(proof, () => parsePath(readSmall(proof))) : [];
  return {
    relation: relationOf(a.checkpoint, b.checkpoint, path),
    sizes: [a.checkpoint.size, b.checkpoint.size],
    cosigned: [a.cosigned, b.cosigned],
  };
}

function signedAt(file: string, policy: Policy): { checkpoint: Checkpoint; cosigned: string[] } {
  return orBadFile(file, () => {
    const { note, checkpoint } = parseSignedCheckpoint(readSmall(file));
    const log = policy.logs.find(({ key }) => key.name === checkpoint.origin);
    if (log === undefined) throw new TypeError('The policy does not name its log.');
    verifyNote(note, log.key);
    return { checkpoint, cosigned: [...cosignedBy(policy, note).keys()] };
  });
}

function readSmall(file: string): Uint8Array {
  if (statSync(file).size > MAX_BYTES) throw new TypeError('It has more than 64 KiB.');
  return new Uint8Array(readFileSync(file));
}

function orBadFile<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const isSystem = cause instanceof Error && 'syscall' in cause;
    const detail = isSystem || !(cause instanceof Error) ? 'It cannot be read.' : cause.message;
    throw new FindingError({ kind: 'bad-file', path: file, detail }, cause);
  }
}

function aboutText(a: Checkpoint, b: Checkpoint, relation: Relation): string {
  const contradict = relation === 'contradictory';
  return [
    `Logboek / log: ${a.origin}`,
    `a.checkpoint: ${a.size} bladeren / leaves`,
    `b.checkpoint: ${b.size} bladeren / leaves`,
    '',
    contradict
      ? 'Dit logboek heeft twee checkpoints ondertekend die niet allebei waar kunnen zijn: het heeft zijn verleden herschreven.'
      : 'Dit logboek toonde b nadat het a getoond had. Dat hoort niet, maar beide kunnen waar zijn: iemand kan een oud checkpoint opnieuw tonen.',
    'Bewaar deze map zoals ze is. Iedereen met het beleid (policy) kan ze nagaan, zonder netwerk:',
    '',
    contradict
      ? 'This log signed two checkpoints that cannot both be true: it rewrote its past.'
      : 'This log showed b after it had shown a. It should not, but both can be true: anybody can show an old checkpoint again.',
    'Keep this folder as it is. Whoever has the policy can judge it, without a network:',
    '',
    '  fit4work-verify evidence <map/folder> --policy <policy>',
    '',
  ].join('\n');
}
