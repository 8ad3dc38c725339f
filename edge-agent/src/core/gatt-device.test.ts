import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { readBatteryLevel, readDeviceText } from './gatt-device.js';

describe('what a wearable says about itself', () => {
  it('is how full its battery is, in percent', () => {
    expect([0, 100].map((percent) => readBatteryLevel(Uint8Array.of(percent)))).toEqual([0, 100]);
    for (const bytes of [[101], [], [5, 0]]) {
      expect(codeOf(() => readBatteryLevel(Uint8Array.from(bytes)))).toBe('malformed');
    }
  });

  it('is a text that can be shown, without the zeros that it may end with', () => {
    const text = (value: string): string => readDeviceText(new TextEncoder().encode(value));
    expect([text('Strap 7\0\0'), text('é'), text('')]).toEqual(['Strap 7', 'é', '']);
    expect(text('é'.repeat(64))).toHaveLength(64);
    for (const bad of ['a\0b', 'a\nb', '\u202Eabc', 'a'.repeat(65)]) expect(codeOf(() => text(bad))).toBe('malformed');
    expect(codeOf(() => readDeviceText(Uint8Array.of(0xff)))).toBe('malformed');
  });
});
