import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { signingKey, signToken } from '@fit4work/protocol';
import { ClusterError } from './error.js';
import type { Network } from './network.js';

const ATTEMPTS = 60;
const BETWEEN_MS = 500;

/**
 * Puts one leaf into an empty log. Without any there is no checkpoint, so that no coach API says that it is ready, and no proxy
 * would let anybody enrol who could send one.
 *
 * @throws ClusterError `refused`
 */
export async function sendFirstLeaf({ keys, logUrls }: Pick<Network, 'keys' | 'logUrls'>): Promise<void> {
  const { signingSeed }: { readonly signingSeed: string } = JSON.parse(readFileSync(keys.coach, 'utf8'));
  const key = signingKey(new Uint8Array(Buffer.from(signingSeed, 'base64')));
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    for (const url of logUrls)
      if (await isTaken(url, signToken(key, 'coach-api', Math.floor(Date.now() / 1_000)))) return;
    await pause(BETWEEN_MS);
  }
  throw new ClusterError('refused', 'No anchor takes the first leaf of the log; see the logs of the anchors.');
}

async function isTaken(url: string, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
  try {
    const answer = await fetch(`${url}/v1/leaves`, { method: 'POST', headers, body: new Uint8Array(randomBytes(32)) });
    await answer.body?.cancel();
    return answer.status === 202;
  } catch {
    return false;
  }
}
