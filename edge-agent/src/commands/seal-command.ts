import type { Command } from 'commander';
import { type Context, enrolledIdentity, type WithContext } from '../context.js';
import { sealLate } from '../seal-late.js';
import { unlockVault } from '../unlock.js';
import { passphraseFile, print, readPassphrase } from './options.js';

/** Adds `seal`: what came late of days that are closed is sealed anew. What came late of others never waits for it. */
export function addSeal(program: Command, withContext: WithContext): void {
  program
    .command('seal')
    .description('seals anew what came late of days that are closed; `status` names them as daysWaiting')
    .addOption(passphraseFile().makeOptionMandatory())
    .action((options: { readonly passphraseFile: string }) => withContext((context) => sealAnew(context, options)));
}

async function sealAnew(context: Context, options: { readonly passphraseFile: string }): Promise<void> {
  const identity = await enrolledIdentity(context);
  const vaultKey = await unlockVault(context.lock, identity, readPassphrase(options.passphraseFile));
  print(await sealLate(context, { identity, zone: context.config.zone }, vaultKey));
}
