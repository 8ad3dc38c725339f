import {
  type EvidenceFiles,
  FindingError,
  fromHex,
  type JudgedEvidence,
  judgeEvidence,
  LogError,
  leafOf,
  parseProof,
  verifyProof,
} from '@fit4work/anchor-service/verifier';
import { bytesOf } from './read-file.js';
import type { Trust } from './trust.js';

/** What came of a proof. */
export type ProofVerdict =
  | { readonly kind: 'proven'; readonly index: number; readonly size: number; readonly witnesses: readonly string[] }
  | { readonly kind: 'bad-leaf' }
  | { readonly kind: 'no-proof' | 'unread' }
  | { readonly kind: 'not-proven'; readonly code: LogError['code'] };

/** @param what the record that is proven, or its leaf in hexadecimal */
export async function judgeProof(proof: Blob, what: Blob | string, given: Trust): Promise<ProofVerdict> {
  const [bytes, record] = [await bytesOf(proof), typeof what === 'string' ? what : await bytesOf(what)];
  if (bytes === undefined || record === undefined) return { kind: 'unread' };
  const leaf = typeof record === 'string' ? leafIn(record) : leafOf(record);
  if (leaf === undefined) return { kind: 'bad-leaf' };
  try {
    const parsed = parseProof(bytes);
    const { checkpoint, cosigned } = verifyProof(parsed, leaf, given.policy);
    return { kind: 'proven', index: parsed.index, size: checkpoint.size, witnesses: [...cosigned.keys()] };
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return error.code === 'malformed-proof' ? { kind: 'no-proof' } : { kind: 'not-proven', code: error.code };
  }
}

const leafIn = (typed: string): Uint8Array | undefined =>
  /^[0-9a-f]{64}$/i.test(typed.trim()) ? fromHex(typed.trim().toLowerCase()) : undefined;

/** What came of a bundle of evidence. */
export type EvidenceVerdict =
  | { readonly kind: 'unread' }
  | { readonly kind: 'judged'; readonly judged: JudgedEvidence }
  | { readonly kind: 'unusable'; readonly error: FindingError };

const MAX_BYTES = 64 * 1024;

/** Judges the files of a bundle, by their names. */
export async function judgeBundle(files: readonly File[], given: Trust): Promise<EvidenceVerdict> {
  const small = files.filter(({ size }) => size <= MAX_BYTES);
  const contents = new Map<string, Uint8Array>();
  for (const file of small) {
    const bytes = await bytesOf(file);
    if (bytes === undefined) return { kind: 'unread' };
    contents.set(file.name, bytes);
  }
  try {
    return { kind: 'judged', judged: await judgeEvidence(bundleOf(contents), given) };
  } catch (error) {
    if (!(error instanceof FindingError)) throw error;
    return { kind: 'unusable', error };
  }
}

function bundleOf(contents: ReadonlyMap<string, Uint8Array>): EvidenceFiles {
  return {
    has: (name) => contents.has(name),
    read: (name) => {
      const bytes = contents.get(name);
      if (bytes === undefined) throw notGiven(name);
      return bytes;
    },
    pathOf: (name) => name,
    // Chosen one by one, statements have lost their folder.
    source: async (path) => contents.get(path.replace(/^policies\//, '')),
  };
}

const notGiven = (path: string): FindingError =>
  new FindingError({ kind: 'bad-file', path, detail: `${path} is not among the files.`, because: 'not-given' });
