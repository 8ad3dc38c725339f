import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aeadOpen, aeadSeal } from './aead.js';
import { encodeCbor, MAX_TIME } from './cbor.js';
import { readKnown } from './cbor-reader.js';
import { addDays, daysOfDate } from './civil-day.js';
import { type Grant, openConsent, signGrant, signWithdrawal, type Withdrawal } from './consent.js';
import { decrypt0, encrypt0, parseSign1, readEncrypt0, sign1, verifySign1 } from './cose.js';
import {
  type Erasure,
  type ErasureCertificate,
  openErasure,
  openErasureCertificate,
  signErasure,
  signErasureCertificate,
} from './erasure.js';
import { type ErasureCounts, openErasureCounts, signErasureCounts } from './erasure-counts.js';
import { leafOf, utf8 } from './hash.js';
import { jwsText, parseJws, verifyJws } from './jws.js';
import { type AgentCertificate, openCertificate, seal, signCertificate, unseal } from './keys.js';
import { padTo, unpad } from './padding.js';
import { openRead, type Read, signRead } from './read.js';
import { openReceipt, type Receipt, signReceipt } from './receipt.js';
import { AGENT, COACH_API, codeOf, IDENTITY, RECIPIENT } from './records.fixture.js';
import { type DataKey, openRelease, parseRelease, signRelease, verifyRelease } from './release.js';
import { type AgentRetirement, openRetirement, signRetirement } from './retirement.js';
import { type KeyRotation, openRotation, proveRotation, signRotation } from './rotation.js';
import { METRICS, type Metric } from './sample.js';
import { signToken } from './token.js';
import { GRANULARITIES } from './window.js';

