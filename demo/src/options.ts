import { Command } from 'commander';
import { BROKERS, type BrokerName } from './broker/names.js';
import { DemoError } from './error.js';
import { givenOptions } from './given-options.js';

/** A count, or everything that there is. */
export type Count = number | 'all';

export interface DemoOptions {
  readonly once: boolean;
  readonly json: boolean;
  /** Whether the canary is coached too, and all that onlookers get is searched. */
  readonly coached: boolean;
  /** Whether the coach of a run that stays up looks at nobody, and writes and plans nothing. */
  readonly idleCoach: boolean;
  readonly employees: Count;
  readonly days: Count;
  /** Folder of recordings; undefined plays generated people. */
  readonly replay: string | undefined;
  readonly seed: number;
  /** Folder that is kept; undefined takes a temporary one. */
  readonly state: string | undefined;
  /** Port of the coach API; 0 takes a free one. */
  readonly port: number;
  /** Of an empty PostgreSQL database for the coach API; undefined lets it store in a file. */
  readonly database: string | undefined;
  /** Who carries the messages. */
  readonly broker: BrokerName;
}

const MAX_EMPLOYEES = 199;
const MAX_DAYS = 400;

function readCount(text: string, name: string, max: number): Count {
  if (text === 'all') return 'all';
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > max) {
    throw new DemoError('usage', `--${name} must be a whole number from 1 to ${max}, or all; it was ${text}.`);
  }
  return count;
}

function readNumber(text: string, name: string, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) > max) {
    throw new DemoError('usage', `--${name} must be a whole number from 0 to ${max}; it was ${text}.`);
  }
  return Number(text);
}

function readBroker(text: string): BrokerName {
  const broker = BROKERS.find((name) => name === text);
  if (broker !== undefined) return broker;
  throw new DemoError('usage', `--broker must be ${BROKERS.join(', ')}; it was ${text}.`);
}

const buildCommand = (): Command =>
  new Command('npm run demo --')
    .description('The whole of Fit4Work on this machine: wristbands, agents, broker, log, witnesses, coach')
    .option('--once', 'synchronise, share, read and verify once, then end; exits 0 only if every check holds')
    .option('--json', 'with --once: one JSON document on standard output')
    .option(
      '--coached',
      'with --once: the canary is written to, plans, reports, erases and withdraws, and more is searched',
    )
    .option('--idle-coach', 'without --once: the coach looks at nobody, and writes and plans nothing')
    .option('--employees <n>', 'how many people, or all of the recordings')
    .option('--days <n>', 'days of history for each, or all of the recordings')
    .option('--replay <dir>', 'play recordings from a folder of ID.csv.gz instead of generated people')
    .option('--seed <n>', 'of the generated people', '1')
    .option('--state <dir>', 'keep everything in this folder, and go on from it if it has a run of the same options')
    .option('--port <n>', 'port of the coach API, 0 for a free one', '0')
    .option('--database <url>', 'an empty PostgreSQL database for the coach API in place of a file')
    .option('--broker <name>', `who carries the messages: ${BROKERS.join(', ')}`, 'aedes');

/**
 * Reads the command line.
 *
 * @returns undefined when help was asked for and shown
 * @throws DemoError `usage`
 */
export function parseOptions(args: readonly string[]): DemoOptions | undefined {
  const given = givenOptions(buildCommand(), args, (reason, cause) => {
    return new DemoError('usage', `${reason}; npm run demo -- --help lists the options.`, { cause });
  });
  if (given === undefined) return undefined;
  const text = (name: string, otherwise: string): string => String(given[name] ?? otherwise);
  const options: DemoOptions = {
    once: given.once === true,
    json: given.json === true,
    coached: given.coached === true,
    idleCoach: given.idleCoach === true,
    employees: readCount(text('employees', '3'), 'employees', MAX_EMPLOYEES),
    days: readCount(text('days', '7'), 'days', MAX_DAYS),
    replay: typeof given.replay === 'string' ? given.replay : undefined,
    seed: readNumber(text('seed', '1'), 'seed', 0xffff_ffff),
    state: typeof given.state === 'string' ? given.state : undefined,
    port: readNumber(text('port', '0'), 'port', 65_535),
    database: typeof given.database === 'string' ? given.database : undefined,
    broker: readBroker(text('broker', 'aedes')),
  };
  return checkTogether(options);
}

function checkTogether(options: DemoOptions): DemoOptions {
  if (options.json && !options.once)
    throw new DemoError('usage', '--json goes with --once; add it or leave --json out.');
  if (options.coached && !options.once)
    throw new DemoError('usage', '--coached goes with --once; add it or leave --coached out.');
  if (options.idleCoach && options.once)
    throw new DemoError('usage', '--idle-coach goes without --once; leave one of them out.');
  if (options.replay === undefined && (options.employees === 'all' || options.days === 'all')) {
    throw new DemoError('usage', 'all counts recordings; give --replay with their folder, or a number.');
  }
  return Object.freeze(options);
}
