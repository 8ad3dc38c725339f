#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { adminClient } from '../adapters/admin-client.js';
import { readEnv } from '../config.js';
import { perform } from './acts.js';
import { AdminError } from './admin-error.js';
import { manner, readCommandLine } from './command-line.js';

const argv = process.argv.slice(2);
const { LC_ALL, LC_MESSAGES, LANG } = readEnv();
const { language, json } = manner(argv, LC_ALL || LC_MESSAGES || LANG || '');

async function main(): Promise<void> {
  const { command, coach, tokenFile } = readCommandLine(argv);
  const ask = command.act === 'help' ? nobody : await adminClient(coach, tokenFile);
  const done = await perform(command, ask, language);
  writeSync(1, `${json ? JSON.stringify(done.json) : done.said[language]}\n`);
  if (done.failed !== undefined) throw done.failed;
}

const nobody = async (): Promise<never> => {
  throw new TypeError('Help asks nobody.');
};

main().catch((error: unknown) => {
  if (!(error instanceof AdminError)) throw error;
  const { code, refusal, said } = error;
  const told = { code: refusal ?? code, message: said[language] };
  writeSync(2, `${json ? JSON.stringify(told) : told.message}\n`);
  process.exitCode = code === 'bad-command' ? 2 : 1;
});
