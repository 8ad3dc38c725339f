import type { Grant, Withdrawal } from './consent.js';
import type { BoxInput, EnvelopeHeader } from './envelope.js';
import type { Erasure, ErasureCertificate } from './erasure.js';
import type { ErasureCounts } from './erasure-counts.js';
import { ProtocolError, type ProtocolErrorCode } from './error.js';
import type { KeptKeys } from './kept-keys.js';
import type { KeptPins } from './kept-pins.js';
import { type AgentCertificate, boxKeyPair } from './keys.js';
import { LogError, type LogErrorCode } from './log/error.js';
import type { Message } from './message.js';
import type { Programme } from './programme.js';
import type { Read } from './read.js';
import type { Receipt } from './receipt.js';
import type { DataKey, ReleaseHeader } from './release.js';
import type { AgentRetirement } from './retirement.js';
import { type KeyRotation, type NextKeys, proveRotation } from './rotation.js';
import { cryptoReady, signingKey } from './signature.js';

/* One valid record of each kind, for the tests of this room. */

await cryptoReady;

export const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

export const AGENT = signingKey(filled(32, 1));
export const IDENTITY = signingKey(filled(32, 2));
export const COACH_API = signingKey(filled(32, 3));
export const STRANGER = signingKey(filled(32, 4));
export const RECIPIENT = boxKeyPair(filled(32, 5));
const VAULT = boxKeyPair(filled(32, 0x0b));
export const PSEUDONYM = filled(16, 0xaa);
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
  vaultPublicKey: VAULT.publicKey,
  issued: WINDOW_START,
};

export const GRANT: Grant = {
  pseudonym: PSEUDONYM,
  controller: filled(32, 0xc0),
  recipient: 'coach-1',
  purpose: 'https://w3id.org/dpv#Personalisation',
  scope: [{ metric: 'steps', granularities: ['day', 'hour'] }],
  from: '2026-01-01',
  until: '2026-03-31',
  issued: 1000,
  expires: 2000,
  notice: { language: 'nl', sha256: 'ab'.repeat(32) },
  after: [],
  salt: filled(32, 7),
};

export const withdrawalOf = (grant: string, issued = 1500): Withdrawal => ({
  pseudonym: PSEUDONYM,
  grant,
  issued,
  after: [grant],
  salt: filled(32, 8),
});

export const RELEASE_HEADER: ReleaseHeader = {
  pseudonym: PSEUDONYM,
  agent: 1,
  grant: filled(32, 0xcc),
  recipient: RECIPIENT.publicKey,
  consent: [filled(32, 0xca), filled(32, 0xcb)],
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

export const PROGRAMME: Programme = {
  pseudonym: PSEUDONYM,
  coach: 'coach-1',
  id: filled(16, 0x0c),
  revision: 0,
  title: 'Start to walk',
  from: '2026-03-02',
  until: '2026-03-08',
  sessions: [
    { day: '2026-03-02', kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3000 }, note: 'Rustig beginnen.' },
    { day: '2026-03-04', kind: 'run', minutes: 20, target: { kind: 'heart-rate', low: 110, high: 130 }, note: '' },
    { day: '2026-03-04', kind: 'strength', minutes: 15, target: { kind: 'effort', effort: 4 }, note: '' },
    { day: '2026-03-08', kind: 'rest', minutes: 0, target: null, note: '' },
  ],
  advice: 'Drink genoeg water.',
  grants: [filled(32, 0xcc)],
  summaries: [filled(32, 0xcd)],
  time: WINDOW_START,
  salt: filled(32, 0x0d),
};

export const MESSAGE: Message = {
  pseudonym: PSEUDONYM,
  coach: 'coach-1',
  agent: 1,
  answers: filled(32, 0xce),
  text: 'Dat ging goed.',
  report: { programme: filled(32, 0xcf), session: 2, done: true, effort: 5 },
  time: WINDOW_START,
  salt: filled(32, 0x0e),
};

export const ERASURE: Erasure = {
  pseudonym: PSEUDONYM,
  from: '2026-03-29',
  until: '2026-03-29',
  start: 1_774_738_800,
  end: 1_774_821_600,
  issued: 1_775_000_000,
  salt: filled(32, 0x0f),
};

export const ERASURE_CERTIFICATE: ErasureCertificate = {
  pseudonym: PSEUDONYM,
  erasure: filled(32, 0xd0),
  envelopes: 117,
  digest: filled(32, 0xd1),
  time: 1_775_000_005,
  salt: filled(32, 0x11),
};

export const ERASURE_COUNTS: ErasureCounts = {
  months: [
    { month: '2026-09', certificates: 12 },
    { month: '2026-11', certificates: null },
  ],
  issued: WINDOW_START,
};

export const NEXT_KEYS: NextKeys = {
  rotation: 1,
  signingKey: STRANGER.publicKey,
  boxKey: RECIPIENT.publicKey,
  issued: WINDOW_START,
  salt: filled(32, 0x12),
  previous: filled(32, 0),
};
export const ROTATION: KeyRotation = proveRotation(NEXT_KEYS, STRANGER);

export const RETIREMENT: AgentRetirement = {
  pseudonym: PSEUDONYM,
  agent: 1,
  lastSequence: 12,
  issued: WINDOW_START,
  salt: filled(32, 0x13),
};

export const KEPT_KEYS: KeptKeys = {
  pseudonym: PSEUDONYM,
  agent: 1,
  day: '2026-03-29',
  generation: 1,
  sealed: filled(360, 0x14),
};

export const KEPT_PINS: KeptPins = { pseudonym: PSEUDONYM, sealed: filled(300, 0x15), issued: WINDOW_START };

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
