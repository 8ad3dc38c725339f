import { FindingError, isTimely, type VerifiedPack, verifyingPack } from '@fit4work/anchor-service/verifier';
import { inTurns } from '../judging/in-turns.js';
import type { Run } from '../judging/use-judging.js';
import { bytesOf } from '../read-file.js';
import type { Trust } from '../trust.js';

/** What came of a pack. */
export type PackVerdict =
  | {
      readonly kind: 'sound';
      readonly pack: VerifiedPack;
      /** Witnesses whose cosignature is of a time to come by this device's clock, which convicts nobody. */
      readonly ahead: readonly string[];
    }
  /** `unsound` convicts the log; `unsure` nobody. */
  | { readonly kind: 'unsound' | 'unsure'; readonly error: FindingError }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unread' | 'stopped' };

/** Of a larger one this page would hold nothing but the person up. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Judges the tar that an anchor hands to auditors, by what is in it and whom the auditor believes. */
export async function judgePack(file: Blob, given: Trust, run: Run): Promise<PackVerdict> {
  if (file.size > MAX_BYTES) return { kind: 'too-large' };
  const bytes = await bytesOf(file);
  if (bytes === undefined) return { kind: 'unread' };
  try {
    const pack = await inTurns(verifyingPack(bytes, given), run);
    if (pack === undefined) return { kind: 'stopped' };
    const now = Math.floor(Date.now() / 1000);
    const ahead = [...pack.checkpoint.cosigned].filter(([, time]) => !isTimely(time, now)).map(([name]) => name);
    return { kind: 'sound', pack, ahead };
  } catch (error) {
    if (!(error instanceof FindingError)) throw error;
    return { kind: error.convicts ? 'unsound' : 'unsure', error };
  }
}
