import {
  type Finding,
  FindingError,
  followLog,
  formatPath,
  formatState,
  type Policy,
  parseState,
  quorumsMeet,
  readAhead,
  TakenBack,
  type VerifiedLog,
  verifyLog,
} from '@fit4work/anchor-service/verifier';
import { signal } from '@preact/signals';
import { keep, kept } from '../../kit/index.js';
import { address, readerAt } from './log-address.js';
import { nameOf, type Trust, trust } from './trust.js';

/** The two signed words of a log that took one back, as they are handed on. */
interface Evidence {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** The path between them, where it is known. */
  readonly proof: Uint8Array | undefined;
}

/** How far a verification is, or what came of it. */
export type Verification =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly done: number; readonly size: number | undefined }
  | {
      readonly kind: 'sound';
      readonly log: VerifiedLog;
      readonly policy: Policy;
      readonly quorumsMeet: boolean;
      /** Whether the next visit can go on from here. */
      readonly isKept: boolean;
    }
  /** `unsound` convicts the log; `unsure` nobody. */
  | { readonly kind: 'unsound' | 'unsure'; readonly finding: Finding; readonly evidence: Evidence | undefined };

export const verification = signal<Verification>({ kind: 'idle' });

const keyOf = (given: Trust): string => `fit4work.auditor.state.${nameOf(given)}`;
const now = (): number => Math.floor(Date.now() / 1000);

/** What was verified on an earlier visit; a state that cannot be believed is none, and said to be none. */
export function seenBefore(given: Trust): ReturnType<typeof parseState> | undefined {
  const text = kept(keyOf(given));
  if (text === undefined) return undefined;
  try {
    return parseState(text, given);
  } catch {
    return undefined;
  }
}

/**
 * Verifies the log, from what was seen before or from its first leaf. Also the whole walk begins with what was seen: a log that
 * took something back is told however it is looked at.
 */
export async function verify(from: 'last-visit' | 'genesis'): Promise<void> {
  const given = trust.value;
  if (given === undefined || verification.value.kind === 'running') return;
  verification.value = { kind: 'running', done: 0, size: undefined };
  const held = seenBefore(given);
  try {
    verification.value = await walk(given, held, from);
  } catch (error) {
    if (!(error instanceof FindingError)) {
      verification.value = { kind: 'idle' };
      throw error;
    }
    const kind = error.convicts ? 'unsound' : 'unsure';
    verification.value = { kind, finding: error.finding, evidence: evidenceOf(error, held?.note) };
  }
}

/** As a witness or a mirror keeps it (SPEC.md clause 15.11). */
function evidenceOf(error: FindingError, seen: Uint8Array | undefined): Evidence | undefined {
  if (!(error instanceof TakenBack) || seen === undefined) return undefined;
  return { a: seen, b: error.served.note, proof: error.path.length > 0 ? formatPath(error.path) : undefined };
}

async function walk(
  given: Trust,
  held: ReturnType<typeof seenBefore>,
  from: 'last-visit' | 'genesis',
): Promise<Verification> {
  const time = now();
  const read = readAhead(readerAt(address.value));
  const followed = await followLog(read, held?.standing ?? given, { known: held?.history, now: time });
  const { policy } = followed.standing;
  const options = { read: followed.read, policy, policies: followed.policies, now: time, onProgress: noteProgress };
  const since = await verifyLog({ ...options, held });
  const log = from === 'genesis' && held !== undefined ? await verifyLog(options) : since;
  const history = followed.history.first === undefined && held !== undefined ? held.history : followed.history;
  const isKept = keep(keyOf(given), formatState({ note: log.note, last: log.last, history }));
  return { kind: 'sound', log, policy, quorumsMeet: quorumsMeet(policy), isKept };
}

/** The screen needs no more than a few steps a second. */
let told = 0;
function noteProgress(done: number, size: number): void {
  const at = performance.now();
  if (done < size && at - told < 100) return;
  told = at;
  verification.value = { kind: 'running', done, size };
}

/** Forgets what was seen of the log, so that the next visit is a first one. */
export function forget(given: Trust): void {
  keep(keyOf(given), undefined);
  verification.value = { kind: 'idle' };
}
