#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import { buildProgram } from './cli.js';
import { runProgram } from './commands/run-program.js';
import { readEnv } from './config.js';

// Short-lived garbage is collected before it takes 32 MiB: the agent stays, and mostly waits.
setFlagsFromString('--semi-space-growth-factor=1');
// The vault is for its owner alone.
process.umask(0o077);
useHasher(nodeHasher);
await runProgram(buildProgram(readEnv()), process.argv.slice(2));
