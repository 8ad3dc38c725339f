#!/usr/bin/env node
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { createJournal } from '../adapters/journal.js';
import { readSigner } from '../adapters/key-file.js';
import { readPolicy } from '../adapters/policy-file.js';
import { announceListening, listen, runProcess } from '../adapters/process.js';
import { readEnv, toWitnessConfig } from '../config.js';
import { buildWitnessApp } from './app.js';
import { WitnessStateFile } from './state-file.js';

runProcess(async () => {
  await sodium.ready;
  useHasher(nodeHasher);
  const config = toWitnessConfig(readEnv());
  const signer = readSigner(config.keyFile, 4);
  const { logs } = readPolicy(config.logsFile).policy;
  const state = new WitnessStateFile(config.stateFile);
  const app = buildWitnessApp({
    signer,
    logs,
    state,
    clock: () => Math.floor(Date.now() / 1000),
    journal: createJournal('fit4work-witness'),
  });
  // Before the state is made: a busy port leaves nothing behind.
  const port = await listen(app, config.host, config.port);
  state.prepare();
  announceListening(port);
  return () => app.close();
});
