import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative } from 'node:path';

/*
 * An anchor with its witnesses in one process that kills itself just before its n-th call of the file system, of SQLite, or of
 * the broker: `node killed-anchor.mjs FOLDER N FROM TO`. It begins where the folder's log ends, takes the leaves FROM to TO
 * in one batch and has it published. With N = 0 it lives, and prints every call that it makes, one a line.
 */

const [folder = '', at = '0', from = '0', to = '0'] = process.argv.slice(2);
const write = fs.writeSync;
const fatal = Number(at);
/** @type {string[]} */
const calls = [];
let armed = false;

/** @param {string} call */
function count(call) {
  if (!armed) return;
  calls.push(call);
  if (calls.length !== fatal) return;
  write(1, `${call}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment: nothing of the call must happen.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** @type {Map<number, string>} */
const names = new Map();
const nameOf = (/** @type {unknown} */ file) =>
  typeof file === 'number' ? names.get(file) : relative(folder, `${file}`);

for (const name of ['openSync', 'writeFileSync', 'writeSync', 'fsync', 'fsyncSync', 'renameSync', 'mkdirSync']) {
  const call = fs[name];
  fs[name] = (/** @type {unknown[]} */ ...args) => {
    count(`${name.replace('Sync', '')} ${nameOf(args[0])}`);
    const result = call(...args);
    if (name === 'openSync') names.set(result, nameOf(args[0]) ?? '');
    return result;
  };
}
syncBuiltinESMExports();

const { default: Database } = await import('better-sqlite3');
const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'));
const { run } = statement;
statement.run = function (/** @type {unknown[]} */ ...args) {
  count(`run ${this.source.split(' (')[0]}`);
  return run.apply(this, args);
};

const { openKit } = await import('./killed-kit.mjs');
const log = await openKit(folder, { announce: () => count('announce') });
armed = true;
await log.append(Number(from), Number(to));
armed = false;
log.close();
write(1, `${calls.join('\n')}\n`);
