import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lawOf, PAGE_HEADERS, PAGE_WITH_WORKER_HEADERS, WORKER_HEADERS } from '../test/index.js';
import { WebError } from './error.js';
import { openPageFiles, type PageFiles } from './page-files.js';

let folder: string;
let files: PageFiles;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fit4work-pages-'));
  mkdirSync(join(folder, 'one'));
  writeFileSync(join(folder, 'one/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'one/index-Abc_1234.js'), 'let a;');
  writeFileSync(join(folder, 'beside'), 'a secret');
  files = openPageFiles('one', folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('gives the document under no name, asked for again each time, with a policy without anything inline', () => {
  const found = files.find({ path: '' });
  expect(found?.status).toBe(200);
  expect(Buffer.from(found?.bytes ?? []).toString()).toBe('<!doctype html>');
  expect(lawOf(found?.headers ?? {})).toEqual(PAGE_HEADERS);
});

it('lets a page with a worker name the address of that, and the worker ask its service alone', () => {
  mkdirSync(join(folder, 'offline'));
  for (const name of ['index.html', 'worker.js']) writeFileSync(join(folder, 'offline', name), '');
  const offline = openPageFiles('offline', folder);
  expect(lawOf(offline.find({ path: '' })?.headers ?? {})).toEqual(PAGE_WITH_WORKER_HEADERS);
  expect(lawOf(offline.find({ path: 'worker.js' })?.headers ?? {})).toEqual(WORKER_HEADERS);
});

it('lets a browser keep for ever what is named by its content', () => {
  const { headers } = files.find({ path: 'index-Abc_1234.js' }) ?? { headers: {} };
  expect(headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
  });
});

it('sends it compressed to whoever takes that', () => {
  const found = files.find({ path: 'index-Abc_1234.js', acceptEncoding: 'br, gzip' });
  expect(found?.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(found?.bytes ?? new Uint8Array()).toString()).toBe('let a;');
});

it('says that the browser has it, where the browser does', () => {
  const etag = files.find({ path: '' })?.headers.etag;
  const known = files.find({ path: '', acceptEncoding: 'gzip', ifNoneMatch: etag });
  expect(known).toMatchObject({ status: 304, bytes: new Uint8Array(0), headers: { etag } });
  expect(lawOf(known?.headers ?? {})).toEqual(PAGE_HEADERS);
  expect(files.find({ path: '', ifNoneMatch: 'W/"other"' })?.status).toBe(200);
});

it('has nothing that stands beside the page', () => {
  for (const path of ['../beside', '..%2fbeside', '/etc/passwd', 'index.html/', '.', 'beside']) {
    expect(files.find({ path })).toBeUndefined();
  }
});

it('refuses a page that was not built, and says what to run', () => {
  expect(() => openPageFiles('two', folder)).toThrow(WebError);
  expect(() => openPageFiles('two', folder)).toThrow('The page two is not built: run npm run build.');
});
