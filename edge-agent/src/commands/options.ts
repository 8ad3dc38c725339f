import { InvalidArgumentError, Option } from 'commander';
import { type Environment, readNamedFile } from '../config.js';
import { languageOf } from '../core/language.js';

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

export const passphraseFile = (): Option =>
  new Option('--passphrase-file <file>', 'file that holds the passphrase on its first line');

export const readPassphrase = (path: string): string => readNamedFile(path, 'The passphrase').split('\n', 1)[0] ?? '';

/** @param what of which the language is chosen */
export const languageOption = (env: Environment, what: string): Option =>
  new Option('--language <code>', what).choices(['nl', 'en']).default(languageOf(env.LANG), 'from LANG');

export const withLeaves = (): Option =>
  new Option('--leaves', 'name every leaf of this agent that belongs in the log as well, for an independent check');
