import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import releaseFor from '../../sqlite-seam/src/release.cjs';
import { Stop } from './stop.mjs';

/** @param {string} version the running Node's, such as 20.19.0 @param {string} range package.json's, such as >=20.19 */
export function checkNode(version, range) {
  const [major = 0, minor = 0] = range.replace('>=', '').split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new Stop(
    `This is Node ${version}, but ${major}.${minor} or newer is needed: install a living release of Node.`,
  );
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} name a program's name, or its absolute path @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} where it is
 */
export function findProgram(name, env) {
  if (isAbsolute(name)) return isProgram(name) ? name : undefined;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/**
 * The programs that compiling a native module needs and that are not there. CC, CXX, MAKE and PYTHON are honoured as
 * node-gyp honours them.
 * @param {NodeJS.ProcessEnv} env
 */
export function missingCompilers(env) {
  const python = env.npm_config_python ?? env.PYTHON ?? 'python3';
  const wanted = [python, env.MAKE ?? 'make', env.CC ?? 'gcc', env.CXX ?? 'g++'].map(
    (line) => line.split(' ')[0] ?? line,
  );
  return wanted.filter((name) => findProgram(name, env) === undefined);
}

/** @param {string} root */
export function nativeModuleIsBuilt(root) {
  const store = join(root, 'node_modules', '.pnpm');
  if (!existsSync(store)) return false;
  const inside = ['node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node'];
  const folders = readdirSync(store).filter((name) => name.startsWith('better-sqlite3@'));
  return folders.some((name) => existsSync(join(store, name, ...inside)));
}

/**
 * Stops before anything is written when native modules would have to be compiled and cannot be.
 * @param {string} root @param {NodeJS.ProcessEnv} env
 */
export function checkCompilers(root, env) {
  if (nativeModuleIsBuilt(root)) return;
  const missing = missingCompilers(env);
  if (missing.length === 0) return;
  throw new Stop(
    `Native modules have to be compiled, but ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing: on Debian or Ubuntu run "apt-get install python3 make g++", on macOS "xcode-select --install".`,
  );
}

/**
 * Where node-gyp finds the headers of the running Node without a download.
 * @param {string} execPath @param {string} version
 * @returns {string | undefined} the prefix; undefined where there are none, or those of another version
 */
export function headersPrefix(execPath, version) {
  const prefixes = [dirname(dirname(realpathSync(execPath))), '/usr'];
  return prefixes.find((prefix) => headersVersion(prefix) === version);
}

/** @param {string} prefix */
function headersVersion(prefix) {
  const header = join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(header)) return undefined;
  const text = readFileSync(header, 'utf8');
  const part = (/** @type {string} */ name) => new RegExp(`^#define NODE_${name}_VERSION (\\d+)`, 'm').exec(text)?.[1];
  return `${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}`;
}

/**
 * The environment for installing: the caller's, with `npm_config_nodedir` filled in where it was not set.
 * @param {NodeJS.ProcessEnv} env
 */
export function installEnvironment(env) {
  const nodedir = env.npm_config_nodedir || headersPrefix(process.execPath, process.versions.node);
  return nodedir === undefined ? { ...env } : { ...env, npm_config_nodedir: nodedir };
}

/**
 * What pnpm is told about native modules besides pnpm-workspace.yaml: better-sqlite3 12 is not compiled where 13, which
 * brings its binaries, is used. pnpm takes an option that is given once for a text and not for a list.
 * @param {string | undefined} napi the running Node's Node-API
 */
export function buildOptions(napi) {
  const radioAlone = '--config.onlyBuiltDependencies=@abandonware/bluetooth-hci-socket';
  return releaseFor(napi) === 13 ? [radioAlone, radioAlone] : [];
}
