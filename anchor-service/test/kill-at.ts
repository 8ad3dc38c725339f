import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where in replacing a file of its state a witness dies, by a real SIGKILL, or its disk fails. */
export type Moment =
  | 'before the temporary file'
  | 'in the middle of the temporary file'
  | 'before the temporary file is on disk'
  | 'before the rename'
  | 'after the rename'
  | 'after the folder is on disk'
  | 'failing after the rename';

/** Loaded into the process before everything else: the driver's own calls are made up to the moment, and not beyond. */
const SOURCE = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const moment = process.env.KILL_AT;
const real = { ...fs };
const die = (at) => { if (moment === at) process.kill(process.pid, 'SIGKILL'); };
let temporary, renamed = false, failed = false;
fs.openSync = (path, ...more) => {
  const saving = String(path).endsWith(process.env.KILL_FILE + '.tmp');
  if (saving) die('before the temporary file');
  const handle = real.openSync(path, ...more);
  if (saving) temporary = handle;
  return handle;
};
fs.writeSync = (handle, bytes, ...more) => {
  if (handle === temporary && moment === 'in the middle of the temporary file') {
    real.writeSync(handle, bytes.subarray(0, bytes.length / 2));
    die(moment);
  }
  return real.writeSync(handle, bytes, ...more);
};
fs.fsyncSync = (handle) => {
  if (handle === temporary && !renamed) die('before the temporary file is on disk');
  if (renamed && !failed && moment === 'failing after the rename') { failed = true; throw new Error('EIO'); }
  real.fsyncSync(handle);
  if (renamed) die('after the folder is on disk');
};
fs.renameSync = (from, to) => {
  die('before the rename');
  real.renameSync(from, to);
  renamed = true;
  die('after the rename');
};
syncBuiltinESMExports();
`;

/** @param saved the end of the name of the file that is replaced @returns the environment of a process that ends at a moment */
export function killedAt(moment: Moment, folder: string, saved = 'state.json'): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'kill-at.mjs');
  writeFileSync(file, SOURCE);
  return { KILL_AT: moment, KILL_FILE: saved, NODE_OPTIONS: `--import ${pathToFileURL(file).href}` };
}
