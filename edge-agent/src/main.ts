#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import { buildProgram } from './cli.js';
import { endWithoutOutput, runProgram, tellFailure } from './commands/run-program.js';
import { isDebug, readEnv } from './config.js';
import { jsonAsked } from './core/json-asked.js';
import { languageAsked, languageOf } from './core/language.js';

// The agent waits for the most part: little code is worth more to it than fast code.
setFlagsFromString('--optimize-for-size');
// Short-lived garbage is collected before it takes 32 MiB: the agent stays, and mostly waits.
setFlagsFromString('--semi-space-growth-factor=1');
// What lived a little longer, such as a day of samples while a month is sealed, is collected once it is a third of what is held;
// V8 by itself lets it grow by the more the busier the machine is.
setFlagsFromString('--heap-growing-percent=30');
// And a second after there is less to do, rather than eight: what a turn left is given back before the next one.
setFlagsFromString('--gc-memory-reducer-start-delay-ms=1000');
// The vault is for its owner alone.
process.umask(0o077);
useHasher(nodeHasher);
const [env, argv] = [readEnv(), process.argv.slice(2)];
const language = languageAsked(argv, languageOf(env));
const debug = isDebug(env);
process.stdout.on('error', (error) => endWithoutOutput(error, language));
// There is nowhere left to say that nothing can be said.
process.stderr.on('error', () => undefined);
process.on('uncaughtException', (error) => {
  tellFailure(error, { language, debug, json: jsonAsked(argv) });
  process.exit();
});
await runProgram(buildProgram(env, language), { argv, language, debug });
