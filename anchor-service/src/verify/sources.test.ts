import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { folderReader, httpReader, openSource } from './sources.js';

const closers: (() => Promise<unknown> | undefined)[] = [];
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  folder.remove();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
    return once(server, 'close');
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const quick = { pausesMs: [1, 1] };

describe('a log behind HTTP', () => {
  it('is asked again when it may answer the next time, and no more than three times', async () => {
    const asked = new Map<string, number>();
    const where = await serve(({ url = '' }, response) => {
      const times = (asked.get(url) ?? 0) + 1;
      asked.set(url, times);
      if (url === '/down' || (url === '/busy' && times < 2)) response.statusCode = url === '/down' ? 503 : 429;
      if (url === '/forbidden') response.statusCode = 403;
      if (url === '/gone') response.statusCode = 404;
      if (url === '/broken' && times < 3) response.destroy();
      else response.end('here');
    });
    const read = httpReader(where, quick);
    expect(Buffer.from((await read('busy')) ?? []).toString()).toBe('here');
    expect(Buffer.from((await read('broken')) ?? []).toString()).toBe('here');
    expect(await read('gone')).toBeUndefined();
    await expect(read('down')).rejects.toMatchObject({ code: 'source-failed' });
    await expect(read('forbidden')).rejects.toThrow('The log answered 403.');
    expect(Object.fromEntries(asked)).toEqual({ '/busy': 2, '/broken': 3, '/gone': 1, '/down': 3, '/forbidden': 1 });
  });

  it('is not believed when it answers without end, nor waited for for ever', async () => {
    const where = await serve(({ url }, response) => {
      if (url === '/long') response.end(Buffer.alloc(65 * 1024));
    });
    await expect(httpReader(where, quick)('long')).rejects.toMatchObject({ code: 'source-failed' });
    await expect(httpReader(where, { pausesMs: [1], timeoutMs: 50 })('never')).rejects.toThrow(/timeout/);
  });
});

describe('a log in a folder', () => {
  it('gives its files, and tells what is not there from what cannot be read', async () => {
    mkdirSync(join(folder.path, 'blocks'));
    writeFileSync(join(folder.path, 'blocks', '0'), 'zero');
    writeFileSync(join(folder.path, 'long'), Buffer.alloc(65 * 1024));
    writeFileSync(join(folder.path, 'empty'), '');
    const read = openSource(folder.path);
    expect(await read('blocks/0')).toEqual(new Uint8Array(Buffer.from('zero')));
    expect(await read('empty')).toEqual(new Uint8Array(0));
    expect([await read('blocks/1'), await read('blocks/0/1')]).toEqual([undefined, undefined]);
    await expect(read('long')).rejects.toMatchObject({ code: 'source-failed' });
    await expect(read('blocks')).resolves.toBeUndefined();
  });

  it('does not wait for a pipe that stands in a file’s place', async () => {
    execFileSync('mkfifo', [join(folder.path, 'checkpoint')]);
    expect(await folderReader(folder.path)('checkpoint')).toEqual(new Uint8Array(0));
  });

  it('is told from what is neither a folder nor an address', () => {
    expect(() => openSource(join(folder.path, 'nowhere'))).toThrow(/neither a folder nor an address/);
  });
});
