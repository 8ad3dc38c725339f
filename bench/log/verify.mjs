import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { openSource, verifyLog } from '../../anchor-service/dist/index.js';
import { nodeHasher } from '../../node-hasher/dist/index.js';
import { parsePolicy, useHasher } from '../../protocol/dist/index.js';
import { paired } from '../../scripts/bench/paired.mjs';
import { makeLog } from './made-log.mjs';

/*
 *   verify-1m    a log of 1,000,000 leaves in a folder verified from its first leaf: every bundle, tile and block read, the
 *                chain, the root, the signatures, and that no leaf is in it twice. Floor: the SHA-256 calls of such a tree alone,
 *                one for each leaf and one for each node, over bytes that were made beforehand.
 *
 * The clock is that of the processor, of all threads of the process: leaves a second and a core, whatever else the machine does.
 */

const MILLION = 1_000_000;
/** @returns {number} milliseconds of processor time */
const processorClock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** @param {number} leaves */
function hashesAlone(leaves) {
  const leaf = new Uint8Array(33).fill(7);
  const node = new Uint8Array(65).fill(7);
  let digest = '';
  for (let i = 0; i < leaves; i += 1) digest = hash('sha256', leaf, 'binary');
  for (let i = 1; i < leaves; i += 1) digest = hash('sha256', node, 'binary');
  return digest;
}

/** @param {number} [leaves] @returns {Promise<import('../../scripts/bench/paired.mjs').Row>} */
export async function verifyRow(leaves = MILLION) {
  await sodium.ready;
  useHasher(nodeHasher);
  const folder = mkdtempSync(join(tmpdir(), 'f4w-verify-'));
  try {
    const policy = parsePolicy(makeLog(folder, leaves));
    const read = openSource(folder);
    return await paired({
      name: 'verify-1m',
      unit: 'leaves/s',
      ours: () => verifyLog({ read, policy }),
      floor: () => hashesAlone(leaves),
      rounds: 3,
      operations: leaves,
      clock: processorClock,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
