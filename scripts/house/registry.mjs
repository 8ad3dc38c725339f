import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from './stage.mjs';
import { Stop } from './stop.mjs';
import { findProgram } from './toolchain.mjs';

/** @typedef {{ name: string, version: string, sha512: string }} Pinned a package by its name, version and the hash (hex) of its tarball */

/**
 * Reads the `packageManager` field of package.json.
 * @param {unknown} field @returns {Pinned}
 */
export function parsePackageManager(field) {
  const match = /^(pnpm)@(\d+\.\d+\.\d+)\+sha512\.([0-9a-f]{128})$/.exec(typeof field === 'string' ? field : '');
  if (!match) {
    throw new Stop('package.json: "packageManager" must have the form pnpm@VERSION+sha512.HEX; restore that line.');
  }
  const [, name = '', version = '', sha512 = ''] = match;
  return { name, version, sha512 };
}

/** @param {Uint8Array} tarball @param {Pinned} pinned */
const matches = (tarball, pinned) => createHash('sha512').update(tarball).digest('hex') === pinned.sha512;

/**
 * Refuses bytes that are not those that were pinned.
 * @param {Uint8Array} tarball @param {Pinned} pinned
 */
export function checkHash(tarball, pinned) {
  if (!matches(tarball, pinned)) {
    throw new Stop(
      `The download of ${pinned.name}@${pinned.version} does not have the pinned SHA-512, so it was not used; check the npm registry that npm is configured with.`,
    );
  }
}

/** @param {NodeJS.ProcessEnv} env */
function cacheFolder(env) {
  const mac = process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return join(env.XDG_CACHE_HOME || mac, 'fit4work');
}

/** @param {NodeJS.ProcessEnv} env @returns {string[]} the command that runs npm */
function npmCommand(env) {
  if (env.npm_execpath?.endsWith('npm-cli.js') && existsSync(env.npm_execpath)) {
    return [process.execPath, env.npm_execpath];
  }
  const npm = findProgram('npm', env);
  if (npm === undefined) throw new Stop('npm was not found on PATH; it comes with Node: install Node with npm.');
  return [npm];
}

/** @param {Pinned} pinned @param {{ folder: string, tarball: string, env: NodeJS.ProcessEnv }} where */
async function download(pinned, { folder, tarball, env }) {
  await mkdir(folder, { recursive: true });
  const arrival = await mkdtemp(join(folder, 'arriving-'));
  try {
    const spec = `${pinned.name}@${pinned.version}`;
    await mustRun(
      [...npmCommand(env), 'pack', spec, '--pack-destination', arrival],
      `${spec} could not be downloaded; check the network and npm's registry, then try again.`,
      { env, cwd: arrival },
    );
    const file = join(arrival, `${pinned.name}-${pinned.version}.tgz`);
    checkHash(await readFile(file), pinned);
    await rename(file, tarball);
  } finally {
    await rm(arrival, { recursive: true, force: true });
  }
}

/**
 * Unpacks a pinned package into a new folder that the caller removes. The tarball is kept in the user's cache and its
 * hash checked at every use: what lies in a cache is no more to be trusted than what comes over the network, and what
 * does not match is fetched anew.
 * @param {Pinned} pinned @param {string} into @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} the package's folder
 */
export async function unpackPinned(pinned, into, env = process.env) {
  const folder = cacheFolder(env);
  const tarball = join(folder, `${pinned.name}-${pinned.version}.tgz`);
  const cached = existsSync(tarball) && matches(await readFile(tarball), pinned);
  if (!cached) await download(pinned, { folder, tarball, env });
  await mkdir(into, { recursive: true });
  await mustRun(
    ['tar', '-xzf', tarball, '-C', into],
    'A package could not be unpacked; the program tar is needed: install it.',
    { env },
  );
  return join(into, 'package');
}
