import { daysOfDate, ProtocolError } from '@fit4work/protocol';
import { InvalidArgumentError, Option } from 'commander';
import { type Environment, readNamedFile } from '../config.js';
import { languageOf } from '../core/language.js';
import { AgentError } from '../error.js';

/* What the commands have in common: options, and how a result is printed. */

/** One JSON document on standard output. */
export const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

/** Lines for people on standard output. */
export const say = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

export const jsonOption = (): Option => new Option('--json', 'give the result as one JSON document, for a program');

/** Parses a civil day. */
export function calendarDay(text: string): string {
  try {
    daysOfDate(text);
    return text;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new InvalidArgumentError('Give a day of the calendar, YYYY-MM-DD.');
  }
}

/** Parses a whole number that is not less than the least. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} up.`);
  };

/** An option that takes several of a closed set of names, with commas between. */
export const listOption = (flags: string, names: readonly string[]): Option =>
  new Option(flags, 'with commas between').choices(names).argParser(listOf(names));

const listOf =
  <T extends string>(names: readonly T[]) =>
  (text: string): readonly T[] =>
    text.split(',').map((part) => {
      const name = names.find((candidate) => candidate === part);
      if (name === undefined) throw new InvalidArgumentError(`Choose from ${names.join(', ')}.`);
      return name;
    });

/** Parses a whole number from 0 to a most. */
export const upTo =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d{1,9}$/.test(text) || number > most) throw new InvalidArgumentError(`Give a whole number up to ${most}.`);
    return number;
  };

export const passphraseFile = (): Option =>
  new Option('--passphrase-file <file>', 'file that holds the passphrase on its first line');

/** @throws AgentError `bad-configuration` where none was given */
export function readPassphrase(path: string | undefined): string {
  if (path !== undefined) return readNamedFile(path, 'The passphrase').split('\n', 1)[0] ?? '';
  throw new AgentError('bad-configuration', 'This opens with your passphrase alone; give --passphrase-file.');
}

/** @param what of which the language is chosen */
export const languageOption = (env: Environment, what: string): Option =>
  new Option('--language <code>', what).choices(['nl', 'en']).default(languageOf(env.LANG), 'from LANG');

export const withLeaves = (): Option =>
  new Option('--leaves', 'name every leaf of this agent that belongs in the log as well, for an independent check');
