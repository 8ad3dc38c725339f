import { ingestRow } from './coach/ingest.mjs';
import { summaryRows } from './coach/summary.mjs';

/*
 * What the coach API costs: envelopes taken in a second, durably and with a receipt, and the summaries of a person and the list
 * of people while more and more are stored. Each row says beside it what the primitives of the same work take alone, in the same run.
 */

/** Ours may take twice what nobody can leave out. */
const MOST_OF_FLOOR = 2;

/** Every row with little work, of which no figure means anything: it shows that they run. */
export const BRIEF = {
  ingest: { batch: 8, rounds: 1, atLeastMs: 1 },
  summaries: { sizes: [2, 4], days: 3, asked: 2, sharing: 2, rounds: 1 },
};

/** @param {{ ingest?: object, summaries?: import('./coach/summary.mjs').Sizes }} [work] */
export const rows = async ({ ingest, summaries } = {}) => [
  await ingestRow('ingest', 4, { ...ingest, ratioCeiling: MOST_OF_FLOOR }),
  await ingestRow('ingest-each', 1, ingest),
  ...(await summaryRows(summaries)),
];
