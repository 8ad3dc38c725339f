#!/usr/bin/env node
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPages } from './build-pages.js';
import { PageBuildError } from './error.js';

const room = fileURLToPath(new URL('../..', import.meta.url));
const verifier = ['audit', 'core', 'stamps', 'verify'].map((part) => `../anchor-service/dist/${part}`);
const inputs = ['src', 'package.json', '../pnpm-lock.yaml', '../protocol/dist', '../archive/dist', ...verifier].map(
  (path) => join(room, path),
);

try {
  await buildPages({ pages: join(room, 'src/pages'), out: join(room, 'dist/pages'), inputs });
} catch (error) {
  if (!(error instanceof PageBuildError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
