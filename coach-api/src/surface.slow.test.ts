import { cryptoReady } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Surface } from '../test/surface/surface.js';
import { ROWS } from './testing/access-rows.js';

await cryptoReady;
/** Another each day, so that what is tried grows; a failure says which. */
const seed = Math.floor(Date.now() / 86_400_000);
let surface: Surface;
beforeAll(async () => {
  surface = await Surface.open();
});
afterAll(() => surface.close());

it.each(Object.entries(ROWS))(
  '%s answers 200 requests of any kind as the document says',
  async (name, { answers }) => {
    const statuses = await surface.fuzz(name, { seed, numRuns: 200 });
    expect([...statuses]).toContain(answers.own[0]);
    expect([...statuses].filter((status) => status >= 500 && status !== 503)).toEqual([]);
  },
  600_000,
);
