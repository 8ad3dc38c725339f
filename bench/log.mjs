import { nodeHasher } from '../node-hasher/dist/index.js';
import * as protocol from '../protocol/dist/index.js';
import { integrateRow } from './log/integrate.mjs';
import { latencyRow } from './log/latency.mjs';
import { memoryRows } from './log/memory.mjs';
import { verifyRow } from './log/verify.mjs';

/*
 * What the log costs: leaves integrated a second at three sizes of a batch, with fsync; from a leaf to its witnessed
 * checkpoint at two rates; verification of a whole log; memory at ten million leaves. Each row says beside it what the hashes and
 * the fsyncs of the same work take alone, in the same run.
 */

/** Ours may take twice what nobody can leave out. */
const MOST_OF_FLOOR = 2;

/** Every row with little work, of which no figure means anything: it shows that they run. */
export const BRIEF = {
  ...{ rounds: 1, rates: [20], windows: { count: 1, seconds: 1 }, leaves: 3_000 },
  memory: { sizes: [0, 1_000, 3_000], looks: 1 },
};

export async function rows({ rounds, rates = [100, 1000], windows, leaves, memory } = {}) {
  await protocol.cryptoReady;
  protocol.useHasher(nodeHasher);
  const found = [
    await integrateRow(1, { rounds }),
    await integrateRow(64, { rounds }),
    await integrateRow(1024, { rounds, ratioCeiling: MOST_OF_FLOOR }),
  ];
  for (const rate of rates) found.push(await latencyRow(rate, windows));
  return [...found, await verifyRow(leaves), ...(await memoryRows(memory))];
}
