import type { Command } from 'commander';
import type { Environment } from '../config.js';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { lateText } from '../core/late-words.js';
import { sealLate } from '../seal-late.js';
import { unlockVault } from '../unlock.js';
import { jsonOption, languageOption, passphraseFile, print, readPassphrase, say } from './options.js';

interface SealOptions {
  readonly json?: boolean;
  readonly language: Language;
  readonly passphraseFile?: string;
}

/** Adds `seal`: what came late of days that are closed is sealed anew. What came late of others never waits for it. */
export function addSeal(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('seal')
    .summary('seal anew what came late of days that are closed')
    .description('Seals anew what came late of days that are closed; `status` names them.')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is said'))
    .addOption(passphraseFile())
    .addHelpText('after', '\nExample:\n  fit4work-agent seal --passphrase-file ~/.fit4work/passphrase')
    .action((options: SealOptions) => withContext((context) => sealAnew(context, options)));
}

async function sealAnew(context: Context, { json = false, language, passphraseFile }: SealOptions): Promise<void> {
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlockVault(context.lock, identity, await readPassphrase(passphraseFile));
  const sealed = await sealLate(context, { identity, zone: context.config.zone }, vaultKey);
  if (json) print(sealed);
  else say([lateText(sealed, language)]);
}
