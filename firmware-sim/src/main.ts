#!/usr/bin/env node
import { RadioError } from '@fit4work/virtual-radio';
import { type Config, readArguments } from './config.js';
import { readSources, startSimulation } from './context.js';
import type { Plan } from './core/plan.js';
import { SimError } from './error.js';
import { refuseKeysFile, writeKeys } from './keys-file.js';
import { logToStderr as log } from './log.js';
import { Progress } from './progress.js';
import { writeRecording } from './recording-files.js';

const now = (): number => Date.now() / 1000;
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  const config = readArguments(process.argv, now());
  if (config.write !== undefined) writeAll(config.plan, config.write);
  else await play(config);
}

async function play({ plan, keys, showKeys }: Config): Promise<void> {
  if (keys !== undefined) refuseKeysFile(keys);
  const simulation = await startSimulation(plan, { log, clock: now });
  if (keys !== undefined) writeKeys(keys, plan);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log('info', 'stopping');
      void simulation.close().then(() => process.exit(0));
    });
  }
  const wearables = plan.wearables.map(({ address, family, authKey }) => ({
    address,
    family,
    ...(showKeys && authKey ? { authKey: Buffer.from(authKey).toString('hex') } : {}),
  }));
  say({ event: 'listening', port: simulation.port, wearables });
}

function writeAll(plan: Plan, folder: string): void {
  const progress = new Progress('Recordings written:', plan.wearables.length);
  for (const [index, { source }] of readSources(plan).entries()) {
    if (!Number.isFinite(source.end())) {
      throw new SimError('usage', `Person ${index + 1} lives on without end; leave live out of the plan to --write.`);
    }
    writeRecording(folder, index + 1, source);
    progress.done(index + 1);
  }
  say({ event: 'written', folder, recordings: plan.wearables.length });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SimError) && !(error instanceof RadioError)) throw error;
  log('error', 'refused', { code: error.code, message: error.message });
  process.exit(1);
}
