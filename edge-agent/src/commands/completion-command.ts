import { Argument, type Command, type Option } from 'commander';
import { type CommandFacts, completionScript, type OptionFacts, SHELLS, type Shell } from '../core/completion.js';
import { COMPLETION_HELP } from '../core/help-words/agent-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';

/** Adds `completion`. It is to be the last that is added: it tells of the commands that are there. */
export function addCompletion(program: Command, language: Language): void {
  const says = inLanguage(COMPLETION_HELP, language);
  program
    .command('completion')
    .addArgument(new Argument('<shell>', says.shell).choices(SHELLS))
    .summary(says.summary)
    .description(says.description)
    .addHelpText('after', says.after)
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell, program.name(), factsOf(program)));
    });
}

const factsOf = (parent: Command): readonly CommandFacts[] => {
  const help = parent.createHelp();
  return help.visibleCommands(parent).map((command) => ({
    name: command.name(),
    description: help.subcommandDescription(command),
    options: help.visibleOptions(command).map(optionFacts),
    choices:
      command.name() === 'help'
        ? parent.commands.map((each) => each.name())
        : command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    below: factsOf(command),
  }));
};

const optionFacts = ({ short, long, description, required, optional, argChoices = [] }: Option): OptionFacts => ({
  flags: [short, long].filter((flag) => flag !== undefined && flag !== null),
  description,
  takesValue: required || optional,
  choices: argChoices,
});
