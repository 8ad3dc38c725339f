import { fromHex } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAdvertisement, together } from './advertisement.js';

const bytes = (hex: string): Uint8Array => fromHex(hex, hex.length / 2);

describe('what a device says of itself', () => {
  it.each([
    [
      'a band with its name',
      '020106 0502e0fee1fe 0a094d692042616e642035',
      { name: 'Mi Band 5', services: ['fee0', 'fee1'] },
    ],
    [
      'a service of its maker',
      '1107 23d1bcea5f782315deef121230150000',
      { name: undefined, services: ['000015301212efde1523785feabcd123'] },
    ],
    ['nothing', '', { name: undefined, services: [] }],
    ['a short name, where there is no whole one', '0408616263', { name: 'abc', services: [] }],
    ['a name with what nobody can read', '0609610041ff62', { name: 'aAb', services: [] }],
    ['a name of nothing but blanks', '03092020', { name: undefined, services: [] }],
    ['a part that is cut off', '0303e0fe 0909616263', { name: undefined, services: ['fee0'] }],
    ['an end before the end', '00 0303e0fe', { name: undefined, services: [] }],
    ['half a service', '0403e0fee1', { name: undefined, services: ['fee0'] }],
  ])('is read: %s', (_, hex, said) => {
    expect(readAdvertisement(bytes(hex.replaceAll(' ', '')))).toEqual(said);
  });

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 62 }), (data) => {
        const { name, services } = readAdvertisement(data);
        expect(name === undefined || !/\p{C}/u.test(name)).toBe(true);
        expect(services.every((uuid) => /^([0-9a-f]{4}|[0-9a-f]{32})$/.test(uuid))).toBe(true);
      }),
    );
  });

  it('is put together from what it says at first and when it is asked', () => {
    const first = { name: undefined, services: ['180d'] };
    expect(together(first, { name: 'A', services: ['180d', '1814'] })).toEqual({
      name: 'A',
      services: ['180d', '1814'],
    });
    expect(together({ name: 'A', services: [] }, first)).toEqual({ name: 'A', services: ['180d'] });
  });
});
