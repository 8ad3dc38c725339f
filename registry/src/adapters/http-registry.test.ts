import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { cryptoReady, jwkOf, signingKey, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpRegistry } from './http-registry.js';

await cryptoReady;
const NOTHING = { tag: undefined, keys: [] };
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
/** The same 32 bytes, written otherwise: what is left over in the last of its 43 digits is not zero. */
const withSpareBits = (set: string): string =>
  set.replace(
    /("x":"[\w-]{42})([\w-])/,
    (_all, digits: string, last: string) => digits + String.fromCharCode(last.charCodeAt(0) + 1),
  );
const index = (...tags: readonly string[]): string =>
  JSON.stringify({ parts: tags.map((tag, i) => ({ prefix: `0${i}`, tag })) });

let server: Server;
let answer: RequestListener;
let asked: (string | undefined)[];
let paths: (string | undefined)[];
let shown: (string | undefined)[];
beforeEach(async () => {
  [asked, paths, shown] = [[], [], []];
  server = createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    paths.push(request.url);
    shown.push(request.headers.authorization);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Answers so, under a tag, as long as the tag is not shown. */
const tagged =
  (tag: string, body: string): RequestListener =>
  (request, response) => {
    const same = request.headers['if-none-match'] === tag;
    response.writeHead(same ? 304 : 200, { etag: tag }).end(same ? undefined : body);
  };

function registry(token?: string): HttpRegistry {
  const address = server.address();
  return new HttpRegistry(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/key-set`, token);
}

describe('the registry over HTTP', () => {
  it('is asked for its index by the entity tag, and gives the same one while nothing changed', async () => {
    answer = tagged('"1"', index('"a"', '"b"'));
    const one = registry();
    const first = await one.fetchIndex();
    expect([...first]).toEqual([
      ['00', '"a"'],
      ['01', '"b"'],
    ]);
    expect(await one.fetchIndex()).toBe(first);
    answer = tagged('"2"', index('"c"'));
    expect([...(await one.fetchIndex())]).toEqual([['00', '"c"']]);
    expect([asked, paths]).toEqual([
      [undefined, '"1"', '"1"'],
      ['/key-set', '/key-set', '/key-set'],
    ]);
  });

  it('is asked for a part by the tag that is held, gives the same one while it is so, and the same keys where they stayed', async () => {
    answer = tagged('"1"', jwks(1, 2));
    const one = registry();
    const first = await one.fetchPart('aa', NOTHING);
    expect(await one.fetchPart('aa', first)).toBe(first);
    answer = tagged('"2"', jwks(2, 3));
    const second = await one.fetchPart('aa', first);
    expect([second.tag, second.keys.length, second.keys[0] === first.keys[1]]).toEqual(['"2"', 2, true]);
    expect([asked, paths[0]]).toEqual([[undefined, '"1"', '"1"'], '/key-set/aa']);
  });

  it('is asked for all of it where it has no tag, and takes no 304 then', async () => {
    answer = (_request, response) =>
      response.writeHead(asked.length < 3 ? 200 : 304).end(asked.length < 3 ? index() : '');
    const one = registry();
    await one.fetchIndex();
    expect((await one.fetchIndex()).size).toBe(0);
    await expect(one.fetchIndex()).rejects.toMatchObject({ code: 'registry-unavailable' });
    await expect(one.fetchPart('aa', NOTHING)).rejects.toMatchObject({ code: 'registry-unavailable' });
    expect(asked).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is shown a token where there is one, also when all is as it was, and none otherwise', async () => {
    answer = (_request, response) => response.writeHead(asked.length === 2 ? 304 : 200, { etag: '"1"' }).end(index());
    const one = registry('the-token');
    await one.fetchIndex();
    await one.fetchIndex();
    await registry().fetchIndex();
    answer = tagged('"1"', jwks(1));
    await one.fetchPart('aa', NOTHING);
    expect(shown).toEqual(['Bearer the-token', 'Bearer the-token', undefined, 'Bearer the-token']);
  });

  it('says that a token was refused apart from its being away, and follows nobody with it', async () => {
    answer = (_request, response) =>
      response.writeHead(asked.length === 1 ? 401 : 307, { location: '/elsewhere' }).end('');
    const one = registry('the-token');
    const refused = await one.fetchIndex().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'registry-refused' });
    expect(String(refused)).not.toContain('the-token');
    await expect(one.fetchIndex()).rejects.toMatchObject({ code: 'registry-unavailable' });
    await expect(one.fetchPart('aa', NOTHING)).rejects.toMatchObject({ code: 'registry-unavailable' });
    expect(asked).toHaveLength(3);
  });

  it('keeps its tag through an answer that is none', async () => {
    answer = (_request, response) => {
      if (asked.length === 2) response.writeHead(500, { etag: '"x"' }).end('');
      else if (asked.length === 3) response.writeHead(200, { etag: '"y"' }).end('{');
      else response.writeHead(200, { etag: '"1"' }).end(index());
    };
    const one = registry();
    await one.fetchIndex();
    await expect(one.fetchIndex()).rejects.toMatchObject({ code: 'registry-unavailable' });
    await expect(one.fetchIndex()).rejects.toMatchObject({ code: 'bad-registry' });
    await one.fetchIndex();
    expect(asked).toEqual([undefined, '"1"', '"1"', '"1"']);
  });

  it.each([
    ['a key set in the place of the index', jwks(1)],
    ['an index with a part twice', JSON.stringify({ parts: [1, 2].map(() => ({ prefix: '00', tag: '"1"' })) })],
    ['a part whose prefix is none', JSON.stringify({ parts: [{ prefix: '0G', tag: '"1"' }] })],
    ['a part without a tag', JSON.stringify({ parts: [{ prefix: '00' }] })],
    ['no object', 'null'],
    ['an index of more than 64 KiB', `${index('"1"')}${' '.repeat(65 * 1024)}`],
  ])('is no registry with %s', async (_what, body) => {
    answer = (_request, response) => response.end(body);
    await expect(registry().fetchIndex()).rejects.toMatchObject({ code: 'bad-registry' });
  });

  it.each([
    ['the index in its place', '10', index('"1"')],
    ['somebody of another part in it', 'ab', jwks(1)],
    ['a key under the name of another', 'aa', jwks(1).replace(/"kid":"[^"]{6}/, '"kid":"AAAAAA')],
    ['a key that is written in two ways', 'aa', withSpareBits(jwks(1))],
    ['more than 8 MiB', 'aa', `${jwks(1)}${' '.repeat(9 * 1024 * 1024)}`],
  ])('has no part with %s', async (_what, prefix, body) => {
    answer = (_request, response) => response.end(body);
    await expect(registry().fetchPart(prefix, NOTHING)).rejects.toMatchObject({ code: 'bad-registry' });
  });

  it('gives a key that was another’s before to nobody without a look at its thumbprint', async () => {
    answer = tagged('"1"', jwks(1));
    const one = registry();
    const first = await one.fetchPart('aa', NOTHING);
    const [x] = first.keys.map((key) => key.x);
    answer = tagged('"2"', jwks(1).replace(`${x}`, toBase64Url(new Uint8Array(32).fill(9))));
    await expect(one.fetchPart('aa', first)).rejects.toMatchObject({ code: 'bad-registry' });
  });
});
