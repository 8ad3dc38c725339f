#!/usr/bin/env node
import { join } from 'node:path';
import { cryptoReady, leafCountUpTo } from '@fit4work/protocol';
import { programsOf } from './broker/installed.js';
import { DemoError } from './error.js';
import { runLive } from './live.js';
import { MarkerSearch } from './markers.js';
import { markersOf, runOnce } from './once.js';
import { type DemoOptions, parseOptions } from './options.js';
import { playersOf } from './population.js';
import { Progress } from './progress.js';
import { closeState, openState, undoState } from './state.js';
import { Supervisor } from './supervisor.js';

const stopping = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});

/** @returns the exit code */
async function show(options: DemoOptions): Promise<number> {
  await cryptoReady;
  const progress = new Progress((text) => process.stderr.write(text), process.stderr.isTTY === true);
  const now = Math.floor(Date.now() / 1000);
  // Everything that can be refused is refused before the first file is written.
  playersOf(options, now);
  programsOf(options.broker);
  const state = openState(options, now);
  const search = new MarkerSearch(options.once ? markersOf(state) : []);
  const supervisor = new Supervisor({
    logs: join(state.root, 'logs'),
    cores: options.coached ? join(state.root, 'cores') : undefined,
    inspector: options.once ? (place) => search.stream(place) : undefined,
    onRestart: (name) => progress.note(`  ${name} ended unexpectedly and is started again`),
  });
  let started = false;
  const onStarted = (): void => {
    started = true;
  };
  const ports = { options, state, supervisor, search, progress, onStarted };
  try {
    if (options.once) return await once(ports);
    await runLive(ports, stopping);
    return 0;
  } finally {
    await supervisor.stop();
    if (!started) undoState(state);
    closeState(state);
  }
}

async function once(ports: Parameters<typeof runOnce>[0]): Promise<number> {
  const interrupted = stopping.then(() => {
    throw new DemoError('timed-out', 'The run was interrupted; with --state the same options go on from here.');
  });
  const document = await Promise.race([runOnce(ports), interrupted]);
  const failed = Object.entries(document.checks).filter(([, holds]) => !holds);
  if (ports.options.json) await print(`${JSON.stringify(document, null, 2)}\n`);
  else ports.progress.note(describe(document));
  for (const [name] of failed) ports.progress.note(`check failed: ${name}`);
  for (const { marker, place } of ports.search.sightings.slice(0, 10))
    ports.progress.note(`  ${marker} seen in ${place}`);
  return failed.length === 0 ? 0 : 1;
}

/** Settles when all of it is handed over: a pipe takes a long document in parts. */
const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });

const describe = ({ employees, log, reads, seconds }: Awaited<ReturnType<typeof runOnce>>): string =>
  `${employees.length} people, ${leafCountUpTo({ height: log.blocks - 1, size: log.size })} leaves in ${log.blocks} blocks, ${reads} reads, ${seconds} s`;

/** One sentence for what a person can mend; undefined for a bug, which shall be seen whole. */
function sentenceOf(error: unknown): string | undefined {
  if (error instanceof DemoError) return error.message;
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  const path = 'path' in error ? String(error.path) : 'a file';
  return `${path} cannot be used (${String(error.code)}); mend it or name another folder with --state.`;
}

// What is written here is for its owner alone: keys, vaults, logs.
process.umask(0o077);
try {
  const options = parseOptions(process.argv.slice(2));
  process.exitCode = options === undefined ? 0 : await show(options);
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === undefined) throw error;
  process.stderr.write(`fit4work: ${sentence}\n`);
  process.exitCode = 1;
}
