import { describe, expect, it } from 'vitest';
import { aeadOpen } from './aead.js';
import { fromBase64Url, toBase64Url } from './bytes.js';
import { decodeCbor, encodeCbor } from './cbor.js';
import { addDays, civilDay, civilDayBounds, zoneOffset } from './civil-day.js';
import { jwsBytes, jwsText, MAX_JWS, parseJws, signJws } from './jws.js';
import { fromRecoveryWords, seal, unseal } from './keys.js';
import { padTo, unpad } from './padding.js';
import { AGENT, codeOf, filled, RECIPIENT } from './records.fixture.js';

/* Limits that no record reaches by itself. */

const nested = (depth: number): unknown => (depth === 0 ? 7 : [nested(depth - 1)]);
const nestedMaps = (depth: number): unknown => (depth === 0 ? 7 : new Map([[1, nestedMaps(depth - 1)]]));

describe('CBOR', () => {
  it('nests sixteen deep and no deeper, written or read', () => {
    for (const value of [nested(16), nestedMaps(16)]) expect(decodeCbor(encodeCbor(value))).toEqual(value);
    for (const value of [nested(17), nestedMaps(17)]) expect(codeOf(() => encodeCbor(value))).toBe('malformed');
    const deepest = new Uint8Array([...filled(16, 0x81), 0x07]);
    expect(decodeCbor(deepest)).toEqual(nested(16));
    expect(codeOf(() => decodeCbor(new Uint8Array([0x81, ...deepest])))).toBe('malformed');
  });

  it('carries integers of 53 bits, and long strings', () => {
    for (const value of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, filled(70_000, 1), 'é'.repeat(40_000)]) {
      expect(decodeCbor(encodeCbor(value))).toEqual(value);
    }
  });
});

describe('padding', () => {
  it('leaves room for its mark', () => {
    expect(padTo(filled(3, 1), 4)).toEqual(Uint8Array.of(1, 1, 1, 0x80));
    expect(padTo(filled(0, 1), 3)).toEqual(Uint8Array.of(0x80, 0, 0));
    expect([filled(4, 1), filled(5, 1)].map((one) => codeOf(() => padTo(one, 4)))).toEqual(['too-large', 'too-large']);
    expect(unpad(padTo(Uint8Array.of(0x80, 0), 9))).toEqual(Uint8Array.of(0x80, 0));
  });
});

describe('an instant', () => {
  const [earliest, latest] = [Date.UTC(1900, 0, 1) / 1000, Date.UTC(9999, 11, 31, 23, 59, 59) / 1000];

  it('has a civil day from 1900 to 9999', () => {
    expect([civilDay(earliest, 'UTC'), civilDay(latest, 'UTC')]).toEqual(['1900-01-01', '9999-12-31']);
    for (const time of [earliest - 1, latest + 1, earliest - 1e9, latest + 1e9, Number.NEGATIVE_INFINITY]) {
      expect(codeOf(() => civilDay(time, 'UTC'))).toBe('out-of-range');
    }
  });

  it('has an offset a day and more beyond that, as the bounds of the first and the last day need it', () => {
    const [before, after] = [earliest - 2 * 86_400, latest + 2 * 86_400];
    expect([zoneOffset(before, 'UTC'), zoneOffset(after, 'UTC')]).toEqual([0, 0]);
    for (const time of [before - 1, after + 1]) expect(codeOf(() => zoneOffset(time, 'UTC'))).toBe('out-of-range');
    expect(civilDayBounds('9999-12-31', 'UTC')).toEqual({ start: latest - 86_399, end: latest + 1 });
    expect(codeOf(() => civilDayBounds('1899-12-31', 'UTC'))).toBe('out-of-range');
    expect(civilDayBounds('1900-01-01', 'UTC').start).toBe(earliest);
  });

  it('is counted in whole seconds, before 1970 too', () => {
    expect(zoneOffset(-0.5, 'Europe/Brussels')).toBe(3600);
    expect(civilDay(-0.5, 'UTC')).toBe('1969-12-31');
    expect(civilDay(86_399.9, 'UTC')).toBe('1970-01-01');
  });

  it('has a date in the years 0000 to 9999', () => {
    expect([addDays('0000-01-01', 0), addDays('9999-12-30', 1)]).toEqual(['0000-01-01', '9999-12-31']);
    expect([addDays('2024-02-28', 1), addDays('1900-02-28', 1), addDays('2000-02-28', 1)]).toEqual([
      '2024-02-29',
      '1900-03-01',
      '2000-02-29',
    ]);
  });
});

