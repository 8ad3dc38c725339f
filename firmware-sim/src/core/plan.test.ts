import { describe, expect, it } from 'vitest';
import { parseDate } from './brussels-time.js';
import { toPlan } from './plan.js';

const recording = { kind: 'recording', file: 'a.csv.gz', days: 'all' };
const generated = { kind: 'generated', seed: 1, person: 2, from: '2026-05-04', days: 3 };
const markers = { kind: 'markers', bytes: 'deadbeef', date: '2026-05-04' };
const wearable = (address: string, source: unknown = recording): object => ({
  address,
  authKey: 'AB'.repeat(16),
  source,
});
const one = (source: unknown): object => ({ port: 0, wearables: [wearable('c0:ff:ee:00:00:01', source)] });

describe('a plan', () => {
  it('is read with every kind of source', () => {
    const plan = toPlan({
      port: 9100,
      wearables: [recording, generated, { ...generated, live: true }, markers].map((source, index) =>
        wearable(`c0:ff:ee:00:00:0${index}`, source),
      ),
    });
    expect(plan.wearables.map(({ source }) => source)).toEqual([
      recording,
      { ...generated, from: parseDate('2026-05-04'), live: false },
      { ...generated, from: parseDate('2026-05-04'), live: true },
      { kind: 'markers', bytes: Uint8Array.of(0xde, 0xad, 0xbe, 0xef), day: parseDate('2026-05-04') },
    ]);
    expect(plan.wearables[0]?.authKey).toEqual(new Uint8Array(16).fill(0xab));
    expect(Object.isFrozen(plan)).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [], /top level .* object/],
    ['no port', { wearables: [] }, /add port/],
    ['a port in words', { port: '80', wearables: [wearable('c0:ff:ee:00:00:01')] }, /port .* whole number/],
    ['an unknown property', { ...one(recording), extra: 1 }, /remove extra/],
    ['no wearables', { port: 0, wearables: [] }, /wearables .* list/],
    ['an address in upper case', { port: 0, wearables: [wearable('C0:FF:EE:00:00:01')] }, /wearables\[0\]\.address/],
    [
      'one address twice',
      { port: 0, wearables: [wearable('c0:ff:ee:00:00:01'), wearable('c0:ff:ee:00:00:01')] },
      /wearables\[1\]/,
    ],
    [
      'a short key',
      { port: 0, wearables: [{ ...wearable('c0:ff:ee:00:00:01'), authKey: 'ab' }] },
      /authKey .* 16 bytes/,
    ],
    [
      'an unknown family',
      { port: 0, wearables: [{ ...wearable('c0:ff:ee:00:00:01'), family: 'fitbit' }] },
      /family .* huami, infinitime, banglejs, standard/,
    ],
    [
      'a key for a family that has none',
      { port: 0, wearables: [{ ...wearable('c0:ff:ee:00:00:01'), family: 'banglejs' }] },
      /authKey .* huami alone/,
    ],
    [
      'samples of five bytes',
      { port: 0, wearables: [{ ...wearable('c0:ff:ee:00:00:01'), sampleBytes: 5 }] },
      /sampleBytes .* 4 or 8/,
    ],
    [
      'a memory of less than nothing',
      { port: 0, wearables: [{ ...wearable('c0:ff:ee:00:00:01'), memoryDays: -1 }] },
      /memoryDays .* 0 to/,
    ],
    [
      'faults that are no list',
      { port: 0, wearables: [{ ...wearable('c0:ff:ee:00:00:01'), faults: {} }] },
      /faults .* list/,
    ],
    ['an unknown kind', one({ kind: 'guess' }), /source\.kind/],
    ['zero days', one({ ...recording, days: 0 }), /days .* 1 to/],
    ['a file without a name', one({ ...recording, file: '' }), /file/],
    ['a date that is none', one({ ...generated, from: '2026-02-30' }), /from .* YYYY-MM-DD/],
    ['live in words', one({ ...generated, live: 'yes' }), /live .* true or false/],
    ['markers in words', one({ ...markers, bytes: 'xyz' }), /bytes .* hexadecimal/],
  ])('is refused with %s', (_, plan, message) => {
    expect(() => toPlan(plan)).toThrow(message);
  });

  it('takes what a wearable may differ in, and a Huami wearable with a key for what is not named', () => {
    const address = 'c0:ff:ee:00:00:01';
    const given = { address, family: 'standard', memoryDays: 3, source: generated };
    const [named] = toPlan({ port: 0, wearables: [given] }).wearables;
    expect(named).toMatchObject({ address, family: 'standard', memoryDays: 3, faults: [] });
    expect(toPlan(one(recording)).wearables[0]).toMatchObject({ family: 'huami', authKey: expect.any(Uint8Array) });
    const unpaired = { address, sampleBytes: 8, source: generated };
    expect(toPlan({ port: 0, wearables: [unpaired] }).wearables[0]).not.toHaveProperty('authKey');
  });

  it('never quotes a key', () => {
    const secret = 'c0ffee'.repeat(5);
    const plan = { port: 0, wearables: [{ ...wearable('c0:ff:ee:00:00:01'), authKey: secret }] };
    expect(() => toPlan(plan)).not.toThrow(new RegExp(secret));
  });
});
