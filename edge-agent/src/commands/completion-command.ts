import { Argument, type Command, type Option } from 'commander';
import type { CommandFacts, OptionFacts, ValueFacts } from '../core/completion/command-facts.js';
import { completionScript, SHELLS, type Shell } from '../core/completion/completion.js';
import { COMPLETION_HELP } from '../core/help-words/agent-help.js';
import { inLanguage } from '../core/help-words/words.js';
import type { Language } from '../core/language.js';
import { languageOption } from './options.js';

/** Adds `completion`. It is to be the last that is added: it tells of the commands that are there. */
export function addCompletion(program: Command, language: Language): void {
  const says = inLanguage(COMPLETION_HELP, language);
  program
    .command('completion')
    .addArgument(new Argument('<shell>', says.shell).choices(SHELLS))
    .summary(says.summary)
    .description(says.description)
    .addOption(languageOption(language))
    .addHelpText('after', says.after)
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell, program.name(), factsOf(program)));
    });
}

const factsOf = (command: Command, name = ''): CommandFacts => {
  const help = command.createHelp();
  return {
    name,
    description: name === '' ? '' : help.subcommandDescription(command),
    options: help.visibleOptions(command).map(optionFacts),
    argument: argumentOf(command),
    below: help.visibleCommands(command).map((each) => factsOf(each, each.name())),
  };
};

function argumentOf(command: Command): ValueFacts | undefined {
  // What `help` takes is known by nobody when it is added.
  if (command.name() === 'help')
    return { kind: 'choice', among: command.parent?.commands.map((each) => each.name()) ?? [] };
  const [argument] = command.registeredArguments;
  return argument && valueFacts(argument.name(), argument.argChoices);
}

const optionFacts = ({ short, long, flags, description, required, optional, argChoices }: Option): OptionFacts => ({
  flags: [short, long].filter((flag) => flag !== undefined && flag !== null),
  description,
  value: required || optional ? valueFacts(/<([a-z]+)>/.exec(flags)?.[1] ?? '', argChoices) : undefined,
});

/** What is named by a file: the words that stand for it in help. */
const FILES: readonly string[] = ['file', 'invitation'];

/** @param place what stands for the value in help */
function valueFacts(place: string, choices: readonly string[] | undefined): ValueFacts {
  if (choices !== undefined) return { kind: place === 'list' ? 'list' : 'choice', among: choices };
  return { kind: FILES.includes(place) ? 'file' : 'free' };
}
