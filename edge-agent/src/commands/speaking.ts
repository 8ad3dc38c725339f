import { type Command, Help } from 'commander';
import type { Environment } from '../config.js';
import {
  choicesInDutch,
  errorInDutch,
  placeInDutch,
  placesInDutch,
  titleInDutch,
} from '../core/help-words/commander-words.js';
import { AFTER_ERROR, OPTION_HELP, PROGRAM_HELP } from '../core/help-words/program-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { languageOption } from './options.js';

/** What a command needs to know of where it runs, beside the language that is spoken. */
export interface Surroundings {
  readonly env: Environment;
  readonly language: Language;
}

const english = new Help();

/** How help is laid out, but in Dutch: what the help of commander says of its own accord. */
const DUTCH: Partial<Help> = {
  styleTitle: titleInDutch,
  commandUsage: (command) => placesInDutch(english.commandUsage(command)),
  subcommandTerm: (command) => placesInDutch(english.subcommandTerm(command)),
  optionTerm: (option) => placesInDutch(english.optionTerm(option)),
  argumentTerm: (argument) => placeInDutch(english.argumentTerm(argument)),
  optionDescription: (option) => choicesInDutch(english.optionDescription(option)),
  argumentDescription: (argument) => choicesInDutch(english.argumentDescription(argument)),
};

/** Has a program, and the commands that are added after it, say in one language what commander says by itself. */
export function speak(program: Command, language: Language): Command {
  const says = inLanguage(PROGRAM_HELP, language);
  program
    .helpOption('-h, --help', says.help)
    .helpCommand(false)
    // What cannot be understood is told by whoever runs the program, as data too.
    .exitOverride();
  if (language === 'en') return program;
  return program.configureHelp(DUTCH).configureOutput({ outputError: (text, write) => write(errorInDutch(text)) });
}

/** Has each command, and those below it, name its own help after a line that it cannot understand. */
export function pointToHelp(command: Command, language: Language, above = ''): void {
  const name = `${above}${command.name()}`;
  const says = command.commands.length > 0 ? AFTER_ERROR.commands : AFTER_ERROR.options;
  command.showHelpAfterError(says(name)[language]);
  for (const each of command.commands) pointToHelp(each, language, `${name} `);
}

/** Adds `help`, which refuses a command that there is not: commander's own shows everything instead. */
export function addHelp(program: Command, language: Language): void {
  program
    .command('help [command...]')
    .description(inLanguage(PROGRAM_HELP, language).helpCommand)
    .addOption(languageOption(language))
    .action((names: readonly string[]) => {
      const asked = names.reduce<Command>((above, name) => {
        const found = above.commands.find((command) => command.name() === name);
        return found ?? program.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' });
      }, program);
      asked.help();
    });
}

/** The examples of a command, as they are typed, after what is to be known beside its options. */
export const examples = (language: Language, lines: readonly string[], note?: string): string =>
  [
    ...(note === undefined ? [] : ['', note]),
    '',
    OPTION_HELP.examples[language],
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