/* What one party writes, the other reads: the same value, for any value that the clause allows. */

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const time = fc.nat({ max: MAX_TIME });
const agent = fc.nat(0xffff);
const day = fc.integer({ min: -25_567, max: 2_932_896 }).map((days) => addDays('1970-01-01', days));
const days = fc.tuple(day, day).map(([a, b]) => (a <= b ? { from: a, until: b } : { from: b, until: a }));
const text = (minLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', minLength, maxLength: 40 }).filter((one) => one.length <= 256);
const metric = fc.constantFrom<Metric>(...METRICS);
const granularity = fc.constantFrom(...GRANULARITIES);
/** Leaves or ids in ascending order, each once. */
const ids = fc
  .uniqueArray(
    bytes(32).map((id) => Buffer.from(id).toString('hex')),
    { maxLength: 16 },
  )
  .map((all) => all.sort());
const metrics = fc.subarray([...METRICS], { minLength: 1 });

const certificate: fc.Arbitrary<AgentCertificate> = fc.record({
  pseudonym: bytes(16),
  agent,
  agentPublicKey: bytes(32),
  vaultPublicKey: bytes(32),
  issued: time,
});
const receipt: fc.Arbitrary<Receipt> = fc.record({
  pseudonym: bytes(16),
  agent,
  sequence: fc.maxSafeNat(),
  leaf: bytes(32),
  records: fc.array(bytes(32), { maxLength: 256 }),
  time,
});
const read: fc.Arbitrary<Read> = fc
  .record({
    pseudonym: bytes(16),
    coach: text(0),
    purpose: text(0),
    metrics,
    granularity,
    days,
    grants: fc.array(bytes(32), { maxLength: 64 }),
    time,
    salt: bytes(32),
  })
  .map(({ days: extent, ...rest }) => ({ ...rest, ...extent }));
const grant: fc.Arbitrary<Grant> = fc
  .record({
    pseudonym: bytes(16),
    controller: bytes(32),
    after: ids,
    recipient: text(1),
    purpose: fc
      .webUrl({ withQueryParameters: true, withFragments: true })
      .filter((uri) => /^[!#-;=?-[\]_a-z~]{1,256}$/.test(uri)),
    scope: metrics.chain((named) =>
      fc.tuple(...named.map((one) => fc.subarray([...GRANULARITIES], { minLength: 1 }).map((g) => [one, g] as const))),
    ),
    days,
    issued: fc.nat({ max: MAX_TIME - 1 }),
    life: fc.integer({ min: 1, max: 2 ** 31 }),
    notice: fc.record({
      language: fc.constantFrom('nl', 'nl-BE', 'en', 'zh-Hant-TW'),
      sha256: bytes(32).map((hash) => Buffer.from(hash).toString('hex')),
    }),
    salt: bytes(32),
  })
  .map(({ days: extent, life, scope, ...rest }) => ({
    ...rest,
    ...extent,
    scope: scope.map(([one, granularities]) => ({ metric: one, granularities })),
    expires: Math.min(MAX_TIME, rest.issued + life),
  }));
const withdrawal: fc.Arbitrary<Withdrawal> = fc.record({
  pseudonym: bytes(16),
  grant: bytes(32).map((id) => Buffer.from(id).toString('hex')),
  issued: time,
  after: ids,
  salt: bytes(32),
});
const erasure: fc.Arbitrary<Erasure> = fc
  .record({
    pseudonym: bytes(16),
    days,
    start: fc.nat({ max: MAX_TIME - 2 ** 31 }),
    length: fc.integer({ min: 1, max: 2 ** 31 }),
    issued: time,
    salt: bytes(32),
  })
  .map(({ days: extent, length, ...rest }) => ({ ...rest, ...extent, end: rest.start + length }));
const retirement: fc.Arbitrary<AgentRetirement> = fc.record({
  pseudonym: bytes(16),
  agent,
  lastSequence: fc.maxSafeNat(),
  issued: time,
  salt: bytes(32),
});
const counts: fc.Arbitrary<ErasureCounts> = fc.record({
  months: fc
    .uniqueArray(fc.constantFrom('1970-01', '1999-12', '2026-02', '2026-10', '2026-11', '9999-12'))
    .map((months) => months.sort())
    .chain((months) =>
      fc
        .array(fc.option(fc.maxSafeNat().filter((count) => count >= 5)), { minLength: 6, maxLength: 6 })
        .map((all) => months.map((month, i) => ({ month, certificates: all[i] ?? null }))),
    ),
  issued: time,
});
const rotation: fc.Arbitrary<KeyRotation> = fc
  .record({
    rotation: fc.integer({ min: 1, max: 0xffff_ffff }),
    boxKey: bytes(32),
    issued: time,
    salt: bytes(32),
    previous: bytes(32),
  })
  .map((next) => proveRotation({ ...next, signingKey: AGENT.publicKey }, AGENT));
const erased: fc.Arbitrary<ErasureCertificate> = fc.record({
  pseudonym: bytes(16),
  erasure: bytes(32),
  envelopes: fc.maxSafeNat(),
  digest: bytes(32),
  time,
  salt: bytes(32),
});
const dataKey: fc.Arbitrary<DataKey> = fc.record({ day, metric, granularity, key: bytes(32) });

/** Runs of a property that signs. */
const SIGNED = { seed: 20, numRuns: 40 };

function survives<T>(values: fc.Arbitrary<T>, trip: (one: T) => unknown): void {
  fc.assert(
    fc.property(values, (one) => {
      expect(trip(one)).toEqual(one);
    }),
    SIGNED,
  );
}

describe('a signed record survives a round trip', () => {
  it('when it is an agent certificate', () => {
    const trip = (one: AgentCertificate) => openCertificate(signCertificate(one, IDENTITY), IDENTITY.publicKey);
    survives(certificate, trip);
  });

  it('when it is a receipt', () => {
    const trip = (one: Receipt) => openReceipt(signReceipt(one, COACH_API), COACH_API.publicKey);
    survives(receipt, trip);
  });

  it('when it is a read', () => {
    const trip = (one: Read) => openRead(signRead(one, COACH_API), COACH_API.publicKey);
    survives(read, trip);
  });

  it('when it is a release, with the keys that are sealed in it', () => {
    const header = fc.record({
      pseudonym: bytes(16),
      agent,
      grant: bytes(32),
      consent: ids
        .filter((all) => all.length > 0)
        .map((all) => all.map((id) => new Uint8Array(Buffer.from(id, 'hex')))),
    });
    fc.assert(
      fc.property(header, fc.array(dataKey, { maxLength: 30 }), (given, keys) => {
        const sent = { ...given, recipient: RECIPIENT.publicKey };
        const release = parseRelease(signRelease(sent, keys, AGENT));
        expect(release).toMatchObject(sent);
        expect(codeOf(() => verifyRelease(release, AGENT.publicKey))).toBe('accepted');
        expect(openRelease(release, RECIPIENT)).toEqual(keys);
      }),
      SIGNED,
    );
  });

  it('when it is a grant or a withdrawal, under the id that is its leaf', () => {
    fc.assert(
      fc.property(grant, withdrawal, (given, taken) => {
        const [granted, withdrawn] = [signGrant(given, IDENTITY), signWithdrawal(taken, IDENTITY)];
        const idOf = (jws: string): string => Buffer.from(leafOf(utf8(jws))).toString('hex');
        const open = (jws: string) => openConsent(jwsText(utf8(jws)), IDENTITY.publicKey);
        expect(open(granted)).toEqual({ kind: 'grant', id: idOf(granted), grant: given });
        expect(open(withdrawn)).toEqual({ kind: 'withdrawal', id: idOf(withdrawn), withdrawal: taken });
      }),
      SIGNED,
    );
  });

  it('when it is an erasure, its certificate or counts of them', () => {
    survives(erasure, (one) => openErasure(signErasure(one, IDENTITY), IDENTITY.publicKey));
    survives(erased, (one) => openErasureCertificate(signErasureCertificate(one, COACH_API), COACH_API.publicKey));
    survives(counts, (one) => openErasureCounts(signErasureCounts(one, COACH_API), COACH_API.publicKey));
  });

  it('when it is the retirement of an agent, or a rotation of keys', () => {
    survives(retirement, (one) => openRetirement(signRetirement(one, IDENTITY), IDENTITY.publicKey));
    survives(rotation, (one) => {
      const pair = { signingKey: COACH_API.publicKey, boxKey: RECIPIENT.publicKey };
      return openRotation(signRotation(one, COACH_API), { ...pair, rotation: one.rotation - 1, leaf: one.previous });
    });
  });

  it('when it is a token', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{1,32}$/), time, (subject, now) => {
        const jws = parseJws(signToken(AGENT, subject, now));
        expect(codeOf(() => verifyJws(jws, AGENT.publicKey))).toBe('accepted');
        expect(jws.payload).toEqual({ sub: subject, aud: 'f4w-broker', iat: now, exp: now + 300 });
      }),
      SIGNED,
    );
  });

  it('when it is a COSE_Sign1 of any payload', () => {
    const kind = fc.constantFrom(
      'envelope',
      'agent-certificate',
      'release',
      'receipt',
      'read',
      'programme',
      'key-rotation',
    );
    fc.assert(
      fc.property(kind, fc.uint8Array({ maxLength: 300 }), (one, payload) => {
        const signed = parseSign1(sign1(AGENT, one, payload), one);
        expect(codeOf(() => verifySign1(signed, AGENT.publicKey))).toBe('accepted');
        expect([signed.payload, signed.keyId]).toEqual([payload, AGENT.keyId]);
      }),
      SIGNED,
    );
  });
});

