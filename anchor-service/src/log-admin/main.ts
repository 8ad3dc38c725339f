#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import { Command } from 'commander';
import sodium from 'libsodium-wrappers';
import { exitWith } from '../adapters/process.js';
import { backupCommand, restoreCommand } from '../backup/backup-command.js';
import type { Say } from '../rotation/command-parts.js';
import { policyCommand } from '../rotation/policy-command.js';

const isForMachines = process.argv.includes('--json');
const say: Say = (text, json) => {
  writeSync(1, `${isForMachines ? JSON.stringify(json) : text}\n`);
};

await sodium.ready;
useHasher(nodeHasher);
await new Command('fit4work-log-admin')
  .description('What the operator of a log and its witnesses do by hand: change keys, back up, restore.')
  .addCommand(policyCommand(say))
  .addCommand(backupCommand(say))
  .addCommand(restoreCommand(say))
  .parseAsync()
  .catch(exitWith);
