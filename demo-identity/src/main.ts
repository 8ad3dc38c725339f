import { helpText } from '@fit4work/settings';
import { loadPlan } from './adapters/plan-file.js';
import { startProvider } from './adapters/provider.js';
import { readEnv, toConfig } from './config.js';
import { DemoIdentityError } from './error.js';
import { IDENTITY_PROGRAM } from './settings.js';

const WARNING = `
************************************************************************
*  THIS IS NO LOGIN. Whoever is chosen on its page is believed, without *
*  a password. It is for the demo and for tests, on this machine alone: *
*  configure a provider of your own before anybody’s data come in.      *
************************************************************************
`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText(IDENTITY_PROGRAM));
    return;
  }
  const { port, plan } = toConfig(readEnv());
  process.stderr.write(WARNING);
  const stop = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const provider = await startProvider(await loadPlan(plan), port);
  process.stdout.write(`${JSON.stringify({ event: 'listening', port: provider.port })}\n`);
  await stop;
  await provider.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (!(error instanceof DemoIdentityError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
