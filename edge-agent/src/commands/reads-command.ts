import type { Command } from 'commander';
import { acknowledgeReads } from '../acknowledge-reads.js';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { readLines } from '../core/read-lines.js';
import { isUntold } from '../core/shown-read.js';
import { ownReads } from '../own-reads.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { unlock } from './unlock.js';
import { verifying } from './verifying.js';

interface ReadsOptions {
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

/** Adds `reads`: who looked, and whether it holds. What is shown counts as acknowledged and stays. */
export function addReads(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('reads')
    .description(
      'shows who looked at what, and verifies it here; exit 1 if a read is not proven or was not granted, 2 if the log does not answer',
    )
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is shown'))
    .addOption(passphraseFile())
    .addHelpText('after', '\nExample:\n  fit4work-agent reads')
    .action((options: ReadsOptions) => withContext((context) => showReads(context, options)));
}

async function showReads(context: Context, options: ReadsOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlock(context, identity, {
    passphrase: await readPassphrase(options.passphraseFile),
    ...{ json, language },
  });
  const reads = await verifying(context, language, (ports) => ownReads(ports, { identity, vaultKey }));
  const sound = reads.every(({ problems }) => problems.length === 0);
  if (json) print({ sound, reads });
  else say(readLines(reads, { language, zone: context.config.zone }));
  if (!sound) process.exitCode = reads.every((read) => read.problems.length === 0 || isUntold(read)) ? 2 : 1;
  // Only what was printed was seen.
  await acknowledgeReads(context, identity, reads);
}
