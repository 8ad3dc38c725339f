import { Argument, type Command, type Option } from 'commander';
import { type CommandFacts, completionScript, type OptionFacts, SHELLS, type Shell } from '../core/completion.js';

/** Adds `completion`. It is to be the last that is added: it tells of the commands that are there. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose completion').choices(SHELLS))
    .summary('print a script that completes commands and options')
    .description('Prints a script that lets a shell complete commands, options and their choices.')
    .addHelpText(
      'after',
      `
To load it once:
  bash   source <(fit4work-agent completion bash)
  zsh    source <(fit4work-agent completion zsh)       after compinit
  fish   fit4work-agent completion fish | source

To have it in every shell:
  bash   fit4work-agent completion bash > ~/.local/share/bash-completion/completions/fit4work-agent
  zsh    fit4work-agent completion zsh > a folder of $fpath, as _fit4work-agent
  fish   fit4work-agent completion fish > ~/.config/fish/completions/fit4work-agent.fish`,
    )
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
