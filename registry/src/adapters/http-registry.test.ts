import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { cryptoReady, jwkOf, signingKey, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpRegistry } from './http-registry.js';

await cryptoReady;
const jwks = (...bytes: readonly number[]): string => {
  const keys = bytes.map((byte) => signingKey(new Uint8Array(32).fill(byte)));
  return JSON.stringify({
    keys: keys.map((key) => ({
      ...jwkOf(key.publicKey),
      kid: toBase64Url(key.keyId),
      f4w_pseudonym: 'a'.repeat(32),
    })),
  });
};

let server: Server;
let answer: RequestListener;
let asked: (string | undefined)[];
let shown: (string | undefined)[];
beforeEach(async () => {
  [asked, shown] = [[], []];
  server = createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    shown.push(request.headers.authorization);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function registry(token?: string): HttpRegistry {
  const address = server.address();
  return new HttpRegistry(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, token);
}

describe('the registry over HTTP', () => {
  it('is asked by its entity tag, and gives the same keys while nothing changed', async () => {
    let [tag, body] = ['"1"', jwks(1)];
    answer = (request, response) => {
      const same = request.headers['if-none-match'] === tag;
      response.writeHead(same ? 304 : 200, { etag: tag }).end(same ? undefined : body);
    };
    const one = registry();
    const first = await one.fetchKeys();
    expect(await one.fetchKeys()).toBe(first);
    [tag, body] = ['"2"', jwks(1, 2)];
    expect((await one.fetchKeys()).size).toBe(2);
    expect(asked).toEqual([undefined, '"1"', '"1"']);
  });

  it('is asked for all of it where it has no tag, and takes no 304 then', async () => {
    answer = (_request, response) =>
      response.writeHead(asked.length < 3 ? 200 : 304).end(asked.length < 3 ? jwks(1) : '');
    const one = registry();
    await one.fetchKeys();
    expect((await one.fetchKeys()).size).toBe(1);
    await expect(one.fetchKeys()).rejects.toMatchObject({ code: 'registry-unavailable' });
    expect(asked).toEqual([undefined, undefined, undefined]);
  });

  it('is shown a token where there is one, also when all is as it was, and none otherwise', async () => {
    answer = (_request, response) => response.writeHead(asked.length === 2 ? 304 : 200, { etag: '"1"' }).end(jwks(1));
    const one = registry('the-token');
    await one.fetchKeys();
    await one.fetchKeys();
    await registry().fetchKeys();
    expect(shown).toEqual(['Bearer the-token', 'Bearer the-token', undefined]);
  });

  it('says that a token was refused apart from its being away, and follows nobody with it', async () => {
    answer = (_request, response) =>
      response.writeHead(asked.length === 1 ? 401 : 307, { location: '/elsewhere' }).end('');
    const one = registry('the-token');
    const refused = await one.fetchKeys().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'registry-refused' });
    expect(String(refused)).not.toContain('the-token');
    await expect(one.fetchKeys()).rejects.toMatchObject({ code: 'registry-unavailable' });
    expect(asked).toHaveLength(2);
  });

  it('keeps its tag through an answer that is none', async () => {
    answer = (_request, response) => {
      if (asked.length === 2) response.writeHead(500, { etag: '"x"' }).end('');
      else if (asked.length === 3) response.writeHead(200, { etag: '"y"' }).end('{');
      else response.writeHead(200, { etag: '"1"' }).end(jwks(1));
    };
    const one = registry();
    await one.fetchKeys();
    await expect(one.fetchKeys()).rejects.toMatchObject({ code: 'registry-unavailable' });
    await expect(one.fetchKeys()).rejects.toMatchObject({ code: 'bad-registry' });
    await one.fetchKeys();
    expect(asked).toEqual([undefined, '"1"', '"1"', '"1"']);
  });
});
