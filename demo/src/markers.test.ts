import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canaryMarkers, canarySteps } from './canary.js';
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

  it('has nine forms in which its values could leak, each too long to be met by chance', () => {
    const markers = canaryMarkers(bytes, '2024-02-02');
    expect(markers.map(({ name }) => name)).toEqual([
      'steps as bytes',
      'steps as text',
      'steps as a series',
      'heart-rate as bytes',
      'heart-rate as text',
      'heart-rate as a series',
      'steps as a summary',
      'heart-rate as a summary',
      'steps as JSON',
    ]);
    expect(Math.min(...markers.map((each) => each.bytes.length))).toBeGreaterThanOrEqual(11);
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
