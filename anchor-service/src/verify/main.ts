#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { runCli } from './cli.js';
import { EXIT_CODES } from './verdict.js';

await sodium.ready;
useHasher(nodeHasher);
const { verdict, text } = await runCli(process.argv.slice(2), {
  clock: () => Math.floor(Date.now() / 1000),
  write: process.stderr.isTTY === true ? (bar) => writeSync(2, bar) : undefined,
  checks: [],
});
try {
  writeSync(1, text);
  process.exitCode = verdict === undefined ? 0 : EXIT_CODES[verdict.judgement];
} catch {
  // Nobody could read the verdict: 1 would say that the log is unsound.
  process.exitCode = EXIT_CODES.unknown;
}
