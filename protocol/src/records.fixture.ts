import type { Grant, Withdrawal } from './consent.js';
import type { BoxInput, EnvelopeHeader } from './envelope.js';
import { ProtocolError, type ProtocolErrorCode } from './error.js';
import { type AgentCertificate, boxKeyPair } from './keys.js';
import { LogError, type LogErrorCode } from './log/error.js';
import type { Read } from './read.js';
import type { Receipt } from './receipt.js';
import type { DataKey, ReleaseHeader } from './release.js';
import { cryptoReady, signingKey } from './signature.js';

/* One valid record of each kind, for the tests of this room. */

await cryptoReady;

export const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

export const AGENT = signingKey(filled(32, 1));
export const IDENTITY = signingKey(filled(32, 2));
export const COACH_API = signingKey(filled(32, 3));
export const STRANGER = signingKey(filled(32, 4));
export const RECIPIENT = boxKeyPair(filled(32, 5));
const PSEUDONYM = filled(16, 0xaa);
export const WINDOW_START = 1_700_000_100;

export const HEADER: EnvelopeHeader = {
  pseudonym: PSEUDONYM,
  agent: 1,
  sequence: 1,
  previous: filled(32, 0),
  windowStart: WINDOW_START,
  granularity: 'raw',
  revision: 0,
  salt: filled(32, 9),
};

export const boxInputs = (plaintext: Uint8Array): readonly BoxInput[] =>
  [0, 1, 2].map((metric) => ({ plaintext, dataKey: filled(32, 0x10 + metric), nonce: filled(12, metric) }));

export const CERTIFICATE: AgentCertificate = {
  pseudonym: PSEUDONYM,
  agent: 1,
  agentPublicKey: AGENT.publicKey,
  issued: WINDOW_START,
};

export const GRANT: Grant = {
  pseudonym: PSEUDONYM,
  recipient: 'coach-1',
  purpose: 'https://w3id.org/dpv#Personalisation',
  scope: [{ metric: 'steps', granularities: ['day', 'hour'] }],
  from: '2026-01-01',
  until: '2026-03-31',
  issued: 1000,
  expires: 2000,
  notice: { language: 'nl', sha256: 'ab'.repeat(32) },
  salt: filled(32, 7),
};

export const withdrawalOf = (grant: string, issued = 1500): Withdrawal => ({
  pseudonym: PSEUDONYM,
  grant,
  issued,
  salt: filled(32, 8),
});

export const RELEASE_HEADER: ReleaseHeader = {
  pseudonym: PSEUDONYM,
  agent: 1,
  grant: filled(32, 0xcc),
  recipient: RECIPIENT.publicKey,
};

export const DATA_KEYS: readonly DataKey[] = [
  { day: '2026-03-29', metric: 'steps', granularity: 'day', key: filled(32, 0x21) },
  { day: '2026-03-30', metric: 'sleep', granularity: 'hour', key: filled(32, 0x22) },
];

export const RECEIPT: Receipt = {
  pseudonym: PSEUDONYM,
  agent: 1,
  sequence: 12,
  leaf: filled(32, 0xdd),
  records: [filled(32, 0xee)],
  time: WINDOW_START,
};

export const READ: Read = {
  pseudonym: PSEUDONYM,
  coach: 'coach-1',
  purpose: 'weekly talk',
  metrics: ['steps', 'sleep'],
  granularity: 'day',
  from: '2026-03-01',
  until: '2026-03-07',
  grants: [filled(32, 0xcc)],
  time: WINDOW_START,
  salt: filled(32, 6),
};

/** Words with one space between them and no gap where a name should stand. */
const SENTENCE = /^(?!.*(?: {2}| \.|undefined))\w\S* \S+ \S/;

/**
 * Why something was refused, or `accepted`; `speechless` when it was refused without a sentence. Any other error than
 * the protocol's passes through and fails the test.
 */
export function codeOf(act: () => unknown): ProtocolErrorCode | LogErrorCode | 'accepted' | 'speechless' {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ProtocolError || error instanceof LogError)) throw error;
    return SENTENCE.test(error.message) ? error.code : 'speechless';
  }
}

/** A copy with one bit turned. */
export function flipped(bytes: Uint8Array, index: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
