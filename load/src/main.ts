#!/usr/bin/env node
import { DemoError } from '@fit4work/demo';
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import { costsTable, memoryTable, storesTable, timesTable } from './core/table.js';
import { LoadError } from './error.js';
import { type LoadOptions, parseOptions } from './options.js';
import { type LoadDocument, runLoad } from './run-load.js';

const tell = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`);
};

/** Ctrl-C is for this process alone, which then ends the others in their turn. */
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => reject(new LoadError('interrupted', 'The run was interrupted; start it again.')));
  }
});

function textOf(document: LoadDocument): string {
  const all = [...document.rows, ...document.climb];
  const parts = all.length === 0 ? [] : [timesTable(all), costsTable(all)];
  if (document.stores.length > 0) parts.push(memoryTable(document.memory), storesTable(document.stores));
  if (document.highest !== undefined) {
    const { highest } = document;
    parts.push(
      highest === null ? 'No rate was carried.' : `The highest rate that was carried: ${highest} envelopes/s.`,
    );
  }
  return parts.join('\n\n');
}

/** @returns the exit code */
async function load(options: LoadOptions): Promise<number> {
  const document = await runLoad(options, { tell, interrupted });
  process.stdout.write(`${options.json ? JSON.stringify(document, null, 2) : textOf(document)}\n`);
  for (const sentence of document.broken) tell(sentence);
  return options.check && document.broken.length > 0 ? 1 : 0;
}

useHasher(nodeHasher);
process.umask(0o077);
try {
  const options = parseOptions(process.argv.slice(2));
  if (options !== undefined) process.exitCode = await load(options);
} catch (error) {
  if (!(error instanceof LoadError) && !(error instanceof DemoError)) throw error;
  tell(`fit4work-load: ${error.message}`);
  process.exitCode = error.code === 'usage' ? 2 : 1;
}
