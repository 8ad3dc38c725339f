import { cryptoReady, leafOf, toHex } from '@fit4work/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { KnownConsent } from './known-consent.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
const [ann, ben] = [new Employee(1), new Employee(2)];
const lineOf = (who: Employee, record: Uint8Array) => ({ identityKey: who.identity.publicKey, record });
const knownOf = (who: Employee, record: Uint8Array) => ({
  ...lineOf(who, record),
  ...{ pseudonym: who.name, leaf: toHex(leafOf(record)) },
});
const first = ann.grant({}).text;
const second = ann.withdraw(toHex(leafOf(first)), 2_000);

let known: KnownConsent;
beforeEach(() => {
  known = KnownConsent.of([lineOf(ann, first), lineOf(ann, second), lineOf(ben, ben.grant({}).text)]);
});

describe('what a journal says of consent', () => {
  it('is missed where it is not, of the person whose it is alone', () => {
    const leaves = [first, second].map((record) => toHex(leafOf(record)));
    expect([known.missing(ann.name, leaves), known.missing(ann.name, leaves.slice(1)), known.count]).toEqual([0, 1, 3]);
    expect([known.missing(ann.name, []), known.missing(ben.name, leaves), known.missing('00', [])]).toEqual([2, 1, 0]);
  });

  it('has the key that signs for each pseudonym', () => {
    expect([known.pinOf(ann.name), known.pinOf('00')]).toEqual([ann.identity.publicKey, undefined]);
  });

  it('is missed only once it was stored, or was seen to be', () => {
    const [third, fourth] = [ann.grant({}).text, ann.grant({}).text].map((record) => knownOf(ann, record));
    if (third === undefined || fourth === undefined) throw new RangeError('two records');
    const leaves = [first, second].map((record) => toHex(leafOf(record)));
    for (const one of [third, fourth]) known.journaled(one);
    expect([known.has(third), known.missing(ann.name, leaves), known.count]).toEqual([true, 0, 3]);
    known.stored(third);
    expect([known.missing(ann.name, leaves), known.missing(ann.name, [...leaves, third.leaf])]).toEqual([1, 0]);
    expect(known.missing(ann.name, [...leaves, third.leaf, fourth.leaf])).toBe(0);
    expect(known.missing(ann.name, leaves)).toBe(2);
  });

  it.each([
    ['names a key that did not sign', [lineOf(ben, first)]],
    [
      'has another key for one pseudonym',
      [lineOf(ann, first), lineOf(ben, ben.grant({ pseudonym: ann.pseudonym }).text)],
    ],
    ['is no JWS', [lineOf(ann, new Uint8Array([0x41]))]],
    ['has no JSON', [lineOf(ann, Buffer.from('QQ.QQ.QQ'))]],
    ['names nobody', [lineOf(ann, Buffer.from('e30.e30.QQ'))]],
  ])('is damaged where a line %s', (_title, lines) => {
    expect(() => KnownConsent.of(lines)).toThrow(expect.objectContaining({ code: 'bad-config' }));
  });
});
