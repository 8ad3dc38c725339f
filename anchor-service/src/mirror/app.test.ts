import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quiet, temporaryFolder } from '../../test/kit.js';
import { type Keys, MemoryLog, makeKeys } from '../../test/memory-log.js';
import { openMirror } from '../../test/mirror-kit.js';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import { buildMirrorApp } from './app.js';

let keys: Keys;
let folder: ReturnType<typeof temporaryFolder>;
let log: MemoryLog;

beforeAll(async () => {
  await sodium.ready;
  keys = makeKeys();
});
beforeEach(async () => {
  folder = temporaryFolder();
  log = await new MemoryLog(keys).grow(0, 300, 40);
});
afterEach(() => folder.remove());

describe('the HTTP side of a mirror', () => {
  it('serves the copy as the anchor does, and its state', async () => {
    const { mirror, serve, copy } = await openMirror(folder.path, keys, { journal: quiet });
    const app = buildMirrorApp({ read: new FileLogFolder(copy).read, status: () => mirror.status() });
    const starting = buildMirrorApp({ read: new FileLogFolder(copy).read, status: () => undefined });
    const codes = async (of: typeof app, ...urls: string[]) =>
      Promise.all(urls.map(async (url) => (await of.inject(url)).statusCode));
    expect(await codes(starting, '/healthz', '/v1/status', '/checkpoint')).toEqual([503, 503, 404]);
    serve(log.files);
    await mirror.attempt();
    expect(await codes(app, '/healthz', '/v1/status', '/checkpoint', '/blocks/latest', '/tile/0/000')).toEqual(
      Array(5).fill(200),
    );
    expect(await codes(app, '/tile/0/009', '/tile/0/..%2f..%2fmirror.json', '/mirror.json', '/')).toEqual(
      Array(4).fill(404),
    );
    const tile = await app.inject('/tile/0/000');
    expect(tile.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    });
    const other = await new MemoryLog(keys).grow(9000, 400);
    serve(other.files);
    await mirror.attempt();
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'alarm' });
    expect(await codes(app, '/healthz', '/checkpoint')).toEqual([503, 200]);
    expect((await app.inject('/v1/status')).json()).toMatchObject({
      state: 'alarm',
      evidence: 1,
      finding: { kind: 'fork' },
    });
  });
});
