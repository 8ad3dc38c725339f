/* Scripts that complete the agent's commands in a shell. They are made from the program itself, so that none can name an
   option that is not there. Nothing is asked of the agent while somebody types: a script is all there is. */

export interface OptionFacts {
  /** Such as `--json` or `-V`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** What the value may be, where that is a closed set. */
  readonly choices: readonly string[];
}

export interface CommandFacts {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionFacts[];
  /** What its argument may be, where that is a closed set. */
  readonly choices: readonly string[];
  /** The commands below it. */
  readonly below: readonly CommandFacts[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** @param program the name by which it is called */
export function completionScript(shell: Shell, program: string, commands: readonly CommandFacts[]): string {
  return `${SCRIPTS[shell](program, commands).join('\n')}\n`;
}

/** Single quotes, in which a shell reads nothing but their end. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const words = (list: readonly string[]): string => quoted(list.join(' '));
const namesOf = (commands: readonly CommandFacts[]): readonly string[] => commands.map(({ name }) => name);
/** Every command and those below it, each by its whole name, such as `messages send`. */
const allOf = (commands: readonly CommandFacts[], above = ''): readonly CommandFacts[] =>
  commands.flatMap((each) => {
    const name = `${above}${each.name}`;
    return [{ ...each, name }, ...allOf(each.below, `${name} `)];
  });
/** What may stand after a command that is no option. */
const argumentsOf = ({ choices, below }: CommandFacts): readonly string[] => [...namesOf(below), ...choices];
/** A pattern of the commands that stand below another. */
const belowPattern = (commands: readonly CommandFacts[]): string =>
  commands
    .flatMap((each) => namesOf(allOf(each.below, `${each.name} `)))
    .map(quoted)
    .join('|');
const flagsOf = ({ options }: CommandFacts): readonly string[] => options.flatMap(({ flags }) => flags);

function bashScript(program: string, commands: readonly CommandFacts[]): readonly string[] {
  const name = `_${program.replaceAll('-', '_')}`;
  const all = allOf(commands);
  return [
    `# bash completion of ${program}`,
    `${name}() {`,
    `  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} options`,
    '  COMPREPLY=()',
    '  if ((COMP_CWORD == 1)); then',
    `    COMPREPLY=($(compgen -W ${words(namesOf(commands))} -- "$current"))`,
    '    return',
    '  fi',
    `  local command=\${COMP_WORDS[1]} word`,
    `  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do`,
    `    case "$command $word" in ${belowPattern(commands)}) command="$command $word" ;; esac`,
    '  done',
    '  case "$command $before" in',
    ...all.flatMap((command) => command.options.flatMap((option) => bashValue(command, option))),
    '  esac',
    '  case "$command" in',
    ...all.map((each) => `    ${quoted(each.name)}) options=${words([...flagsOf(each), ...argumentsOf(each)])} ;;`),
    '  esac',
    '  COMPREPLY=($(compgen -W "$options" -- "$current"))',
    '}',
    `complete -F ${name} ${program}`,
  ];
}

/** A value is one of its choices, or else a file: what is no file is typed all the same. */
const bashValue = ({ name }: CommandFacts, { flags, takesValue, choices }: OptionFacts): readonly string[] =>
  takesValue
    ? flags.map((flag) => {
        const reply = choices.length > 0 ? `-W ${words(choices)}` : '-f';
        return `    "${name} ${flag}") COMPREPLY=($(compgen ${reply} -- "$current")); return ;;`;
      })
    : [];

function zshScript(program: string, commands: readonly CommandFacts[]): readonly string[] {
  const name = `_${program.replaceAll('-', '_')}`;
  return [
    `#compdef ${program}`,
    `# zsh completion of ${program}`,
    `${name}() {`,
    '  local -a commands',
    '  commands=(',
    ...commands.map((each) => `    ${quoted(`${each.name}:${colonless(each.description)}`)}`),
    '  )',
    "  if ((CURRENT == 2)); then _describe 'command' commands; return; fi",
    `  local command=\${words[2]}`,
    '  shift words; ((CURRENT--))',
    '  local -i place',
    '  for ((place = 2; place < CURRENT; place++)); do',
    `    case "$command \${words[place]}" in`,
    // Options are told to start at the word that they belong to.
    `      ${belowPattern(commands)})`,
    `        command="$command \${words[place]}"`,
    '        shift $((place - 1)) words; ((CURRENT -= place - 1, place = 1)) ;;',
    '    esac',
    '  done',
    '  case $command in',
    ...allOf(commands).flatMap((each) => [
      `    ${quoted(each.name)})`,
      `      _arguments -S ${[...each.options.map(zshOption), ...zshArgument(each)].join(' ')} ;;`,
    ]),
    '  esac',
    '}',
    `compdef ${name} ${program}`,
  ];
}

/** In these descriptions zsh reads brackets and colons. */
const colonless = (text: string): string => text.replaceAll(':', ' –');
const bracketless = (text: string): string => colonless(text).replaceAll('[', '(').replaceAll(']', ')');

const zshOption = ({ flags, description, takesValue, choices }: OptionFacts): string =>
  flags
    .map((flag) => {
      const value = choices.length > 0 ? `(${choices.join(' ')})` : '_files';
      return quoted(`${flag}[${bracketless(description)}]${takesValue ? `:value:${value}` : ''}`);
    })
    .join(' ');

const zshArgument = (command: CommandFacts): readonly string[] => {
  const values = argumentsOf(command);
  return values.length > 0 ? [quoted(`1:value:(${values.join(' ')})`)] : [];
};

function fishScript(program: string, commands: readonly CommandFacts[]): readonly string[] {
  const begin = `complete -c ${program}`;
  return [
    `# fish completion of ${program}`,
    ...commands.map(
      (each) => `${begin} -n __fish_use_subcommand -f -a ${quoted(each.name)} -d ${quoted(each.description)}`,
    ),
    ...allOf(commands).flatMap((each) => {
      const seen = `-n ${quoted(fishSeen(each))}`;
      const values = argumentsOf(each);
      const argument = values.length > 0 ? [`${begin} ${seen} -f -a ${words(values)}`] : [];
      return [...argument, ...each.options.map((option) => `${begin} ${seen} ${fishOption(option)}`)];
    }),
  ];
}

/** Every word of its name was typed, and none of those below it. */
function fishSeen({ name, below }: CommandFacts): string {
  const seen = '__fish_seen_subcommand_from';
  const typed = name.split(' ').map((word) => `${seen} ${word}`);
  return [...typed, ...(below.length > 0 ? [`not ${seen} ${namesOf(below).join(' ')}`] : [])].join('; and ');
}

function fishOption({ flags, description, takesValue, choices }: OptionFacts): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = choices.length > 0 ? `-x -a ${words(choices)}` : '-r';
  return [...names, ...(takesValue ? [value] : []), `-d ${quoted(description)}`].join(' ');
}

const SCRIPTS: Readonly<Record<Shell, (program: string, commands: readonly CommandFacts[]) => readonly string[]>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
