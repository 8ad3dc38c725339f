import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpWebhook } from './http-webhook.js';

const KEY = Buffer.alloc(32, 7);
const NOTICE = { id: 'id-1', since: 1_000, until: 1_060, counts: [{ code: 'bad-token', count: 2 }] };

let folder: string;
let server: Server;
let answer: (heard: number) => number;
let heard: { headers: IncomingHttpHeaders; body: string }[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-webhook-'));
  await writeFile(join(folder, 'secret'), `whsec_${KEY.toString('base64')}\n`, { mode: 0o600 });
  [heard, answer] = [[], () => 204];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push({ headers: request.headers, body });
      const status = answer(heard.length);
      response.writeHead(status, status === 302 ? { location: '/other' } : {}).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function webhook(secret = join(folder, 'secret')) {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return httpWebhook({ url: `http://127.0.0.1:${port}/hook`, secret, credentials: undefined });
}

describe('a notice over HTTP', () => {
  it('has codes, counts and times, signed as Standard Webhooks has it', async () => {
    expect(await (await webhook())(NOTICE)).toBe(true);
    const [{ headers, body } = { headers: {}, body: '' }] = heard;
    expect(JSON.parse(body)).toEqual({
      type: 'broker.counts',
      timestamp: '1970-01-01T00:17:40.000Z',
      data: { since: '1970-01-01T00:16:40.000Z', counts: [{ code: 'bad-token', count: 2 }] },
    });
    const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature } = headers;
    expect(id).toBe('id-1');
    expect(Math.abs(Date.now() / 1000 - Number(stamp))).toBeLessThan(60);
    const expected = createHmac('sha256', KEY).update(`${id}.${stamp}.${body}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
  });

  it.each([500, 302, 404])('is not taken by an answer of %d', async (status) => {
    answer = () => status;
    expect(await (await webhook())(NOTICE)).toBe(false);
    expect(heard).toHaveLength(1);
  });

  it('is not taken where nobody listens', async () => {
    const deliver = await webhook();
    server.close();
    expect(await deliver(NOTICE)).toBe(false);
  });

  it.each([
    ['that others can read', 0o644, `whsec_${KEY.toString('base64')}`, /can be read by others/],
    ['that is none', 0o600, 'secret', /must be whsec_ and 24 to 64 random bytes/],
    ['that is missing', 0o600, '', /cannot be read: check FIT4WORK_BROKER_WEBHOOK_SECRET/],
  ])('needs a secret: one %s is refused', async (_title, mode, content, message) => {
    const path = join(folder, 'other');
    if (content !== '') await writeFile(path, content, { mode });
    await expect(webhook(path)).rejects.toThrow(message);
  });
});
