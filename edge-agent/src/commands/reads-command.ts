import type { Command } from 'commander';
import { acknowledgeReads } from '../acknowledge-reads.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { heardLine } from '../core/heard-words.js';
import { READS_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { readLines } from '../core/read-lines.js';
import { isUntold } from '../core/shown-read.js';
import { lastHeard } from '../last-heard.js';
import { ownReads } from '../own-reads.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { examples } from './speaking.js';
import { tellIfEnded } from './told-ended.js';
import { unlock } from './unlock.js';
import { verifying } from './verifying.js';

interface ReadsOptions {
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

/** Adds `reads`: who looked, and whether it holds. What is shown counts as acknowledged and stays. */
export function addReads(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(READS_HELP, language);
  program
    .command('reads')
    .summary(says.summary)
    .description(says.description)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText('after', examples(language, ['fit4work-agent reads']))
    .action((options: ReadsOptions) => withContext((context) => showReads(context, options)));
}

async function showReads(context: Context, options: ReadsOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlock(context, identity, {
    passphrase: await readPassphrase(options),
    ...{ json, language },
  });
  const reads = await verifying(context, language, (ports) => ownReads(ports, { identity, vaultKey }));
  const sound = reads.every(({ problems }) => problems.length === 0);
  const heard = await lastHeard(context, 'read');
  const at = { language, zone: context.config.zone };
  if (json) print({ sound, heard: heard ?? null, reads });
  else say([...readLines(reads, at), heardLine(heard, at)]);
  if (!sound) process.exitCode = reads.every((read) => read.problems.length === 0 || isUntold(read)) ? 2 : 1;
  await tellIfEnded(context, language);
  // Only what was printed was seen.
  await acknowledgeReads(context, identity, reads);
}
