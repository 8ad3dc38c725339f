import { expect, it } from 'vitest';
import { DECODERS } from '../../test/decoders.js';
import { digest } from '../../test/payloads.js';

const PAYLOADS = 10_000_000;
const SEED = 20_261_127;
const HOUR = 3_600_000;

it(
  'ten million hostile payloads end in samples within SPEC.md 3.2 or in errors of a wearable',
  () => {
    const started = performance.now();
    const each = Math.ceil(PAYLOADS / DECODERS.length);
    let [fed, samples] = [0, 0];
    for (const [index, decoder] of DECODERS.entries()) {
      const sum = digest(decoder, each, SEED + index);
      expect(sum.surprises).toEqual([]);
      fed += sum.accepted + sum.refused;
      samples += sum.samples;
      process.stdout.write(
        `${decoder.name}: ${sum.accepted} accepted, ${sum.refused} refused, ${sum.samples} samples\n`,
      );
    }
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(`${fed} payloads, ${samples} samples, ${seconds.toFixed(0)} s\n`);
    expect(fed).toBeGreaterThanOrEqual(PAYLOADS);
  },
  HOUR,
);
