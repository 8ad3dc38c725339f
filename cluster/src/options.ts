import { givenOptions } from '@fit4work/demo';
import { Command } from 'commander';
import { ClusterError } from './error.js';

export interface ClusterOptions {
  /** Whether parts are struck, and everything is held against what it should be. */
  readonly chaos: boolean;
  readonly seconds: number;
  readonly seed: number;
  readonly agents: number;
  readonly processes: number;
  /** Envelopes a second of all agents together. */
  readonly rate: number;
  readonly json: boolean;
  /** Folder for what the verdict is made of. */
  readonly record: string | undefined;
}

const BOUNDS = {
  seconds: [10, 3_600],
  seed: [0, 0xffff_ffff],
  agents: [1, 2_000],
  processes: [1, 16],
  rate: [1, 1_000],
} as const;

function numberOf(text: string, name: keyof typeof BOUNDS): number {
  const [value, [least, most]] = [Number(text), BOUNDS[name]];
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new ClusterError('usage', `--${name} must be a whole number from ${least} to ${most}; it was ${text}.`);
}

const buildCommand = (): Command =>
  new Command('fit4work-cluster')
    .description(
      'Three brokers, three coach APIs, two anchors and two witnesses over one PostgreSQL, with people and a coach',
    )
    .option(
      '--chaos',
      'kill, pause and cut off a part of each kind in turn, hold everything against what it should be, and end',
    )
    .option('--seconds <n>', 'with --chaos: how long', '120')
    .option('--seed <n>', 'of what is played, and of who is struck when', '1')
    .option('--agents <n>', 'agents that publish', '200')
    .option('--processes <n>', 'processes that play them', '2')
    .option('--rate <n>', 'envelopes a second of all of them', '20')
    .option('--json', 'with --chaos: one JSON document on standard output')
    .option('--record <folder>', 'with --chaos: keep there what the checks are made of, and the files of the log');

/**
 * Reads the command line.
 *
 * @returns undefined when help was asked for and shown
 * @throws ClusterError `usage`
 */
export function parseOptions(args: readonly string[]): ClusterOptions | undefined {
  const given = givenOptions(buildCommand(), args, (reason, cause) => {
    return new ClusterError('usage', `${reason}; fit4work-cluster --help lists the options.`, { cause });
  });
  if (given === undefined) return undefined;
  const number = (name: keyof typeof BOUNDS): number => numberOf(String(given[name]), name);
  const [chaos, json] = [given.chaos === true, given.json === true];
  if (json && !chaos) throw new ClusterError('usage', '--json is of a run that ends; give --chaos with it.');
  const record = given.record === undefined ? undefined : String(given.record);
  if (record !== undefined && !chaos)
    throw new ClusterError('usage', '--record is of a run that is checked; give --chaos with it.');
  return Object.freeze({
    ...{ chaos, json, record, seconds: number('seconds'), seed: number('seed') },
    ...{ agents: number('agents'), processes: number('processes'), rate: number('rate') },
  });
}
