import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bangleMessage, ConsoleIn, ConsoleOut, parseBangleCommand } from './bangle-wire.js';

const XON = 0x11;
const XOFF = 0x13;

function drained(output: ConsoleOut, room: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let piece = output.next(room); piece; piece = output.next(room)) pieces.push(piece);
  return pieces;
}

const lines = Array.from({ length: 200 }, (_, at) => bangleMessage({ t: 'act', ts: at, stp: at }));

describe('the console of a Bangle.js', () => {
  it('passes all of its text, in order, in pieces that end anywhere and fit', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(20, 244), (seed, room) => {
        const output = new ConsoleOut(seed);
        output.printAll(lines.values());
        const pieces = drained(output, room);
        expect(pieces.every(({ length }) => length >= 1 && length <= room)).toBe(true);
        const bytes = pieces.flatMap((piece) => [...piece]);
        const marks = bytes.filter((byte) => byte === XON || byte === XOFF);
        const text = String.fromCharCode(...bytes.filter((byte) => byte !== XON && byte !== XOFF));
        expect(text).toBe(lines.join(''));
        // What was stopped is started again, and nothing is stopped twice.
        expect(marks).toEqual(marks.map((_, at) => (at % 2 === 0 ? XOFF : XON)));
        expect(marks.length % 2).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('strews flow control and short pieces, from its seed', () => {
    const pieces = (seed: number): Uint8Array[] => {
      const output = new ConsoleOut(seed);
      output.printAll(lines.values());
      return drained(output, 20);
    };
    expect(pieces(5)).toEqual(pieces(5));
    expect(pieces(5)).not.toEqual(pieces(6));
    const all = pieces(5);
    expect(all.some((piece) => piece.includes(XOFF))).toBe(true);
    expect(new Set(all.map(({ length }) => length)).size).toBeGreaterThan(5);
  });

  it('lets a line of its own pass before the next of many, never into one', () => {
    const output = new ConsoleOut(3);
    output.printAll(lines.values());
    const begun = output.next(20) ?? new Uint8Array(0);
    output.print('\r\nhello\r\n');
    const bytes = [...begun, ...drained(output, 20).flatMap((piece) => [...piece])];
    const text = String.fromCharCode(...bytes.filter((byte) => byte !== XON && byte !== XOFF));
    expect(text).toBe([lines[0], '\r\nhello\r\n', ...lines.slice(1)].join(''));
  });

  it('puts lines together from whatever pieces, and forgets one that never ends', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 60 }), (cuts) => {
        const bytes = new TextEncoder().encode('\u0010first\n\u0010second\r\nthird\n');
        const input = new ConsoleIn();
        const heard: string[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          heard.push(...input.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        expect(heard).toEqual(['first', 'second', 'third']);
      }),
    );
    const input = new ConsoleIn();
    for (let piece = 0; piece < 1000; piece++) expect(input.push(new Uint8Array(20).fill(65))).toEqual([]);
    expect(input.push(Uint8Array.of(10))).toEqual([]);
    expect(input.push(Uint8Array.of(66, 10))).toEqual(['B']);
  });

  it('understands its few commands in their exact form', () => {
    expect(parseBangleCommand('GB({"t":"actfetch","ts":5000})')).toEqual({ kind: 'fetch', since: 5 });
    expect(parseBangleCommand('GB({"t":"act","hrm":true,"stp":false,"int":3})')).toEqual({
      kind: 'realtime',
      ...{ heartRate: true, steps: false, interval: 3 },
    });
    expect(parseBangleCommand('GB({"t":"act","stp":true})')).toMatchObject({ heartRate: false, interval: 10 });
    expect(parseBangleCommand('setTime(1777852800);')).toEqual({ kind: 'set', unix: 1_777_852_800 });
    expect(parseBangleCommand('E.setTimeZone(-3.5)')).toEqual({ kind: 'set', zoneHours: -3.5 });
    expect(parseBangleCommand('setTime(1777852800.25);E.setTimeZone(1);')).toEqual({
      kind: 'set',
      ...{ unix: 1_777_852_800.25, zoneHours: 1 },
    });
    for (const line of ['', 'setTime(1);load()', 'GB({"t":"actfetch","ts":"0"})', 'GB([])', 'Bluetooth.println(1)']) {
      expect(parseBangleCommand(line)).toBeUndefined();
    }
  });
});
