import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cryptoReady, signErasureCounts, signingKey } from '@fit4work/protocol';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { httpErasureCounts } from './http-erasure-counts.js';

beforeAll(() => cryptoReady);
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const MONTHS = [{ month: '2026-11', certificates: 6 }];

/** A coach API with one answer, at its address of the counts alone. @returns the address of its key set */
async function serving(status: number, bytes: Uint8Array): Promise<string> {
  server = createServer((request, response) => {
    response.writeHead(request.url === '/fit4work/v1/audit/erasures' ? status : 404).end(bytes);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/fit4work/v1/agents/key-set`;
}

describe('the counts of erasures of a coach API', () => {
  it('are asked for beside its key set, and verified', async () => {
    const key = signingKey(new Uint8Array(32).fill(1));
    const bytes = signErasureCounts({ months: MONTHS, issued: 7 }, key);
    const source = httpErasureCounts(await serving(200, bytes), key.publicKey);
    const counts = { months: MONTHS, issued: 7, bytes };
    expect(await source.ask()).toEqual(counts);
    expect([source.open(bytes), source.open(bytes.subarray(1))]).toEqual([counts, undefined]);
  });

  it('are refused of another key, cut short, too long or not there', async () => {
    const key = signingKey(new Uint8Array(32).fill(1));
    const bytes = signErasureCounts({ months: MONTHS, issued: 7 }, signingKey(new Uint8Array(32).fill(2)));
    for (const [status, answer] of [
      [200, bytes],
      [200, bytes.subarray(1)],
      [200, new Uint8Array(70_000)],
      [404, new Uint8Array(0)],
    ] as const) {
      const url = await serving(status, answer);
      await expect(httpErasureCounts(url, key.publicKey).ask()).rejects.toMatchObject({ code: 'source-failed' });
      server?.close();
    }
  });

  it('are not waited for', async () => {
    const key = signingKey(new Uint8Array(32).fill(1));
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const silent = httpErasureCounts(`http://127.0.0.1:${port}/v1/agents/key-set`, key.publicKey);
    await expect(silent.ask()).rejects.toMatchObject({ code: 'source-failed' });
  });
});
