import { daysOfDate, ProtocolError } from '@fit4work/protocol';
import { InvalidArgumentError, Option } from 'commander';
import { NodeTerminal } from '../adapters/node-terminal.js';
import { type Environment, readEnv, readNamedFile } from '../config.js';
import { enrolWords } from '../core/enrol-words.js';
import { languageOf } from '../core/language.js';
import { AgentError } from '../error.js';
import type { Terminal } from '../ports.js';

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
  new Option('--passphrase-file <file>', 'file that holds the passphrase on its first line; without it you are asked');

/** The first line of a file. @throws AgentError `bad-file` */
export const firstLine = (path: string, what: string): string => readNamedFile(path, what).split('\n', 1)[0] ?? '';

/**
 * The passphrase: out of the file that was named, or asked for without showing it.
 *
 * @throws AgentError `bad-file`, `bad-configuration` when there is neither a file nor a terminal, `interrupted`
 */
export async function readPassphrase(path: string | undefined): Promise<string> {
  if (path !== undefined) return firstLine(path, 'The passphrase');
  const { passphrase } = enrolWords(languageOf(readEnv().LANG));
  return withTerminal('the passphrase; give --passphrase-file', (terminal) => terminal.askSecret(passphrase));
}

/**
 * Asks whoever sits at this machine.
 *
 * @param wanted what is asked, and what to do without a terminal
 * @throws AgentError `bad-configuration` when nobody does
 */
export async function withTerminal<T>(wanted: string, use: (terminal: Terminal) => Promise<T>): Promise<T> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new AgentError('bad-configuration', `There is no terminal to ask for ${wanted}.`);
  }
  const terminal = new NodeTerminal(process.stdin, process.stderr);
  try {
    return await use(terminal);
  } finally {
    terminal.close();
  }
}

/** @param what of which the language is chosen */
export const languageOption = (env: Environment, what: string): Option =>
  new Option('--language <code>', what).choices(['nl', 'en']).default(languageOf(env.LANG), 'from LANG');

export const withLeaves = (): Option =>
  new Option('--leaves', 'name every leaf of this agent that belongs in the log as well, for an independent check');
