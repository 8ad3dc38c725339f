import { setTimeout as delay } from 'node:timers/promises';
import { GRANULARITIES, type GrantScope, METRICS, toHex, WINDOW_KIND } from '@fit4work/protocol';
import { Command, Option } from 'commander';
import { familyNames, loadFamilies } from './adapters/families.js';
import { listOf, passphraseFile, print, readPassphrase } from './command-options.js';
import { type Environment, readNamedFile, toConfig } from './config.js';
import { type Context, createContext, enrolledIdentity, openCentral, startDrain, type WithContext } from './context.js';
import { addDoctor } from './doctor/doctor-command.js';
import { enrol, parseInvitation } from './enrol.js';
import { AgentError } from './error.js';
import { addExport } from './export-command.js';
import { grant, withdraw } from './grants.js';
import { addGrants } from './grants-command.js';
import { agreeOnKey, parseKey, toPairing } from './pair.js';
import { addReads } from './reads-command.js';
import { run } from './run.js';
import { addSamples } from './samples-command.js';
import { statusOf } from './status.js';
import { Turn } from './turn.js';

/* The commands: read arguments, call one operation, print its result. */

export function buildProgram(env: Environment): Command {
  const program = new Command('fit4work-agent')
    .description('The bridge of one employee: reads wristbands, seals what they measure, publishes it')
    .showHelpAfterError('(fit4work-agent --help lists the commands)');
  const withContext = async (use: (context: Context) => Promise<void>): Promise<void> => {
    const context = await createContext(toConfig(env));
    try {
      await use(context);
    } finally {
      await context.vault.close();
    }
  };
  addEnrolment(program, withContext);
  addRunning(program, withContext);
  addConsent(program, withContext);
  addInspection(program, withContext);
  addGrants(program, env, withContext);
  addSamples(program, env, withContext);
  addReads(program, env, withContext);
  addExport(program, env, withContext);
  addDoctor(program, env);
  return program;
}

function addEnrolment(program: Command, withContext: WithContext): void {
  program
    .command('enrol')
    .description('make the keys of an employee and register them; prints the 24 recovery words once')
    .requiredOption('--invitation <file>', 'the invitation as the administrator sent it')
    .addOption(passphraseFile().makeOptionMandatory())
    .option('--address <address>', 'pair this wearable as well')
    .addOption(familyOption())
    .option('--key-file <file>', KEY_FILE)
    .action((options: PairOptions & { invitation: string; passphraseFile: string }) =>
      withContext(async (context) => {
        if (options.address !== undefined) await pairWith(context, options);
        const invitation = parseInvitation(readNamedFile(options.invitation, 'The invitation'));
        const words = await enrol(context, invitation, readPassphrase(options.passphraseFile));
        const { pseudonym } = await enrolledIdentity(context);
        print({ pseudonym: toHex(pseudonym), recoveryWords: words });
      }),
    );
  program
    .command('pair')
    .description('put a wearable on the allow-list; nothing else is ever connected to')
    .requiredOption('--address <address>', 'Bluetooth address, aa:bb:cc:dd:ee:ff')
    .addOption(familyOption())
    .option('--key-file <file>', KEY_FILE)
    .action((options: PairOptions) =>
      withContext(async (context) => {
        await pairWith(context, options);
        print({ paired: options.address?.toLowerCase(), family: options.family });
      }),
    );
  program
    .command('unpair')
    .description('take a wearable off the allow-list, such as one that was lost; what it measured stays')
    .requiredOption('--address <address>', 'Bluetooth address, aa:bb:cc:dd:ee:ff')
    .action(({ address }: { address: string }) =>
      withContext(async ({ vault }) => {
        if (await vault.unpair(address.toLowerCase())) print({ unpaired: address.toLowerCase() });
        else throw new AgentError('wearable', 'No wearable is paired under this address; list them with `status`.');
      }),
    );
}

const KEY_FILE = 'file that holds the wearable’s 16-byte key in hexadecimal; a new one is agreed on if it is left out';

interface PairOptions {
  readonly address?: string;
  readonly family: string;
  readonly keyFile?: string;
}

const familyOption = (): Option =>
  new Option('--family <name>', `of the wearable: ${familyNames().join(', ')}`).default('huami');

async function pairWith(context: Context, { address = '', family, keyFile }: PairOptions): Promise<void> {
  const families = await loadFamilies();
  const bare = toPairing(families, { address, family, key: undefined });
  const isKeyed = families.get(family)?.keyed === true;
  if (!isKeyed && keyFile !== undefined) {
    throw new AgentError('bad-configuration', `A wearable of family ${family} has no key; leave --key-file out.`);
  }
  const key = keyFile === undefined ? undefined : parseKey(readNamedFile(keyFile, 'The key'));
  const pairing = { ...bare, key };
  if (!isKeyed || key !== undefined) return context.vault.pair(pairing);
  const central = await openCentral(context);
  try {
    process.stderr.write('Confirm on the wearable when it asks.\n');
    await agreeOnKey({ ...context, central, families, zone: context.config.zone }, pairing);
  } finally {
    await central.close();
  }
}

function addRunning(program: Command, withContext: WithContext): void {
  program
    .command('run')
    .description('synchronise the wearables, seal and publish; until stopped, or once until all is delivered')
    .option('--once', 'end when everything that the wearables hold is stored and proven')
    .addOption(withLeaves())
    .action((options: RunOptions) => withContext((context) => runAgent(context, options)));
}

interface RunOptions {
  readonly once?: boolean;
  readonly leaves?: boolean;
}

const withLeaves = (): Option =>
  new Option('--leaves', 'name every leaf of this agent that belongs in the log as well, for an independent check');

async function runAgent(context: Context, { once = false, leaves = false }: RunOptions): Promise<void> {
  const identity = await enrolledIdentity(context);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const drain = await startDrain(context, identity, 'run');
  const central = await openCentral(context);
  const pause = (milliseconds: number, until: AbortSignal): Promise<void> =>
    delay(milliseconds, undefined, { signal: until }).catch(() => undefined);
  try {
    const own = { central, drain, pause, families: await loadFamilies(), writing: new Turn(), stopped: stop.signal };
    const ports = { ...context, ...own };
    await run(ports, { identity, zone: context.config.zone }, once);
    print(await statusOf(context, await loadFamilies(), leaves));
  } finally {
    await central.close();
    await drain.close();
  }
}

function addConsent(program: Command, withContext: WithContext): void {
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
    .addOption(passphraseFile().makeOptionMandatory())
    .action((options: GrantOptions) => withContext((context) => grantAndDeliver(context, options)));
  program
    .command('withdraw <grant>')
    .description('end a grant, in one step')
    .addOption(passphraseFile().makeOptionMandatory())
    .action((grantId: string, options: { passphraseFile: string }) =>
      withContext(async (context) => {
        const identity = await enrolledIdentity(context);
        await withdraw(context, identity, { grantId, passphrase: readPassphrase(options.passphraseFile) });
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
  readonly passphraseFile: string;
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
  const id = await grant(context, identity, { request, passphrase: readPassphrase(options.passphraseFile) });
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

function addInspection(program: Command, withContext: WithContext): void {
  program
    .command('status')
    .description('counts of what was measured, sealed, stored and proven, as JSON')
    .addOption(withLeaves())
    .action(({ leaves = false }: { leaves?: boolean }) =>
      withContext(async (context) => print(await statusOf(context, await loadFamilies(), leaves))),
    );
}
