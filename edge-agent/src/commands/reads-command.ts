import type { Command } from 'commander';
import { acknowledgeReads } from '../acknowledge-reads.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { heardLine } from '../core/heard-words.js';
import { READS_HELP } from '../core/help-words/coach-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { notLookedUpLines } from '../core/other-machine-words.js';
import { readLines } from '../core/read-lines.js';
import { isUntold, type OwnRead } from '../core/shown-read.js';
import { lastHeard } from '../last-heard.js';
import { ownReads } from '../own-reads.js';
import type { CaughtUp } from '../recovery/catch-up-consent.js';
import { catchUp } from './catch-up.js';
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

const restsOnUnknown = ({ problems }: OwnRead): boolean => problems.includes('unknown-grant');

async function showReads(context: Context, options: ReadsOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const passphrase = await readPassphrase(options);
  const vaultKey = await unlock(context, identity, { passphrase, json, language });
  const look = (): Promise<readonly OwnRead[]> =>
    verifying(context, language, (ports) => ownReads(ports, { identity, vaultKey }));
  const known = await look();
  // It may rest on a grant that was signed on another machine.
  const { restored, why }: CaughtUp = known.some(restsOnUnknown)
    ? await catchUp(context, identity, { passphrase, language })
    : { restored: 0 };
  const reads = restored === 0 ? known : await look();
  const sound = reads.every(({ problems }) => problems.length === 0);
  const heard = await lastHeard(context, 'read');
  const at = { language, zone: context.config.zone };
  if (json) print({ sound, heard: heard ?? null, lookedUp: why === undefined, reads });
  else say([...readLines(reads, at), ...notLookedUpLines(why, language), heardLine(heard, at)]);
  if (!sound) process.exitCode = reads.every((read) => read.problems.length === 0 || isUntold(read)) ? 2 : 1;
  await tellIfEnded(context, language);
  // Only what was printed was seen.
  await acknowledgeReads(context, identity, reads);
}
