import { daysOfDate, ProtocolError } from '@fit4work/protocol';
import { InvalidArgumentError, Option } from 'commander';
import { NodeTerminal } from '../adapters/node-terminal.js';
import { readNamedFile } from '../config.js';
import { enrolWords } from '../core/enrol-words.js';
import { OPTION_HELP, VALUE_REFUSALS } from '../core/help-words/program-help.js';
import { FIRST_DAY, isKnownDay, LAST_DAY } from '../core/known-days.js';
import { LANGUAGES, type Language, type Said } from '../core/language.js';
import { COMMAND_REFUSALS, NAMED_FILES, TERMINAL_WANTED } from '../core/refusal-words/command-refusals.js';
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

/** What a person has to read before they are asked: beside standard output where that is one document, and then to nobody but a terminal. */
export const sayBeforeAsking = (lines: readonly string[], json: boolean): void => {
  if (!json) say(lines);
  else if (process.stderr.isTTY) process.stderr.write(`${lines.join('\n')}\n`);
};

export const jsonOption = (language: Language): Option => new Option('--json', OPTION_HELP.json[language]);

/** Parses a civil day. */
export const calendarDay =
  (language: Language) =>
  (text: string): string => {
    try {
      daysOfDate(text);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new InvalidArgumentError(VALUE_REFUSALS.notDay[language]);
    }
    if (isKnownDay(text)) return text;
    throw new InvalidArgumentError(VALUE_REFUSALS.dayBeyond(FIRST_DAY, LAST_DAY)[language]);
  };

/** Parses a whole number that is not less than the least. */
export const wholeNumber =
  (least: number, language: Language) =>
  (text: string): number => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least) return number;
    throw new InvalidArgumentError(VALUE_REFUSALS.notFrom(least)[language]);
  };

/** Parses a whole number from a least to a most. */
export const between =
  (least: number, most: number, language: Language) =>
  (text: string): number => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(VALUE_REFUSALS.notBetween(least, most)[language]);
  };

/** An option that takes several of a closed set of names, with commas between. */
export const listOption = (flags: string, names: readonly string[], language: Language): Option =>
  new Option(flags, OPTION_HELP.commas[language]).choices(names).argParser(listOf(names, language));

const listOf =
  <T extends string>(names: readonly T[], language: Language) =>
  (text: string): readonly T[] =>
    text.split(',').map((part) => {
      const name = names.find((candidate) => candidate === part);
      if (name === undefined) throw new InvalidArgumentError(VALUE_REFUSALS.notAmong(names.join(', '))[language]);
      return name;
    });

/** Parses a whole number from 0 to a most. */
export const upTo =
  (most: number, language: Language) =>
  (text: string): number => {
    const number = Number(text);
    if (!/^\d{1,9}$/.test(text) || number > most)
      throw new InvalidArgumentError(VALUE_REFUSALS.notUpTo(most)[language]);
    return number;
  };

export const passphraseFile = (language: Language): Option =>
  new Option('--passphrase-file <file>', OPTION_HELP.passphraseFile[language]);

/** The first line of a file, whichever system ended it. @throws AgentError `bad-file` */
export const firstLine = (path: string, what: Said): string =>
  readNamedFile(path, what).split(/\r?(?:\n|$)/, 1)[0] ?? '';

/**
 * The passphrase: out of the file that was named, or asked for without showing it.
 *
 * @throws AgentError `bad-file`, `bad-configuration` when there is neither a file nor a terminal, `interrupted`
 */
export async function readPassphrase({
  passphraseFile: path,
  language,
}: {
  readonly passphraseFile?: string;
  readonly language: Language;
}): Promise<string> {
  if (path !== undefined) return firstLine(path, NAMED_FILES.passphrase);
  const { passphrase } = enrolWords(language);
  return withTerminal(TERMINAL_WANTED.passphrase, (terminal) => terminal.askSecret(passphrase));
}

/**
 * Asks whoever sits at this machine.
 *
 * @param wanted what is asked, and what to do without a terminal, out of TERMINAL_WANTED
 * @throws AgentError `bad-configuration` when nobody does
 */
export async function withTerminal<T>(wanted: Said, use: (terminal: Terminal) => Promise<T>): Promise<T> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.noTerminal(wanted));
  }
  const terminal = new NodeTerminal(process.stdin, process.stderr);
  try {
    return await use(terminal);
  } finally {
    terminal.close();
  }
}

/** @param language in which the program speaks already: what the line asks for was looked up before it is understood */
export const languageOption = (language: Language): Option =>
  new Option('--language <code>', OPTION_HELP.language[language])
    .choices(LANGUAGES)
    .default(language, OPTION_HELP.fromEnvironment[language]);

export const withLeaves = (language: Language): Option => new Option('--leaves', OPTION_HELP.leaves[language]);
