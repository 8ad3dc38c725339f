import { describe, expect, it } from 'vitest';
import { minutes, Stage } from '../../test/stage.js';
import { KIND } from '../core/minute.js';

const RATE = '2a37';
const CONTROL = '2a39';
const RUN = '2a53';

const source = minutes({ rate: 120, kind: KIND.running, steps: 160, times: 10 }, { kind: KIND.nonWear, times: 10 });

interface Rate {
  flags: number;
  bpm: number;
  energy: number | undefined;
  intervals: number[];
}

/** 0x2A37 by the table of ble.md. */
function parse(bytes: readonly number[]): Rate {
  const [flags = 0] = bytes;
  let at = 1;
  const word = (): number => (bytes[at++] ?? 0) | ((bytes[at++] ?? 0) << 8);
  const bpm = flags & 1 ? word() : (bytes[at++] ?? 0);
  const energy = flags & 8 ? word() : undefined;
  const intervals: number[] = [];
  while (flags & 16 && at < bytes.length) intervals.push(word());
  expect(at).toBe(bytes.length);
  return { flags, bpm, energy, intervals };
}

describe('a chest strap and foot pod', () => {
  it('tells the pulse with contact, energy now and then, and every beat', () => {
    const one = new Stage('standard', { source });
    one.connect(RATE);
    one.pass(120);
    const heard = one.heard(RATE).map(parse);
    expect(heard).toHaveLength(120);
    expect(new Set(heard.map(({ bpm }) => bpm))).toEqual(new Set([120]));
    expect(heard.every(({ flags }) => (flags & 0b111) === 0b110)).toBe(true);
    const energies = heard.map(({ energy }) => energy).filter((energy) => energy !== undefined);
    expect(energies).toHaveLength(12);
    expect(energies).toEqual(energies.toSorted((a, b) => a - b));
    expect(energies.at(-1)).toBeGreaterThan(40);
    const intervals = heard.flatMap((one) => one.intervals);
    const total = intervals.reduce((sum, interval) => sum + interval, 0) / 1024;
    expect(total).toBeGreaterThan(118);
    expect(total).toBeLessThanOrEqual(120);
    expect(intervals.every((interval) => Math.abs(interval - 512) <= 21)).toBe(true);
  });

  it('tells sixteen bits if it is of that kind, and that it touches nothing when it does not', () => {
    const wide = new Stage('standard', { source, variant: { wideHeartRate: true } });
    wide.connect(RATE);
    wide.pass(1);
    expect(parse(wide.heard(RATE)[0] ?? [])).toMatchObject({ bpm: 120 });
    const off = new Stage('standard', { source, from: 660 });
    off.connect(RATE);
    off.pass(2);
    expect(off.heard(RATE).at(-1)).toEqual([0b100, 0]);
  });

  it('begins its energy anew when it is told to, and says so when it cannot', () => {
    const one = new Stage('standard', { source });
    one.connect(RATE);
    one.pass(60);
    expect(one.write(CONTROL, 1)).toBe(0);
    one.disconnect();
    one.connect(RATE);
    one.heard(RATE);
    one.pass(1);
    expect(parse(one.heard(RATE)[0] ?? []).energy).toBe(0);
    expect(one.write(CONTROL, 2)).toBe(0x80);
    const plain = new Stage('standard', { source, variant: { energyReset: false } });
    expect(plain.write(CONTROL, 1)).toBe(0x80);
  });

  it('tells speed, cadence, stride and distance, as far as it knows them', () => {
    const one = new Stage('standard', { source });
    one.connect(RUN);
    one.pass(60);
    const speed = Math.round(((160 * 1.05) / 60) * 256);
    expect(one.heard(RUN).at(-1)).toEqual([7, speed & 255, speed >> 8, 160, 105, 0, 1680 & 255, 1680 >> 8, 0, 0]);
    expect(one.read('2a54')).toEqual(Uint8Array.of(7, 0));
    const plain = new Stage('standard', { source, variant: { stride: false, distance: false } });
    plain.connect(RUN);
    plain.pass(1);
    expect(plain.heard(RUN)).toEqual([[4, speed & 255, speed >> 8, 160]]);
    expect(plain.read('2a54')).toEqual(Uint8Array.of(4, 0));
  });

  it('says who made it', () => {
    const one = new Stage('standard', { source });
    const texts = ['2a29', '2a24', '2a26'].map((uuid) => new TextDecoder().decode(one.read(uuid) as Uint8Array));
    expect(texts).toEqual(['Fit4Work', 'Strap and Pod', '1.0.0']);
    expect(one.read('2a38')).toEqual(Uint8Array.of(1));
    expect(one.read('2a19')).toEqual(Uint8Array.of(80));
  });
});
