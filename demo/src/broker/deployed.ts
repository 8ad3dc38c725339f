import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DemoError } from '../error.js';

/**
 * A file of settings of `deploy/`, with the places of a run in place of those of a machine: what is run here is what
 * operators are told to set.
 *
 * @throws DemoError `process-failed` when the file does not name a place
 */
export function deployed(name: string, places: Readonly<Record<string, string>> = {}): string {
  const text = readFileSync(fileURLToPath(new URL(`../../../deploy/${name}`, import.meta.url)), 'utf8');
  return Object.entries(places).reduce((settings, [there, here]) => {
    if (settings.includes(there)) return settings.replaceAll(there, here);
    throw new DemoError('process-failed', `deploy/${name} does not name ${there}: restore the file.`);
  }, text);
}
