import { readdirSync } from 'node:fs';
import { ERASURE_PARSERS } from './erasure-parsers.js';
import { LOG_PARSERS } from './log-parsers.js';
import { RECORD_PARSERS } from './record-parsers.js';
import { RECOVERY_PARSERS } from './recovery-parsers.js';

/** Every parser of the protocol, by file and name. */
export const PARSERS = Object.entries({ ...RECORD_PARSERS, ...ERASURE_PARSERS, ...RECOVERY_PARSERS, ...LOG_PARSERS });

const SOURCES = new URL('../src/', import.meta.url);
const READS = /^(?:parse|open|decode|read|each|from|verify|un(?=seal|pad|zigzag))/;

/** Every function that the files of the protocol export, as `file.name`. */
export async function exportedFunctions(): Promise<readonly string[]> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => /^(?!.*(?:test|fixture|index)\.ts$).*\.ts$/.test(file));
  const names = sources.map(async (file) => {
    const module: Readonly<Record<string, unknown>> = await import(new URL(file, SOURCES).href);
    const functions = Object.entries(module).filter(([, value]) => typeof value === 'function');
    return functions.map(([name]) => `${file.slice(0, -3)}.${name}`);
  });
  return (await Promise.all(names)).flat();
}

/** Whether a function reads or verifies what somebody else wrote, by the verb of its name. */
export const isParser = (name: string): boolean => READS.test(name.slice(name.lastIndexOf('.') + 1));
