import type { Command } from 'commander';
import type { Environment } from '../config.js';
import { enrolledIdentity, type WithContext } from '../context.js';
import { consentLines } from '../core/consent-lines.js';
import type { Language } from '../core/language.js';
import { ownGrants } from '../own-consent.js';
import { jsonOption, languageOption, print, say } from './options.js';

interface GrantsOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/** Adds `grants`: what is shared, and everything that ever was. It needs no passphrase. */
export function addGrants(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('grants')
    .description('shows the grants that live; exit 1 if a record of them was changed on disk')
    .option('--all', 'the whole history: grants, withdrawals and lapses, in order')
    .addOption(jsonOption())
    .addOption(languageOption(env, 'of what is shown'))
    .addHelpText('after', '\nExamples:\n  fit4work-agent grants\n  fit4work-agent grants --all --json')
    .action(({ all = false, json = false, language }: GrantsOptions) =>
      withContext(async (context) => {
        const own = await ownGrants(context, await enrolledIdentity(context), all);
        const { zone } = context.config;
        if (json) print(own);
        else say(consentLines({ ...own, all }, { language, zone }));
        if (!own.complete) process.exitCode = 1;
      }),
    );
}
