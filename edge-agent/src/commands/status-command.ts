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
    .addOption(withLeaves())
    .action(({ leaves = false }: { leaves?: boolean }) =>
      withContext(async (context) => print(await statusOf(context, await loadFamilies(), leaves))),
    );
}
