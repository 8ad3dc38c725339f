#!/usr/bin/env node
import { DemoError } from '@fit4work/demo';
import { LoadError } from '@fit4work/load';
import { nodeHasher } from '@fit4work/node-hasher';
import { cryptoReady, useHasher } from '@fit4work/protocol';
import { ClusterError } from './error.js';
import { assertInstalled } from './installed.js';
import { type ClusterOptions, parseOptions } from './options.js';
import { runCluster } from './run-cluster.js';

const tell = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
};

/** Ctrl-C is for this process alone, which then ends the others in their turn. */
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});

/** @returns the exit code */
async function run(options: ClusterOptions): Promise<number> {
  assertInstalled();
  await cryptoReady;
  const document = await runCluster(options, { tell, stopped });
  if (document === undefined) return 0;
  if (options.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else
    tell(
      `${document.envelopes.sealed} envelopes, ${document.struck.length} blows, ${document.reads.correct} reads, ${document.withdrawals.length} withdrawals`,
    );
  for (const sentence of document.broken) tell(sentence);
  return document.broken.length > 0 ? 1 : 0;
}

useHasher(nodeHasher);
process.umask(0o077);
try {
  const options = parseOptions(process.argv.slice(2));
  process.exitCode = options === undefined ? 0 : await run(options);
} catch (error) {
  if (![ClusterError, LoadError, DemoError].some((known) => error instanceof known) || !(error instanceof Error))
    throw error;
  tell(`fit4work-cluster: ${error.message}`);
  process.exitCode = error instanceof ClusterError && error.code === 'usage' ? 2 : 1;
}
