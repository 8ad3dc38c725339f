import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { parseDate } from './core/brussels-time.js';
import { FAMILY_NAMES, type FamilyName, isFamilyName } from './core/family-name.js';
import type { HuamiSampleBytes } from './core/huami-samples.js';
import { SimError } from './error.js';

/** The command line as it was given; what was not given is absent. */
export interface Given {
  readonly people?: number;
  readonly replay?: string;
  readonly plan?: string;
  readonly family?: FamilyName;
  readonly days?: number;
  readonly seed?: number;
  readonly from?: number;
  readonly live?: true;
  readonly port?: number;
  readonly faults?: string;
  readonly memoryDays?: number;
  readonly sampleBytes?: HuamiSampleBytes;
  readonly keys?: string;
  readonly write?: string;
}

const EXAMPLE = `
Examples:
  fit4work-sim --family huami --people 20 --days 90 --seed 7
  fit4work-sim --replay recordings --family banglejs
  fit4work-sim --people 3 --days 30 --write recordings`;

/** @throws SimError `usage` in one sentence. Help ends the process with 0. */
export function readOptions(argv: readonly string[]): Given {
  const command = new Command('fit4work-sim')
    .description('Plays wearables on a virtual radio, served as H4 over TCP on loopback.')
    .option('--people <count>', 'play so many generated people', whole(1, 200))
    .option('--replay <folder>', 'play every recording NUMBER.csv.gz of a folder')
    .option('--plan <file>', 'play what a JSON plan says; it has a port and options of its own')
    .option('--family <name>', `${FAMILY_NAMES.join(', ')} (default: huami)`, family)
    .option('--days <count>', 'days of history (default: 7; of a recording: all)', whole(1, 3660))
    .option(
      '--seed <number>',
      'decides who the people are, and where faults strike (default: 1)',
      whole(0, 0xffff_ffff),
    )
    .option('--from <date>', 'first day (default: so that the last is yesterday)', date)
    .option('--live', 'people live on after their history, as time does')
    .option('--port <number>', 'port to serve on, 0 for a free one (default: 9100)', whole(0, 65_535))
    .option('--faults <file>', 'JSON list of the faults of every wearable')
    .option('--memory-days <count>', 'days that a wearable keeps (default: as its family)', whole(0, 3660))
    .option('--sample-bytes <count>', 'huami: 4 or 8 bytes a minute (default: 4)', sampleBytes)
    .option('--keys <file>', 'write the keys of huami wearables to a file, not on the line that says where it listens')
    .option('--write <folder>', 'write the people as recordings, and end')
    .addHelpText('after', EXAMPLE)
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  try {
    command.parse([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) process.exit(0);
    const sentence = error.message
      .replace(/^error: /, '')
      .replace('invalid. ', 'invalid; ')
      .replace(/\.$/, '');
    throw usage(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}; see --help`);
  }
  return Object.freeze(checkTogether(command.opts<Given>()));
}

type Name = keyof Given;

/** What cannot stand beside what. */
const APART: readonly (readonly [Name, readonly Name[]])[] = [
  ['people', ['replay', 'plan']],
  ['plan', ['replay', 'family', 'days', 'seed', 'from', 'live', 'port', 'faults', 'memoryDays', 'sampleBytes', 'keys']],
  ['replay', ['from', 'live']],
  ['write', ['live', 'port', 'faults', 'memoryDays', 'sampleBytes', 'keys', 'family']],
];

function checkTogether(given: Given): Given {
  const { people, replay, plan, family: name = 'huami' } = given;
  if (people === undefined && replay === undefined && plan === undefined) {
    throw usage('Nothing is named to play; give --people, --replay or --plan, or see --help');
  }
  for (const [one, others] of APART) {
    const other = given[one] === undefined ? undefined : others.find((name) => given[name] !== undefined);
    if (other) throw usage(`--${dashed(one)} and --${dashed(other)} contradict each other; leave one of them out`);
  }
  for (const own of ['sampleBytes', 'keys'] as const) {
    if (name !== 'huami' && given[own] !== undefined) throw usage(`--${dashed(own)} is for huami alone; leave it out`);
  }
  return given;
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const usage = (sentence: string): SimError => new SimError('usage', `${sentence}.`);

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`make it a whole number from ${least} to ${most}.`);
  };
}

function family(text: string): FamilyName {
  if (isFamilyName(text)) return text;
  throw new InvalidArgumentError(`make it one of ${FAMILY_NAMES.join(', ')}.`);
}

function date(text: string): number {
  const day = parseDate(text);
  if (day !== undefined) return day;
  throw new InvalidArgumentError('write it as YYYY-MM-DD, from 1996 to 2099.');
}

function sampleBytes(text: string): HuamiSampleBytes {
  if (text === '4' || text === '8') return text === '4' ? 4 : 8;
  throw new InvalidArgumentError('make it 4 or 8.');
}
