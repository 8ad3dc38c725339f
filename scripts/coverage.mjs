import { foreground } from './house/stage.mjs';
import { runScript, Stop } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

/** Shows what the suites of `protocol/` run of it, and fails where that is not all. scripts/check.mjs does the same. */
await runScript(async () => {
  const [option] = process.argv.slice(2);
  if (option !== undefined) throw new Stop(`coverage takes no argument, but was given ${option}.`);
  await setup();
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.protocol.config.ts', '--coverage'];
  return foreground(process.execPath, vitest, { cwd: root });
});
