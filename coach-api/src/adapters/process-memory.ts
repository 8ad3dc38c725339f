import { readFileSync, writeFileSync } from 'node:fs';
import type { MemoryState } from '../core/memory-dumps.js';

const FILTER = '/proc/self/coredump_filter';

/**
 * Takes memory out of core dumps and out of the reports of the runtime, as far as the system lets a process do that, and says
 * how it stands then.
 *
 * @param nodeOptions flags that the environment gave the runtime
 */
export function closeMemory(nodeOptions: string): MemoryState {
  // Linux dumps of each kind of memory that has its bit: none. It holds for handlers too, which heed no limit.
  writeOf(FILTER, '0');
  if (process.report !== undefined) {
    Object.assign(process.report, {
      reportOnFatalError: false,
      reportOnSignal: false,
      reportOnUncaughtException: false,
    });
  }
  const filter = textOf(FILTER);
  return {
    coreFilter: filter === undefined ? undefined : Number.parseInt(filter, 16),
    limits: textOf('/proc/self/limits'),
    flags: [...process.execArgv, ...nodeOptions.split(/\s+/)],
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writeOf(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'r+' });
  } catch {
    // What it stands at is read next.
  }
}
