#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { Command, Option } from 'commander';
import sodium from 'libsodium-wrappers';
import { exitWith } from './adapters/process.js';
import { generateKey } from './generate-key.js';

const command = new Command('keygen')
  .description('Makes the key file of a log or of a witness and prints its verifier key.')
  .requiredOption('--name <name>', "the key's name; of a log it is the origin")
  .addOption(new Option('--type <type>', 'whose key it is').choices(['log', 'witness']).makeOptionMandatory())
  .requiredOption('--out <file>', 'the key file to be made')
  .action(async (options: { name: string; type: 'log' | 'witness'; out: string }) => {
    await sodium.ready;
    writeSync(1, `${generateKey(options)}\n`);
  });

command.parseAsync().catch(exitWith);
