import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canaryMarkers, canarySteps } from './canary.js';
import { MarkerFinder } from './marker-finder.js';
import { MarkerSearch } from './markers.js';

const marker = { name: 'a marker', bytes: Buffer.from('marker-bytes') };

describe('the search for markers', () => {
  it('sees a marker wherever a stream is cut', () => {
    const text = Buffer.concat([Buffer.alloc(50, 1), marker.bytes, Buffer.alloc(50, 2)]);
    for (let cut = 0; cut <= text.length; cut++) {
      const search = new MarkerSearch([marker]);
      const inspect = search.stream('here');
      inspect(text.subarray(0, cut));
      inspect(text.subarray(cut));
      expect(search.sightings).toContainEqual({ marker: 'a marker', place: 'here' });
      expect(search.bytes).toBe(text.length);
    }
  });

  it('sees what a search for each alone sees, among zeros and bytes at random', () => {
    const random = (length: number): Buffer =>
      createHash('shake256', { outputLength: length }).update(`${length}`).digest();
    const zeros = Buffer.alloc(3 * 4096);
    const markers = [9, 12, 20].flatMap((length) => [
      { name: `${length}`, bytes: random(length) },
      { name: `${length} after zeros`, bytes: Buffer.concat([Buffer.alloc(7), random(length + 1)]) },
    ]);
    for (const { name, bytes } of markers) {
      for (const before of [0, 1, 4093, 4094, 4095, 4096, 12_288]) {
        const text = Buffer.concat([zeros.subarray(0, before), bytes, zeros, random(10_000)]);
        expect([...new MarkerFinder(markers).find(text)].map((found) => found.name)).toEqual([name]);
      }
    }
  });

  it('does not join the ends of two streams', () => {
    const search = new MarkerSearch([marker]);
    search.stream('one')(marker.bytes.subarray(0, 6));
    search.stream('two')(marker.bytes.subarray(6));
    expect(search.sightings).toEqual([]);
  });

  describe('in files', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'markers-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('passes over a file that a service took away after it was listed, and goes on', () => {
      for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), marker.bytes);
      const search = new MarkerSearch([marker]);
      search.folder(folder, (path) => {
        if (path === 'b') rmSync(join(folder, path));
        return false;
      });
      expect(search.sightings.map(({ place }) => place).sort()).toEqual(['a', 'c']);
    });

    it('names the file, however deep, and passes over those that may hold it', () => {
      mkdirSync(join(folder, 'a/b'), { recursive: true });
      writeFileSync(join(folder, 'a/b/leak.log'), Buffer.concat([Buffer.alloc(3 << 20), marker.bytes]));
      writeFileSync(join(folder, 'a/allowed'), marker.bytes);
      const search = new MarkerSearch([marker]);
      search.folder(folder, (path) => path === 'a/allowed');
      expect(search.sightings).toEqual([{ marker: 'a marker', place: 'a/b/leak.log' }]);
    });
  });
});

describe('the canary', () => {
  const bytes = Buffer.from('000102030405060708090a0b0c0d0e0ff0f1f2f3f4f5f6f7', 'hex');

  it('has many forms in which its values could leak, each too long to be met by chance', () => {
    const markers = canaryMarkers(bytes, '2024-02-02');
    expect(new Set(markers.map(({ name }) => name)).size).toBe(30);
    expect(Math.min(...markers.map((each) => each.bytes.length))).toBeGreaterThanOrEqual(11);
  });

  it.each([
    [
      'the band’s own records',
      (s: number[], h: number[]) => Buffer.from(s.flatMap((each, i) => [1, 0, each, h[i] ?? 0])),
    ],
    ['bytes', (s: number[]) => Buffer.from(s)],
    ['hexadecimal', (s: number[]) => Buffer.from(Buffer.from(s).toString('hex'))],
    ['base64', (s: number[]) => Buffer.from(Buffer.from(s).toString('base64'))],
    ['CBOR', (s: number[]) => Buffer.from(s.flatMap((each) => (each < 24 ? [each] : [0x18, each])))],
    ['floating-point numbers', (_: number[], h: number[]) => Buffer.from(new Float64Array(h).buffer)],
    ['32-bit numbers', (_: number[], h: number[]) => Buffer.from(new Uint32Array(h).buffer)],
    ['JSON', (s: number[]) => Buffer.from(JSON.stringify({ steps: s }))],
    ['CSV', (_: number[], h: number[]) => Buffer.from(h.join('\n'))],
  ])('is seen when its minutes are written as %s', (_, write) => {
    const steps = Array.from({ length: 60 }, (_each, i) => 1 + ((bytes[i % 24] ?? 0) % 200));
    const heartRate = Array.from({ length: 60 }, (_each, i) => 60 + ((bytes[(i + 7) % 24] ?? 0) % 120));
    const search = new MarkerSearch(canaryMarkers(bytes, '2024-02-02'));
    search.stream('a leak')(Buffer.concat([Buffer.alloc(9, 7), write(steps, heartRate)]));
    expect(search.sightings.length).toBeGreaterThan(0);
  });

  it('walks as many steps as its markers say', () => {
    expect(canarySteps(bytes, '2024-02-02')).toBe(
      Array.from({ length: 720 }, (_, i) => 1 + ((bytes[i % 24] ?? 0) % 200)).reduce(
        (total, steps) => total + steps,
        0,
      ),
    );
  });
});
