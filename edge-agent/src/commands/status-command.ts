import type { Command } from 'commander';
import { loadFamilies } from '../adapters/families.js';
import type { Environment } from '../config.js';
import type { WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { statusLines } from '../core/status-lines.js';
import { statusOf } from '../status.js';
import { jsonOption, languageOption, print, say, withLeaves } from './options.js';

interface StatusOptions {
  readonly json?: boolean;
  readonly leaves?: boolean;
  readonly check?: boolean;
  readonly language: Language;
}

/** Adds `status`: what may be known without a passphrase. */
export function addStatus(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('status')
    .summary('what was measured, sealed, stored and proven; no passphrase')
    .description(
      'Counts of what was measured, sealed, stored and proven; wearables; grants that live. It needs no passphrase and shows no measured value.',
    )
    .option('--check', 'look at all that is kept, row by row; what was changed on disk is named')
    .addOption(jsonOption())
    .addOption(withLeaves())
    .addOption(languageOption(env, 'of what is shown'))
    .addHelpText('after', '\nExamples:\n  fit4work-agent status\n  fit4work-agent status --json --check')
    .action(({ json = false, leaves = false, check = false, language }: StatusOptions) =>
      withContext(async (context) => {
        const found = check ? await context.vault.check() : [];
        const told = await statusOf(context, await loadFamilies(), leaves);
        const status = { ...told, damaged: [...new Set([...told.damaged, ...found])] };
        if (json) print(status);
        else say(statusLines(status, { language, zone: context.config.zone, now: context.clock() }));
      }),
    );
}
