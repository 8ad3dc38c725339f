import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foreground } from './house/stage.mjs';
import { runScript, Stop } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

await runScript(async () => {
  await setup();
  const main = join(root, 'demo', 'dist', 'main.js');
  if (!existsSync(main))
    throw new Stop('demo/dist/main.js is not there although the build succeeded: restore demo/src/main.ts.');
  return foreground(process.execPath, [main, ...process.argv.slice(2)]);
});
