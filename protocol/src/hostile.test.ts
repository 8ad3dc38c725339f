import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor } from './cbor.js';
import { openConsent, signGrant } from './consent.js';
import { sign1 } from './cose.js';
import { parseEnvelope, sealEnvelope } from './envelope.js';
import { jwsText, signJws } from './jws.js';
import { fromRecoveryWords, openCertificate, seal, signCertificate, unseal } from './keys.js';
import { unpad } from './padding.js';
import { openRead, signRead } from './read.js';
import { openReceipt, signReceipt } from './receipt.js';
import {
  AGENT,
  boxInputs,
  CERTIFICATE,
  COACH_API,
  codeOf,
  DATA_KEYS,
  GRANT,
  HEADER,
  IDENTITY,
  READ,
  RECEIPT,
  RECIPIENT,
  RELEASE_HEADER,
} from './records.fixture.js';
import { openRelease, parseRelease, signRelease } from './release.js';
import { decodeSeries, encodeSeries } from './series.js';
import { decodeSummary, encodeSummary } from './summary.js';
import { parsePersonTopic } from './topics.js';
import { readVarints } from './varint.js';

/* Whatever a peer sends, a reader answers with a value or with an error of the protocol, never with another error. */

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const ascii = (jws: string): Uint8Array => Uint8Array.from(jws, (letter) => letter.charCodeAt(0));

const SERIES = encodeSeries({ metric: 'heart-rate', worn: [], samples: [] }, 0);
const SUMMARY = encodeSummary({
  granularity: 'hour',
  wornSeconds: 60,
  values: { metric: 'steps', total: 5, activeMinutes: 0 },
});
const RELEASE = parseRelease(signRelease(RELEASE_HEADER, DATA_KEYS, AGENT));

const READERS: readonly (readonly [string, (bytes: Uint8Array) => unknown, Uint8Array])[] = [
  ['a CBOR value', decodeCbor, encodeCbor([1, 'a', new Map([[1, new Uint8Array(3)]])])],
  ['varints', readVarints, Uint8Array.of(0x80, 0x01, 0x05)],
  ['padding', unpad, Uint8Array.of(1, 0x80, 0, 0)],
  ['a series', (bytes) => decodeSeries(bytes, 0), SERIES],
  ['a summary', decodeSummary, SUMMARY],
  ['an envelope', parseEnvelope, sealEnvelope(HEADER, boxInputs(new Uint8Array(3)), AGENT)],
  ['an envelope body', (body) => parseEnvelope(sign1(AGENT, 'envelope', body)), encodeCbor(new Map([[0, 1]]))],
  ['a release', parseRelease, signRelease(RELEASE_HEADER, DATA_KEYS, AGENT)],
  ['a sealed box', (bytes) => unseal(bytes, RECIPIENT), RELEASE.sealed],
  [
    'released keys',
    (bytes) => openRelease({ ...RELEASE, sealed: seal(bytes, RECIPIENT.publicKey) }, RECIPIENT),
    unseal(RELEASE.sealed, RECIPIENT),
  ],
  ['a certificate', (bytes) => openCertificate(bytes, IDENTITY.publicKey), signCertificate(CERTIFICATE, IDENTITY)],
  ['a receipt', (bytes) => openReceipt(bytes, COACH_API.publicKey), signReceipt(RECEIPT, COACH_API)],
  ['a read', (bytes) => openRead(bytes, COACH_API.publicKey), signRead(READ, COACH_API)],
  ['a signed read', (body) => openRead(sign1(COACH_API, 'read', body), COACH_API.publicKey), encodeCbor(new Map())],
  ['a consent', (bytes) => openConsent(text(bytes), IDENTITY.publicKey), ascii(signGrant(GRANT, IDENTITY))],
  ['JWS bytes', (bytes) => openConsent(jwsText(bytes), IDENTITY.publicKey), ascii(signGrant(GRANT, IDENTITY))],
  ['recovery words', (bytes) => fromRecoveryWords(text(bytes)), ascii('abandon zoo')],
  ['a topic', (bytes) => parsePersonTopic(text(bytes)), ascii('f4w/v1/00/up/x')],
];

interface Edit {
  readonly kind: 'set' | 'insert' | 'cut' | 'drop';
  readonly at: number;
  readonly byte: number;
}

function edited(bytes: Uint8Array, { kind, at, byte }: Edit): Uint8Array {
  const all = [...bytes];
  const index = all.length === 0 ? 0 : at % all.length;
  if (kind === 'set') all[index] = byte;
  if (kind === 'insert') all.splice(index, 0, byte);
  if (kind === 'drop') all.splice(index, 1 + (byte % 8));
  if (kind === 'cut') all.splice(index);
  return Uint8Array.from(all);
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('set', 'insert', 'cut', 'drop'),
  at: fc.nat(),
  byte: fc.nat(255),
});

const isAnswer = (code: string): boolean => /^[a-z-]+$/.test(code);

describe.each(READERS)('the reader of %s', (_, read, valid) => {
  it('answers arbitrary bytes with a value or an error of the protocol', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(isAnswer(codeOf(() => read(bytes)))).toBe(true);
      }),
      { seed: 20_261_122, numRuns: 1000 },
    );
  });

  it('answers mutated bytes with a value or an error of the protocol', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        expect(isAnswer(codeOf(() => read(edits.reduce(edited, valid))))).toBe(true);
      }),
      { seed: 20_261_122, numRuns: 1000 },
    );
  });
});

describe('a signed payload', () => {
  it('of any JSON is answered with a value or an error of the protocol', () => {
    const member = fc.constantFrom('version', 'pseudonym', 'scope', 'from', 'issued', 'notice', 'salt', '__proto__');
    const payload = fc.dictionary(member, fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(payload, fc.constantFrom('f4w-grant+jws', 'f4w-withdrawal+jws'), (given, type) => {
        const jws = signJws(IDENTITY, type, { ...given, version: 1 });
        expect(codeOf(() => openConsent(jws, IDENTITY.publicKey))).not.toBe('accepted');
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });
});
