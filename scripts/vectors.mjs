import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript, Stop } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

const folder = join(root, 'vectors');

/** @returns {string[]} the vector files that stand in the folder */
const present = () => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []);

/** @param {ReadonlyMap<string, string>} files @returns {string[]} what is missing, differs or has no place there */
function differing(files) {
  const changed = [...files].filter(([name, text]) => {
    const file = join(folder, name);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  return [...changed.map(([name]) => name), ...present().filter((name) => !files.has(name))];
}

/** @param {ReadonlyMap<string, string>} files */
function write(files) {
  mkdirSync(folder, { recursive: true });
  for (const name of present()) if (!files.has(name)) rmSync(join(folder, name));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}

/** @param {readonly string[]} args */
async function vectors(args) {
  const unknown = args.find((arg) => arg !== '--check');
  if (unknown !== undefined) throw new Stop(`vectors does not know ${unknown}; it takes --check or nothing.`);
  await setup({ build: false });
  // libsodium is there only after the setup.
  const { vectorFiles } = await import('./vectors/files.mjs');
  const files = vectorFiles();
  const other = differing(files);
  if (args.includes('--check') && other.length > 0) {
    throw new Stop(
      `vectors/ is not what the script writes: ${other.join(', ')}; run "npm run vectors" and look at the difference.`,
    );
  }
  if (!args.includes('--check')) write(files);
  process.stdout.write(
    `${files.size} files of vectors, ${other.length} of them ${args.includes('--check') ? 'differ' : 'written anew'}\n`,
  );
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(() => vectors(process.argv.slice(2)));
