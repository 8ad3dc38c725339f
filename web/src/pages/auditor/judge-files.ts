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
import type { Trust } from './trust.js';

/** What came of a proof. */
export type ProofVerdict =
  | { readonly kind: 'proven'; readonly index: number; readonly size: number; readonly witnesses: readonly string[] }
  | { readonly kind: 'bad-leaf' | 'no-proof' }
  | { readonly kind: 'not-proven'; readonly code: LogError['code'] };

const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

/** @param what the record that is proven, or its leaf in hexadecimal */
export async function judgeProof(proof: Blob, what: Blob | string, given: Trust): Promise<ProofVerdict> {
  const leaf = typeof what === 'string' ? leafIn(what) : leafOf(await bytesOf(what));
  if (leaf === undefined) return { kind: 'bad-leaf' };
  try {
    const parsed = parseProof(await bytesOf(proof));
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
  | { readonly kind: 'judged'; readonly judged: JudgedEvidence }
  | { readonly kind: 'unusable'; readonly error: FindingError };

const MAX_BYTES = 64 * 1024;

/** Judges the files of a bundle, by their names. */
export async function judgeBundle(files: readonly File[], given: Trust): Promise<EvidenceVerdict> {
  const small = files.filter(({ size }) => size <= MAX_BYTES);
  const contents = new Map(await Promise.all(small.map(async (file) => [file.name, await bytesOf(file)] as const)));
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
      if (bytes === undefined) throw new TypeError(`${name} is not among the files.`);
      return bytes;
    },
    pathOf: (name) => name,
    // Chosen one by one, statements have lost their folder.
    source: async (path) => contents.get(path.replace(/^policies\//, '')),
  };
}
