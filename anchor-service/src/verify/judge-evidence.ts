import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  cosignedBy,
  logKeyOf,
  type Policy,
  parsePath,
  parseSignedCheckpoint,
  parseSignedPolicyStatement,
  type Relation,
  relationOf,
  relationOfStatements,
  type SignedPolicyStatement,
  verifyNote,
} from '@fit4work/protocol';
import { FindingError } from './finding-error.js';

const MAX_BYTES = 64 * 1024;

/** What a bundle shows, and who cosigned each of the two. */
interface Judged {
  readonly relation: Relation;
  readonly cosigned: readonly [readonly string[], readonly string[]];
}

/** Of two checkpoints, by their sizes, or of two policy statements, by their numbers. */
export type JudgedEvidence = Judged &
  ({ readonly sizes: readonly [number, number] } | { readonly numbers: readonly [number, number] });

/**
 * Judges a bundle with nothing but the policy. The log's signature on both is what accuses it; witnesses are only named.
 * @throws FindingError `bad-file` for a file that is missing, damaged or not signed by the log of the policy
 */
export function judgeEvidence(folder: string, policy: Policy): JudgedEvidence {
  return existsSync(join(folder, 'a.statement')) ? judgeStatements(folder, policy) : judgeCheckpoints(folder, policy);
}

/** @source SPEC.md clause 15.18 */
function judgeStatements(folder: string, policy: Policy): JudgedEvidence {
  const [a, b] = ['a.statement', 'b.statement'].map((name) => statementAt(join(folder, name), policy));
  if (a === undefined || b === undefined) throw new TypeError('A bundle has two statements.');
  return {
    relation: relationOfStatements(a, b, policy),
    numbers: [a.statement.number, b.statement.number],
    cosigned: [a.cosigned, b.cosigned],
  };
}

function statementAt(file: string, policy: Policy): SignedPolicyStatement & { cosigned: string[] } {
  return orBadFile(file, () => {
    const signed = parseSignedPolicyStatement(readSmall(file));
    verifyNote(signed.note, logKeyOf(policy));
    return { ...signed, cosigned: [...cosignedBy(policy, signed.note).keys()] };
  });
}

/** @source SPEC.md clause 15.11 */
function judgeCheckpoints(folder: string, policy: Policy): JudgedEvidence {
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
