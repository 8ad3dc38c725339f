import type { Command } from 'commander';
import { loadFamilies } from '../adapters/families.js';
import type { WithContext } from '../context.js';
import { STATUS_HELP } from '../core/help-words/day-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { statusLines } from '../core/status-lines.js';
import { statusOf } from '../status.js';
import { jsonOption, languageOption, print, say, withLeaves } from './options.js';
import { examples } from './speaking.js';

interface StatusOptions {
  readonly json?: boolean;
  readonly leaves?: boolean;
  readonly check?: boolean;
  readonly language: Language;
}

/** Adds `status`: what may be known without a passphrase. */
export function addStatus(program: Command, language: Language, withContext: WithContext): void {
  const says = inLanguage(STATUS_HELP, language);
  program
    .command('status')
    .summary(says.summary)
    .description(says.description)
    .option('--check', says.check)
    .addOption(jsonOption(language))
    .addOption(withLeaves(language))
    .addOption(languageOption(language))
    .addHelpText('after', examples(language, ['fit4work-agent status', 'fit4work-agent status --json --check']))
    .action(({ json = false, leaves = false, check = false, language }: StatusOptions) =>
      withContext(async (context) => {
        const found = await context.vault.check(check ? undefined : 'delivered');
        const told = await statusOf(context, await loadFamilies(), { leaves, language });
        const status = { ...told, damaged: [...new Set([...told.damaged, ...found.map((said) => said[language])])] };
        if (json) print(status);
        else say(statusLines(status, { language, zone: context.config.zone }));
        if (status.damaged.length > 0) process.exitCode = 1;
      }),
    );
}
