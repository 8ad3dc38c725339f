import { join } from 'node:path';
import { foreground } from './house/stage.mjs';
import { runScript } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

await runScript(async () => {
  await setup();
  return foreground(process.execPath, [join(root, 'cluster', 'dist', 'main.js'), ...process.argv.slice(2)]);
});
