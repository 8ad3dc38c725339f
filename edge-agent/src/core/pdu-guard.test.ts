import { describe, expect, it } from 'vitest';
import { isSoundPdu } from './pdu-guard.js';
import { canonicalUuid } from './uuid.js';

const sound = (...bytes: number[]): boolean => isSoundPdu(4, Uint8Array.from(bytes));

describe('the guard before noble', () => {
  it('lets whole answers through', () => {
    expect(sound(0x03, 0, 1)).toBe(true);
    expect(sound(0x11, 6, 1, 0, 5, 0, 0, 0x18)).toBe(true);
    expect(sound(0x09, 7, 1, 0, 2, 3, 0, 0, 0x2a)).toBe(true);
    expect(sound(0x1b, 9, 0)).toBe(true);
    expect(sound(0x13)).toBe(true);
    // Of a long write: a part of it prepared, and all of it executed.
    expect([sound(0x17, 9, 0, 0, 0, 1), sound(0x19)]).toEqual([true, true]);
  });

  it('stops lists whose elements have no length, which noble would walk for ever', () => {
    expect(sound(0x11, 0, 1, 0, 5, 0, 0, 0x18)).toBe(false);
    expect(sound(0x09, 0, 1, 0, 2, 3)).toBe(false);
    expect(sound(0x05, 3, 1, 0, 0, 0)).toBe(false);
  });

  it('stops what is cut short, empty or unknown', () => {
    const cut = [sound(0x1b, 9), sound(), sound(0x03, 0), sound(0x11, 6, 1), sound(0x77, 0, 0), sound(0x17, 9, 0, 0)];
    expect(cut).toEqual(Array(6).fill(false));
  });
});

describe('UUIDs', () => {
  it('have one spelling', () => {
    expect(canonicalUuid('0000180D-0000-1000-8000-00805F9B34FB')).toBe('180d');
    expect(canonicalUuid('00000009-0000-3512-2118-0009AF100700')).toBe('0000000900003512211800' + '09af100700');
    expect(canonicalUuid('6')).toBe('0006');
  });
});
