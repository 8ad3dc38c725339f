import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ inputs: string, abi: string }} Stamp what an installation was made from, and for which Node its native modules were chosen and built */

/**
 * @param {string} root
 * @returns {Stamp} of the checkout as it stands
 */
export function currentStamp(root) {
  const hash = createHash('sha256');
  for (const name of inputs(root)) {
    const bytes = readFileSync(join(root, name));
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  const { modules, napi } = process.versions;
  return { inputs: hash.digest('hex'), abi: `${process.platform}-${process.arch}-${modules}-${napi}` };
}

/** @param {string} root @returns {string[]} every file that decides what is installed */
function inputs(root) {
  const rooms = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const manifests = rooms.map((room) => `${room.name}/package.json`).sort();
  const names = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests];
  return names.filter((name) => existsSync(join(root, name)));
}

/** @param {string} root */
const stampFile = (root) => join(root, 'node_modules', '.fit4work-setup');

/** @param {string} root @returns {Stamp | undefined} of the last installation that succeeded */
export function recordedStamp(root) {
  if (!existsSync(stampFile(root))) return undefined;
  const [inputs = '', abi = ''] = readFileSync(stampFile(root), 'utf8').split('\n');
  return { inputs, abi };
}

/** @param {string} root @param {Stamp} stamp */
export function recordStamp(root, stamp) {
  writeFileSync(stampFile(root), `${stamp.inputs}\n${stamp.abi}\n`);
}