describe('what is sealed survives a round trip', () => {
  const plaintext = fc.uint8Array({ maxLength: 300 });
  const use = fc.record({
    id: bytes(16),
    key: bytes(32),
    nonce: bytes(12),
    aad: fc.uint8Array({ maxLength: 40 }),
    room: fc.integer({ min: 1, max: 50 }),
  });

  it('in a sealed box', () => {
    survives(plaintext, (one) => unseal(seal(one, RECIPIENT.publicKey), RECIPIENT));
  });

  it('under ChaCha20-Poly1305 and in a COSE_Encrypt0, with its padding', () => {
    fc.assert(
      fc.property(plaintext, use, (one, { id, key, nonce, aad, room }) => {
        const padded = padTo(one, one.length + room);
        expect(aeadOpen({ key, nonce, aad }, aeadSeal({ key, nonce, aad }, padded))).toEqual(padded);
        const box = readKnown(encodeCbor(encrypt0({ id, secret: key, nonce }, padded, aad)), readEncrypt0);
        expect([box.keyId, box.nonce]).toEqual([id, nonce]);
        expect(unpad(decrypt0(box, key, aad))).toEqual(one);
      }),
      { seed: 21 },
    );
  });
});

it('a day of the calendar survives a round trip', () => {
  survives(day, (one) => addDays('2000-02-29', daysOfDate(one) - daysOfDate('2000-02-29')));
});
