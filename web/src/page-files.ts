import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { WebError } from './error.js';
import { GZIP } from './gzip.js';

/** One file of a page, as it is sent. */
export interface PageFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** What a browser says of what it wants. */
export interface PageRequest {
  /** Below where the page is served; empty for its document. */
  readonly path: string;
  readonly acceptEncoding?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** The files of one page in memory: a page is small, and nothing beside it can be asked for. */
export interface PageFiles {
  /** `undefined` for what the page does not have; without bytes and with status 304 where the browser has it. */
  find(request: PageRequest): (PageFile & { readonly status: 200 | 304 }) | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const DOCUMENT = 'index.html';
/** As the build names what never changes. */
const BY_CONTENT = /-[\w-]{8}\.(js|css)$/;

/**
 * What a page may do: run its one script, wear its one style sheet, ask the service that it came from. Nothing inline, nothing
 * evaluated, nothing from elsewhere, in no frame.
 */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};

const SHARED: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-encoding',
};

/** What the build calls the worker of a page that opens without its service. */
const WORKER = 'worker.js';
/** Where a page has a worker, one policy may name one address: that of the worker, and nothing else. */
const WITH_WORKER = { ...POLICY, 'trusted-types': 'fit4work-worker' };
/** The worker has a law of its own: it asks the service that it came from, and does nothing else. */
const OF_WORKER = { 'default-src': "'none'", 'connect-src': "'self'", 'frame-ancestors': "'none'" };

interface Loaded {
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly plain: Uint8Array;
  readonly zipped: Uint8Array;
}

/**
 * Reads a page that was built.
 * @param name a folder below `pages`
 * @param pages where pages stand; those of this build if absent
 * @throws WebError `not-built`
 */
export function openPageFiles(name: string, pages = join(import.meta.dirname, 'pages')): PageFiles {
  const folder = join(pages, name);
  const names = namesIn(folder, name);
  const policy = policyText(names.includes(WORKER) ? WITH_WORKER : POLICY);
  const files = new Map(names.map((file) => [file, load(folder, file, policy)]));
  return {
    find: ({ path, acceptEncoding, ifNoneMatch }) => {
      const file = files.get(path === '' ? DOCUMENT : path);
      if (file === undefined) return undefined;
      const takesGzip = /\bgzip\b/.test(acceptEncoding ?? '');
      const headers = { ...file.headers, etag: file.etag };
      if (ifNoneMatch === file.etag) return { status: 304, headers, bytes: new Uint8Array(0) };
      if (!takesGzip) return { status: 200, headers, bytes: file.plain };
      return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, bytes: file.zipped };
    },
  };
}

function namesIn(folder: string, name: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new WebError('not-built', `The page ${name} is not built: run npm run build.`, { cause });
  }
}

function load(folder: string, file: string, policy: string): Loaded {
  const plain = readFileSync(join(folder, file));
  const isForEver = BY_CONTENT.test(file);
  const headers = {
    ...SHARED,
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(file === DOCUMENT && { 'content-security-policy': policy }),
    ...(file === WORKER && { 'content-security-policy': policyText(OF_WORKER) }),
    // It has its own policy, and is for a disk.
    ...(file !== DOCUMENT && file.endsWith('.html') && { 'content-disposition': `attachment; filename="${file}"` }),
  };
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { headers, etag, plain, zipped: gzipSync(plain, GZIP) };
}

const policyText = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
