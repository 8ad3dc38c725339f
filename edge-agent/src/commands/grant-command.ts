import { GRANULARITIES, type GrantScope, METRICS, WINDOW_KIND } from '@fit4work/protocol';
import { type Command, Option } from 'commander';
import { type Context, enrolledIdentity, startDrain, type WithContext } from '../context.js';
import { AgentError } from '../error.js';
import { grant, withdraw } from '../grants.js';
import { listOf, passphraseFile, print, readPassphrase } from './options.js';

/** Adds `grant` and `withdraw`: what a coach may see, and its end. */
export function addConsent(program: Command, withContext: WithContext): void {
  program
    .command('grant')
    .description('let a coach see metrics at a granularity; nothing is shared without it')
    .requiredOption('--coach <id>', 'who may see it')
    .requiredOption('--metrics <list>', `of ${METRICS.join(', ')}`, listOf(METRICS))
    .requiredOption('--granularity <list>', `of ${GRANULARITIES.join(', ')}`, listOf(GRANULARITIES))
    .requiredOption('--from <date>', 'first day, YYYY-MM-DD')
    .requiredOption('--until <date>', 'last day, YYYY-MM-DD')
    .option('--days-valid <n>', 'days until the grant lapses', '90')
    .addOption(new Option('--language <code>', 'of the notice').choices(['nl', 'en']).default('nl'))
    .addOption(passphraseFile())
    .action((options: GrantOptions) => withContext((context) => grantAndDeliver(context, options)));
  program
    .command('withdraw <grant>')
    .description('end a grant, in one step')
    .addOption(passphraseFile())
    .action((grantId: string, options: { passphraseFile?: string }) =>
      withContext(async (context) => {
        const identity = await enrolledIdentity(context);
        await withdraw(context, identity, { grantId, passphrase: await readPassphrase(options.passphraseFile) });
        await deliver(context);
        print({ withdrawn: grantId });
      }),
    );
}

interface GrantOptions {
  readonly coach: string;
  readonly metrics: readonly (typeof METRICS)[number][];
  readonly granularity: readonly (typeof GRANULARITIES)[number][];
  readonly from: string;
  readonly until: string;
  readonly daysValid: string;
  readonly language: 'nl' | 'en';
  readonly passphraseFile?: string;
}

async function grantAndDeliver(context: Context, options: GrantOptions): Promise<void> {
  const identity = await enrolledIdentity(context);
  const days = Number(options.daysValid);
  if (!Number.isSafeInteger(days) || days < 1) {
    throw new AgentError('bad-configuration', '--days-valid must be a whole number of days from 1 up.');
  }
  const scope: GrantScope[] = options.metrics.map((metric) => ({ metric, granularities: options.granularity }));
  const { coach, from, until, language } = options;
  const request = { coach, scope, from, until, language, expires: context.clock() + days * WINDOW_KIND.day };
  const id = await grant(context, identity, { request, passphrase: await readPassphrase(options.passphraseFile) });
  await deliver(context);
  print({ grant: id });
}

/** Drains the outbox until what was just signed is stored and proven. */
async function deliver(context: Context): Promise<void> {
  const drain = await startDrain(context, await enrolledIdentity(context), 'deliver');
  try {
    await drain.settled();
  } finally {
    await drain.close();
  }
}
