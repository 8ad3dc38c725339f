import { InvalidArgumentError, Option } from 'commander';
import { type Environment, readNamedFile } from '../config.js';
import { languageOf } from '../core/language.js';
import { AgentError } from '../error.js';

/* What the commands have in common: options, and how a result is printed. */

/** One JSON document on standard output. */
export const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

/** Parses a list of names out of a closed set. */
export const listOf =
  <T extends string>(names: readonly T[]) =>
  (text: string): readonly T[] =>
    text.split(',').map((part) => {
      const name = names.find((candidate) => candidate === part);
      if (name === undefined) throw new InvalidArgumentError(`Choose from ${names.join(', ')}.`);
      return name;
    });

/** Parses a whole number from 0 to a most. */
export const wholeNumber =
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
