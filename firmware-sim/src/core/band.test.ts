import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notifications } from '../band/transfer.js';
import { BandLogic } from './band-logic.js';
import { BandMemory } from './band-memory.js';
import { currentTime, decodeBandTime, encodeBandTime } from './band-time.js';
import { localMinuteOf, offsetMinutes, parseDate, startOfDay } from './brussels-time.js';
import { markerDay } from './markers.js';
import { storedMinutes } from './minute.js';

const DAY = startOfDay(parseDate('2026-05-04') ?? 0);
const memoryOf = (minutes: number): BandMemory => new BandMemory(storedMinutes(DAY, new Uint8Array(minutes * 4)));

describe('the memory of a band', () => {
  it('hands over one day at a time, from the minute asked for', () => {
    const memory = memoryOf(3000);
    expect(memory.next(0)).toEqual({ from: DAY, count: 1440 });
    expect(memory.next(DAY + 61)).toEqual({ from: DAY + 120, count: 1440 });
    expect(memory.next(DAY + 2900 * 60)).toEqual({ from: DAY + 2900 * 60, count: 100 });
    expect(memory.next(DAY + 3000 * 60)).toBeUndefined();
  });

  it('holds exactly what was not forgotten', () => {
    const stretch = fc.record({ from: fc.nat(199), count: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), (forgotten) => {
        const memory = memoryOf(200);
        const held = new Set(Array.from({ length: 200 }, (_, minute) => minute));
        for (const { from, count } of forgotten) {
          memory.forget({ from: DAY + from * 60, count });
          for (let minute = from; minute < from + count; minute++) held.delete(minute);
        }
        const found: number[] = [];
        for (let next = memory.next(0); next; next = memory.next(next.from + next.count * 60)) {
          for (let index = 0; index < next.count; index++) found.push((next.from - DAY) / 60 + index);
        }
        expect(found).toEqual([...held]);
      }),
    );
  });
});

describe('the conversation of a band', () => {
  const secrets = {
    encrypt: (block: Uint8Array) => block.map((byte) => byte ^ 0x5a),
    challenge: () => new Uint8Array(16),
  };
  const proof = Uint8Array.of(3, 8, ...new Uint8Array(16).fill(0x5a));
  const select = Uint8Array.of(1, 1, ...encodeBandTime(DAY));

  function authenticated(memory: BandMemory): BandLogic {
    const logic = new BandLogic(memory, secrets);
    logic.auth(Uint8Array.of(2, 8));
    expect([...logic.auth(proof)]).toEqual([0x10, 3, 1]);
    return logic;
  }

  it('refuses history before authentication', () => {
    const logic = new BandLogic(memoryOf(10), secrets);
    for (const command of [select, Uint8Array.of(2), Uint8Array.of(3)]) {
      expect([...(logic.control(command).reply ?? [])]).toEqual([0x10, command[0], 4]);
    }
  });

  it('refuses a wrong answer, and a right one to an old challenge', () => {
    const logic = new BandLogic(memoryOf(10), secrets);
    logic.auth(Uint8Array.of(2, 8));
    expect([...logic.auth(Uint8Array.of(3, 8, ...new Uint8Array(16)))]).toEqual([0x10, 3, 4]);
    expect([...logic.auth(proof)]).toEqual([0x10, 3, 4]);
    expect([...logic.auth(Uint8Array.of(1, 8, ...new Uint8Array(16)))]).toEqual([0x10, 1, 4]);
  });

  it('forgets what was transferred and acknowledged, and nothing else', () => {
    const memory = memoryOf(10);
    const logic = authenticated(memory);
    const acknowledge = Uint8Array.of(3);
    logic.control(select);
    logic.control(acknowledge);
    expect(memory.next(0)?.count).toBe(10);
    logic.control(Uint8Array.of(2));
    logic.control(acknowledge);
    expect(memory.next(0)?.count).toBe(10);
    logic.control(select);
    logic.control(Uint8Array.of(2));
    logic.transferred();
    logic.linkChanged();
    logic.auth(Uint8Array.of(2, 8));
    logic.auth(proof);
    logic.control(acknowledge);
    expect(memory.next(0)?.count).toBe(10);
    logic.control(select);
    logic.control(Uint8Array.of(2));
    logic.transferred();
    expect([...(logic.control(acknowledge).reply ?? [])]).toEqual([0x10, 3, 1]);
    expect(memory.next(0)).toBeUndefined();
    expect([...(logic.control(select).reply ?? [])].slice(0, 7)).toEqual([0x10, 1, 1, 0, 0, 0, 0]);
  });

  it('answers whatever bytes without failing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 24 }), { maxLength: 20 }), (writes) => {
        const logic = authenticated(memoryOf(10));
        for (const write of writes) {
          expect(logic.auth(write)[0]).toBe(0x10);
          const { reply, transfer } = logic.control(write);
          expect(reply !== undefined || transfer !== undefined).toBe(true);
        }
      }),
    );
  });
});

describe('the bytes of a band', () => {
  it('carry every time there and back, on the clock of Brussels', () => {
    const from = (parseDate('2010-01-01') ?? 0) * 86_400;
    fc.assert(
      fc.property(fc.nat(20 * 365 * 86_400), (seconds) => {
        expect(decodeBandTime(encodeBandTime(from + seconds))).toBe(from + seconds);
      }),
    );
    expect([...encodeBandTime(DAY)]).toEqual([0xea, 7, 5, 4, 0, 0, 0, 8]);
    expect([...currentTime(DAY)]).toEqual([0xea, 7, 5, 4, 0, 0, 0, 1, 0, 0]);
  });

  it('go out as whole samples behind a counter that wraps', () => {
    const samples = Uint8Array.from({ length: 300 * 4 }, (_, index) => index & 255);
    const parts = [...notifications(samples, 8)];
    expect(parts).toHaveLength(300);
    expect(parts.map((part) => part[0])).toEqual(Array.from({ length: 300 }, (_, index) => index & 255));
    expect(Buffer.concat(parts.map((part) => part.subarray(1)))).toEqual(Buffer.from(samples));
    expect([...notifications(samples, 253)].map((part) => part.length)).toEqual([253, 253, 253, 253, 193]);
  });

  it('spell the markers from eight to eight and nothing beside', () => {
    const source = markerDay(parseDate('2026-05-04') ?? 0, Uint8Array.of(1, 250, 130));
    const worn = Array.from({ length: 1440 }, (_, minute) => source.read(DAY + minute * 60, 1)).flatMap(
      (bytes, minute) => (bytes[0] === 3 ? [] : [[minute, ...bytes]]),
    );
    expect(worn).toHaveLength(720);
    expect(worn.slice(0, 3)).toEqual([
      [480, 1, 0, 2, 70],
      [481, 1, 0, 51, 70],
      [482, 1, 0, 131, 61],
    ]);
    expect(localMinuteOf(DAY) % 1440).toBe(0);
    expect(offsetMinutes(DAY)).toBe(120);
  });
});
