import { expect, it } from 'vitest';
import { Feeding } from '../test/feed.js';
import { PARSERS } from '../test/parsers.js';

const INPUTS = 1_000_000;
const SEED = 20_261_123;
const MOST_MEBIBYTES = 64;
const LONGEST_MILLISECONDS = 1000;
const HOUR = 3_600_000;

it.each(PARSERS)(
  '%s answers a million hostile inputs with a value or an error of the protocol, soon and within 64 MiB',
  async (name, ways) => {
    const started = performance.now();
    const { accepted, refused, surprises, slowest, alive, resident } = await new Feeding(ways, SEED).digest(INPUTS);
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `${name}: ${accepted + refused} inputs, ${accepted} accepted, ${seconds.toFixed(0)} s, ` +
        `slowest ${slowest.toFixed(1)} ms, ${alive.toFixed(1)} MiB alive, ${resident.toFixed(1)} MiB resident\n`,
    );
    expect(surprises).toEqual([]);
    expect(accepted + refused).toBe(INPUTS);
    expect(slowest).toBeLessThan(LONGEST_MILLISECONDS);
    expect(Math.max(alive, resident)).toBeLessThan(MOST_MEBIBYTES);
  },
  HOUR,
);
