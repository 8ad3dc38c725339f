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
export async function rows() {
  await protocol.cryptoReady;
  protocol.useHasher(nodeHasher);
  return [
    await integrateRow(1),
    await integrateRow(64),
    await integrateRow(1024, MOST_OF_FLOOR),
    await latencyRow(100),
    await latencyRow(1000),
    await verifyRow(),
    ...(await memoryRows()),
  ];
}
