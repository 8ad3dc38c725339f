import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './house/stage.mjs';
import { runScript, Stop } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

const rooms = readdirSync(root).filter((name) => existsSync(join(root, name, 'src')));
const folders = [...rooms.flatMap((room) => [`${room}/src`, `${room}/test`]), 'test', 'bench'];
const sources = folders.filter((folder) => existsSync(join(root, folder)));
const tool = (/** @type {string} */ path) => join('node_modules', path);

/** The build comes first: types and imports are resolved through the doors that it makes. Then the longest. */
const CHECKS = [
  ['build', tool('typescript/bin/tsc'), '-b'],
  ['promises, sizes, purity', tool('eslint/bin/eslint.js'), '--max-warnings=0', '.'],
  [
    'every line of protocol run',
    tool('vitest/vitest.mjs'),
    'run',
    '--config',
    'vitest.protocol.config.ts',
    '--coverage',
  ],
  ['pages: every message said, none too heavy', 'web/dist/build/main.js'],
  ['reference of settings', 'scripts/settings.mjs', '--check'],
  ['types of tests', tool('typescript/bin/tsc'), '-p', 'tsconfig.tests.json'],
  ['types of scripts', tool('typescript/bin/tsc'), '-p', 'tsconfig.scripts.json'],
  ['format and lint', tool('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--error-on-warnings', '.'],
  [
    'import law',
    tool('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    ...sources,
  ],
  ['nothing unused', tool('knip/bin/knip.js'), '--no-progress', '--no-config-hints'],
];

// What a failing check prints has to be readable in a log file as well.
const { FORCE_COLOR: _, ...uncoloured } = process.env;
const plain = { ...uncoloured, NO_COLOR: '1' };

/** @param {readonly string[]} check @returns {Promise<boolean>} whether it passed */
async function passes([name = '', ...command]) {
  const started = performance.now();
  const { code, output } = await capture(process.execPath, command, { cwd: root, env: plain });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'pass' : 'FAIL'}  ${name} (${seconds} s)\n`);
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
  return code === 0;
}

await runScript(async () => {
  const [option] = process.argv.slice(2);
  if (option !== undefined) throw new Stop(`check takes no argument, but was given ${option}.`);
  await setup({ build: false });
  let failures = 0;
  const [build = [], ...others] = CHECKS;
  if (!(await passes(build))) failures += 1;
  // Two at a time: most of them use one core.
  const lane = async () => {
    for (let check = others.shift(); check !== undefined; check = others.shift()) {
      if (!(await passes(check))) failures += 1;
    }
  };
  await Promise.all([lane(), lane()]);
  process.stdout.write(failures === 0 ? 'every check passed\n' : `${failures} of ${CHECKS.length} checks failed\n`);
  return failures === 0 ? 0 : 1;
});
