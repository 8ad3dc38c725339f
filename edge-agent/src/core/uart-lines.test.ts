import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UartLines } from './uart-lines.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('lines of a serial link', () => {
  it('are the same however they are cut, with XON and XOFF anywhere between their bytes', () => {
    const line = fc.string({ unit: fc.constantFrom(...'{}":,abc0123 \r'), maxLength: 60 }).map((text) => `${text}\r\n`);
    const strewn = fc.array(fc.record({ at: fc.nat(), flow: fc.constantFrom(0x11, 0x13) }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 20 }),
        strewn,
        fc.array(fc.integer({ min: 1, max: 30 })),
        (all, flows, cuts) => {
          const sent = [...bytes(all.join(''))];
          for (const { at, flow } of flows) sent.splice(at % (sent.length + 1), 0, flow);
          const lines = new UartLines();
          const read: (string | undefined)[] = [];
          for (let at = 0, turn = 0; at < sent.length; turn++) {
            const length = cuts[turn % Math.max(1, cuts.length)] ?? 7;
            read.push(...lines.add(Uint8Array.from(sent.slice(at, at + length))));
            at += length;
          }
          expect(read).toEqual(all.map((text) => text.slice(0, -2)));
          const last = sent.filter((byte) => byte === 0x11 || byte === 0x13).at(-1);
          expect(lines.paused).toBe(last === 0x13);
        },
      ),
    );
  });

  it('may end with LF alone', () => {
    expect(new UartLines().add(bytes('a\n\nb\r\n'))).toEqual(['a', '', 'b']);
  });

  it('are not read beyond 512 bytes, and the next one is', () => {
    const lines = new UartLines();
    expect(lines.add(bytes(`${'a'.repeat(512)}\n`))).toEqual(['a'.repeat(512)]);
    for (let part = 0; part < 100; part++) expect(lines.add(bytes('b'.repeat(100)))).toEqual([]);
    expect(lines.add(bytes('\r\nc\r\n'))).toEqual([undefined, 'c']);
  });
});
