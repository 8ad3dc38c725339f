import { givenOptions } from '@fit4work/demo';
import { Command } from 'commander';
import { LoadError } from './error.js';

export interface LoadOptions {
  /** Sizes whose rates are played. */
  readonly people: readonly number[];
  readonly agents: number;
  readonly processes: number;
  /** That turns are due for, at each rate. */
  readonly seconds: number;
  /** Seconds that what is missing is waited for. */
  readonly patience: number;
  readonly storms: boolean;
  /** Whether the highest rate that is carried is looked for. */
  readonly climb: boolean;
  readonly seed: number;
  /** Of an empty PostgreSQL database for the coach API of the network that is started. */
  readonly database: string | undefined;
  /** Milliseconds that the anchor of that network lets leaves wait for others. */
  readonly batchMs: number;
  /** A network that runs already, by its coach API, and the file of its administrator's token. */
  readonly given: GivenNetwork | undefined;
  /** Whether the broker of the network that is started speaks TLS. */
  readonly tls: boolean;
  readonly json: boolean;
  readonly check: boolean;
}

interface GivenNetwork {
  readonly coachUrl: string;
  readonly tokenFile: string;
  /** Path of a certificate in PEM that agents believe beside those of the machine. */
  readonly authority: string | undefined;
}

const MOST = { people: 10_000_000, agents: 100_000, processes: 64, seconds: 86_400, batch: 60_000, seed: 0xffff_ffff };

function numberOf(text: string, name: string, { least = 1, most }: { least?: number; most: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new LoadError('usage', `--${name} must be a whole number from ${least} to ${most}; it was ${text}.`);
}

const buildCommand = (): Command =>
  new Command('fit4work-load')
    .description('Plays many agents with real envelopes against a network, and tells how long receipts and proofs take')
    .option(
      '--people <list>',
      'sizes whose rates are played, with commas between; none plays none',
      '2000,40000,400000',
    )
    .option('--agents <n>', 'agents that are enrolled and connected', '500')
    .option('--processes <n>', 'processes that play them', '1')
    .option('--seconds <n>', 'how long each rate is played', '30')
    .option('--patience <n>', 'seconds that what is missing is waited for', '60')
    .option('--storms', 'everybody at the quarter hour, and everybody after an outage')
    .option('--climb', 'look for the highest rate that is carried')
    .option('--seed <n>', 'of what is played', '1')
    .option('--database <url>', 'an empty PostgreSQL database for the coach API, in place of a file')
    .option('--batch-ms <n>', 'how long leaves wait for others in the log', '500')
    .option('--coach <url>', 'a network that runs already; without it one is started here')
    .option('--token-file <file>', 'with --coach: the token of its administrator')
    .option('--ca <file>', 'with --coach: the authority of the certificates of broker and log, in PEM')
    .option('--tls', 'the broker of the network that is started here speaks TLS')
    .option('--json', 'one JSON document on standard output')
    .option('--check', 'exit 1 where something is missing or slower than promised');

/**
 * Reads the command line.
 *
 * @returns undefined when help was asked for and shown
 * @throws LoadError `usage`
 */
export function parseOptions(args: readonly string[]): LoadOptions | undefined {
  const given = givenOptions(buildCommand(), args, (reason, cause) => {
    return new LoadError('usage', `${reason}; fit4work-load --help lists the options.`, { cause });
  });
  if (given === undefined) return undefined;
  const text = (name: string): string => String(given[name]);
  const maybe = (name: string): string | undefined => (given[name] === undefined ? undefined : text(name));
  return Object.freeze({
    people:
      text('people') === 'none'
        ? []
        : text('people')
            .split(',')
            .map((each) => numberOf(each, 'people', { most: MOST.people })),
    agents: numberOf(text('agents'), 'agents', { most: MOST.agents }),
    processes: numberOf(text('processes'), 'processes', { most: MOST.processes }),
    seconds: numberOf(text('seconds'), 'seconds', { most: MOST.seconds }),
    patience: numberOf(text('patience'), 'patience', { most: MOST.seconds }),
    storms: given.storms === true,
    climb: given.climb === true,
    seed: numberOf(text('seed'), 'seed', { least: 0, most: MOST.seed }),
    database: maybe('database'),
    batchMs: numberOf(text('batchMs'), 'batch-ms', { most: MOST.batch }),
    given: networkOf({
      ...{ coachUrl: maybe('coach'), tokenFile: maybe('tokenFile'), authority: maybe('ca') },
      ...{ database: maybe('database'), tls: given.tls === true },
    }),
    tls: given.tls === true,
    json: given.json === true,
    check: given.check === true,
  });
}

interface SaidOfNetwork extends Pick<LoadOptions, 'database' | 'tls'> {
  readonly coachUrl: string | undefined;
  readonly tokenFile: string | undefined;
  readonly authority: string | undefined;
}

function networkOf({ coachUrl, tokenFile, authority, database, tls }: SaidOfNetwork): LoadOptions['given'] {
  if (coachUrl === undefined && tokenFile === undefined) {
    if (authority === undefined) return undefined;
    throw new LoadError('usage', '--ca is of a network that runs already; give --coach and --token-file with it.');
  }
  if (coachUrl === undefined || tokenFile === undefined) {
    throw new LoadError('usage', '--coach and --token-file go together; give both, or neither.');
  }
  if (database !== undefined) {
    throw new LoadError('usage', '--database is of the network that is started here; leave it out with --coach.');
  }
  if (tls) {
    throw new LoadError('usage', '--tls is of the network that is started here; leave it out with --coach.');
  }
  if (!/^https?:\/\//.test(coachUrl) || !URL.canParse(coachUrl)) {
    throw new LoadError('usage', `--coach must be an http or https address; it was ${coachUrl}.`);
  }
  return { coachUrl: coachUrl.replace(/\/$/, ''), tokenFile, authority };
}
