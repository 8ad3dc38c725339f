import { filled } from '../records.fixture.js';
import { cosign } from './cosignature.js';
import { encodeVkey } from './note-key.js';
import { formatPolicyStatement, policyHash } from './policy-statement.js';
import { formatNote, type NoteSigner, noteSigner, signNote } from './signed-note.js';

/* A log that changes its key, then a witness, then its quorum. libsodium must be ready. */

export const ORIGIN = 'log.example/rotation';
export const TIME = 1_790_000_000;

export const LOG_KEYS = [1, 2].map((n) => noteSigner(ORIGIN, 1, filled(32, n)));
export const WITNESS_KEYS = [11, 12, 13].map((n) => noteSigner(`w${n}.example`, 4, filled(32, n)));

/** The text of a policy of these keys by their places; two witnesses are the quorum unless it is said. */
export function policyText(
  log: number,
  witnesses: readonly number[],
  quorum = 'group two 2 w0 w1\nquorum two',
): string {
  const lines = witnesses.map((at, i) => `witness w${i} ${encodeVkey(keyAt(WITNESS_KEYS, at).key)}`);
  return [`log ${encodeVkey(keyAt(LOG_KEYS, log).key)}`, ...lines, quorum, ''].join('\n');
}

/** Policy 0 and its successors. */
export const TEXTS = [
  policyText(0, [0, 1]),
  policyText(1, [0, 1]),
  policyText(1, [0, 2]),
  policyText(1, [0, 2], 'quorum w0'),
] as const;

export function keyAt(keys: readonly NoteSigner[], at: number): NoteSigner {
  const key = keys[at];
  if (key === undefined) throw new RangeError('there is no such key');
  return key;
}

/** A statement with who signs and cosigns it by their places. */
export function statementOf(
  change: { readonly number: number; readonly from: string; readonly to: string; readonly origin?: string },
  logs: readonly number[],
  witnesses: readonly number[],
): Uint8Array {
  const { number, from, to, origin = ORIGIN } = change;
  const text = formatPolicyStatement({ origin, number, time: TIME + number, previous: policyHash(from), text: to });
  return formatNote({
    text,
    signatures: [
      ...logs.map((at) => signNote(text, keyAt(LOG_KEYS, at))),
      ...witnesses.map((at) => cosign(text, TIME, keyAt(WITNESS_KEYS, at))),
    ],
  });
}

/** The three statements, each signed by whom it needs. */
export const STATEMENTS = [
  statementOf({ number: 1, from: TEXTS[0], to: TEXTS[1] }, [0, 1], [0, 1]),
  statementOf({ number: 2, from: TEXTS[1], to: TEXTS[2] }, [1], [0, 1, 2]),
  statementOf({ number: 3, from: TEXTS[2], to: TEXTS[3] }, [1], [0, 2]),
] as const;
