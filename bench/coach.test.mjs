import { expect, it } from 'vitest';
import { BRIEF, rows } from './coach.mjs';

it('measures every row of the coach API, with every envelope stored and every day in its summary', async () => {
  const found = await rows(BRIEF);
  expect(found.map(({ name }) => name)).toEqual([
    ...['ingest', 'ingest-each', 'summary-2', 'summary-2-p99', 'people-2', 'summary-4', 'summary-4-p99', 'people-4'],
  ]);
  expect(found.filter(({ ours, floor, ratio }) => ![ours, floor, ratio].every(Number.isFinite))).toEqual([]);
}, 240_000);
