import { createHmac } from 'node:crypto';
import { BrokerError } from '../error.js';
import type { Deliver } from '../operator-notices.js';
import { readPrivate } from './private-file.js';

const TIMEOUT_MS = 5_000;
const SECRET = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})\n?$/;

export interface Webhook {
  readonly url: string;
  /** Its file. */
  readonly secret: string;
  readonly credentials: string | undefined;
}

/**
 * Notices over HTTP, signed as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`, `webhook-signature` with HMAC-SHA-256).
 * @throws BrokerError `bad-config`
 */
export async function httpWebhook({ url, secret: path, credentials }: Webhook): Promise<Deliver> {
  const text = await readPrivate({ path, credentials, what: 'secret', setting: 'FIT4WORK_BROKER_WEBHOOK_SECRET' });
  const [, encoded] = SECRET.exec(text.toString('latin1')) ?? [];
  if (encoded === undefined) {
    throw new BrokerError(
      'bad-config',
      `The secret ${path} must be whsec_ and 24 to 64 random bytes in base64: make one with openssl rand -base64 32.`,
    );
  }
  const secret = Buffer.from(encoded, 'base64');
  return async ({ id, since, until, counts }) => {
    const body = JSON.stringify({ type: 'broker.counts', timestamp: iso(until), data: { since: iso(since), counts } });
    const stamp = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`${id}.${stamp}.${body}`).digest('base64');
    return await post(url, body, {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(stamp),
      'webhook-signature': `v1,${signature}`,
    });
  };
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

async function post(url: string, body: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // Whatever came of it, it is told again.
    return false;
  }
}
