import type { Command } from 'commander';
import { loadFamilies } from '../adapters/families.js';
import type { WithContext } from '../context.js';
import { statusOf } from '../status.js';
import { print, withLeaves } from './options.js';

/** Adds `status`: what may be known without a passphrase. */
export function addStatus(program: Command, withContext: WithContext): void {
  program
    .command('status')
    .description('counts of what was measured, sealed, stored and proven, as JSON')
    .option('--check', 'look at all that is kept, row by row; what was changed on disk stands under `damaged`')
    .addOption(withLeaves())
    .action(({ leaves = false, check = false }: { leaves?: boolean; check?: boolean }) =>
      withContext(async (context) => {
        const found = check ? await context.vault.check() : [];
        const status = await statusOf(context, await loadFamilies(), leaves);
        print({ ...status, damaged: [...new Set([...status.damaged, ...found])] });
      }),
    );
}
