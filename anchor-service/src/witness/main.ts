#!/usr/bin/env node
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { exitWith } from '../adapters/process.js';
import { readEnv } from '../config.js';
import { buildProgram } from './commands.js';

useHasher(nodeHasher);
const args = process.argv.slice(2);
sodium.ready.then(() => buildProgram(readEnv(), args).parseAsync(args, { from: 'user' })).catch(exitWith);
