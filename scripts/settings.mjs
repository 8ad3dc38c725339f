import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript, Stop } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

const file = join(root, 'docs', 'settings.md');

/** @param {readonly string[]} args */
async function settings(args) {
  const [option] = args;
  const check = option === '--check';
  if (option !== undefined && !check) throw new Stop(`settings does not know ${option}; it takes --check or nothing.`);
  // A check compares what is built: whoever checks has built.
  await setup({ build: !check });
  const [{ document }, { PROGRAMS }] = await Promise.all([
    import('./settings/document.mjs'),
    import('./settings/programs.mjs'),
  ]);
  const text = document(PROGRAMS);
  if (!check) writeFileSync(file, text);
  if (readFileSync(file, 'utf8') !== text) {
    throw new Stop(
      'docs/settings.md is not what the programs read: run "npm run settings" and look at the difference.',
    );
  }
  process.stdout.write(`${PROGRAMS.flatMap((program) => Object.keys(program.settings)).length} settings\n`);
  return 0;
}

await runScript(() => settings(process.argv.slice(2)));
