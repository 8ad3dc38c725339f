import { foreground } from './house/stage.mjs';
import { runScript } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

/** Changes `protocol/` in every way that stryker.config.mjs knows of and counts the changes that no test notices. */
await runScript(async () => {
  await setup();
  const stryker = ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'stryker.config.mjs'];
  return foreground(process.execPath, [...stryker, ...process.argv.slice(2)], { cwd: root });
});
