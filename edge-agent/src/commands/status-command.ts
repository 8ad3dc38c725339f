import type { Command } from 'commander';
import { loadFamilies } from '../adapters/families.js';
import type { Environment } from '../config.js';
import type { WithContext } from '../context.js';
import type { Language } from '../core/language.js';
import { statusLines } from '../core/status-lines.js';
import { statusOf } from '../status.js';
import { languageOption, print, withLeaves } from './options.js';

interface StatusOptions {
  readonly leaves?: boolean;
  readonly json?: boolean;
  readonly language: Language;
}

/** Adds `status`: what may be known without a passphrase. */
export function addStatus(program: Command, env: Environment, withContext: WithContext): void {
  program
    .command('status')
    .description('counts of what was measured, sealed, stored and proven, and what was noticed of the others')
    .addOption(withLeaves())
    .option('--json', 'as one JSON document; --leaves says the same')
    .addOption(languageOption(env, 'of what is shown'))
    .action(({ leaves = false, json = leaves, language }: StatusOptions) =>
      withContext(async (context) => {
        const status = await statusOf(context, await loadFamilies(), leaves);
        const { zone } = context.config;
        if (json) print(status);
        else process.stdout.write(`${statusLines(status, { language, zone, now: context.clock() }).join('\n')}\n`);
      }),
    );
}