describe('a JWS', () => {
  const jws = signJws(AGENT, 't', { a: 1 });

  it('has 16,384 characters at most', () => {
    expect(codeOf(() => parseJws('a'.repeat(MAX_JWS)))).toBe('malformed');
    expect(codeOf(() => parseJws('a'.repeat(MAX_JWS + 1)))).toBe('too-large');
    expect(jwsText(filled(MAX_JWS, 0x61))).toHaveLength(16_384);
    expect(codeOf(() => jwsText(filled(MAX_JWS + 1, 0x61)))).toBe('too-large');
  });

  it('is printable ASCII, from the space to the tilde', () => {
    expect(jwsText(Uint8Array.of(0x20, 0x7e))).toBe(' ~');
    for (const byte of [0x00, 0x1f, 0x7f, 0x80, 0xff]) {
      expect(codeOf(() => jwsText(Uint8Array.of(byte)))).toBe('malformed');
    }
    expect(jwsText(jwsBytes(jws))).toBe(jws);
  });

  it('has three parts', () => {
    const [head, body, tail] = jws.split('.');
    for (const text of [`${head}.${body}`, `${head}`, `${jws}.${tail}`, `${jws}.`]) {
      expect(codeOf(() => parseJws(text))).toBe('malformed');
      expect(() => parseJws(text)).toThrow('a JWS has three parts');
    }
  });

  it('has a header of an object with three members, texts all', () => {
    const header = { alg: 'EdDSA', typ: 't', kid: toBase64Url(AGENT.keyId) };
    const [, body, tail] = jws.split('.');
    const parse = (head: unknown) => () =>
      parseJws(`${toBase64Url(new Uint8Array(Buffer.from(JSON.stringify(head))))}.${body}.${tail}`);
    expect(codeOf(parse(header))).toBe('accepted');
    const wrong = [
      { ...header, alg: 'none' },
      { ...header, x: 1 },
      { ...header, kid: 1 },
      { ...header, typ: 1 },
      [header],
      null,
      1,
    ];
    for (const head of wrong) {
      expect(codeOf(parse(head))).toBe('malformed');
      expect(parse(head)).toThrow('a JWS header must have alg EdDSA, typ and kid');
    }
  });
});

describe('a refusal', () => {
  it.each<[string, () => unknown]>([
    [
      'bytes that do not open',
      () => aeadOpen({ key: filled(32, 0), nonce: filled(12, 0), aad: filled(0, 0) }, filled(20, 0)),
    ],
    ['text that is no base64url', () => fromBase64Url('?')],
    ['CBOR text that is not UTF-8', () => decodeCbor(Uint8Array.of(0x61, 0xff))],
    ['a zone that nobody knows', () => civilDay(0, 'Europe/Atlantis')],
    ['a JWS part that is not JSON', () => parseJws('e30x.e30.e30')],
    ['words that nobody knows', () => fromRecoveryWords('brussels')],
    ['a key of small order', () => seal(filled(3, 1), filled(32, 0))],
    ['a sealed box of somebody else', () => unseal(filled(60, 0), RECIPIENT)],
  ])('of %s keeps what caused it', (_, act) => {
    expect(codeOf(act)).not.toBe('accepted');
    expect(act).toThrow(expect.objectContaining({ cause: expect.any(Error) }));
  });
});
