import type { Command } from 'commander';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { SEAL_HELP } from '../core/help-words/day-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { lateText } from '../core/late-words.js';
import { sealLate } from '../seal-late.js';
import { unlockVault } from '../unlock.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';
import { examples } from './speaking.js';

interface SealOptions {
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

/** Adds `seal`: what came late of days that are closed is sealed anew. What came late of others never waits for it. */
export function addSeal(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(SEAL_HELP, language);
  program
    .command('seal')
    .summary(says.summary)
    .description(says.description)
    .addOption(jsonOption(language))
    .addOption(languageOption(language))
    .addOption(passphraseFile(language))
    .addHelpText('after', examples(language, ['fit4work-agent seal --passphrase-file ~/.fit4work/passphrase']))
    .action((options: SealOptions) => withContext((context) => sealAnew(context, options)));
}

async function sealAnew(context: Context, options: SealOptions): Promise<void> {
  const { json = false, language } = options;
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlockVault(context.lock, identity, await readPassphrase(options));
  const sealed = await sealLate(context, { identity, zone: context.config.zone }, { vaultKey });
  if (json) print(sealed);
  else say([lateText(sealed, language)]);
}
