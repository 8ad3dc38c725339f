import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DECODERS } from '../../test/decoders.js';
import { digest } from '../../test/payloads.js';

/* Whatever a wearable sends, a decoder answers with samples within SPEC.md 3.2 or with a WearableError. The slow suite feeds
   ten million payloads of the same kind. */

const PAYLOADS = 4000;
const SEED = 20_261_126;
/** Files of core/ that read what a wearable sent. */
const READERS = /^(gatt|huami|bangle|step-counter|uart)/;

describe('hostile payloads', () => {
  it('reach every function of a decoder that reads, and none that is gone', async () => {
    const files = readdirSync(import.meta.dirname).filter((file) => READERS.test(file) && !file.includes('.test.'));
    const modules: object[] = await Promise.all(files.map((file) => import(join(import.meta.dirname, file))));
    const readers = modules.flatMap((module) => Object.keys(module)).filter((name) => /^(read|decode)[A-Z]/.test(name));
    // Two that others of the list are made of.
    const inner = ['decodeWallTime', 'decodeTime'];
    const fed = DECODERS.map(({ name }) => name);
    expect(readers.filter((name) => !fed.includes(name) && !inner.includes(name))).toEqual([]);
    expect(fed.filter((name) => !readers.includes(name))).toEqual(['TransferCollector']);
  });

  it.each(DECODERS)('make $name answer with samples within their bounds, or with an error of a wearable', (decoder) => {
    const { accepted, refused, surprises } = digest(decoder, PAYLOADS, SEED);
    expect(surprises).toEqual([]);
    expect(accepted + refused).toBe(PAYLOADS);
    expect(Math.min(accepted, refused)).toBeGreaterThan(0);
  });

  it.each(DECODERS)('for $name are made of payloads that it accepts', ({ valid, decode }) => {
    for (const payload of valid) {
      expect(() => decode(payload)).not.toThrow();
    }
    expect(valid.length).toBeGreaterThan(0);
  });
});
