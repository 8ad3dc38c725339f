import {
  allOf,
  type CommandFacts,
  type OptionFacts,
  type PathFacts,
  quotedWords,
  steps,
  type ValueFacts,
  withValue,
} from './command-facts.js';

export function fishScript(name: string, program: CommandFacts): readonly string[] {
  const own = `__${name.replaceAll('-', '_')}`;
  const all = allOf(program);
  return [
    `# fish completion of ${name}`,
    `function ${own}_command`,
    '  set -l command ""',
    '  set -l pending ""',
    '  for word in (commandline -opc)[2..]',
    '    if test -n "$pending"; set pending ""; continue; end',
    '    switch "$command $word"',
    `      case ${words(steps(all))}`,
    '        set command (string trim -- "$command $word")',
    `      case ${words(withValue(all))}`,
    '        set pending 1',
    '    end',
    '  end',
    '  echo "$command"',
    'end',
    `function ${own}_at`,
    `  set -l command (${own}_command)`,
    '  test "$command" = "$argv"',
    'end',
    // Of a list what is typed stays before what is offered, and comes no second time.
    `function ${own}_list`,
    "  set -l typed (string replace -r '^--[a-z-]+=' '' -- (commandline -ct))",
    '  set -l before (string match -r \'^.*,\' -- "$typed")',
    '  for word in $argv',
    '    string match -q -- "*,$word,*" ",$before"; or echo "$before$word"',
    '  end',
    'end',
    ...all.flatMap((each) => commandLines(`complete -c ${name}`, own, each)),
  ];
}

/** In single quotes, in which fish reads their end and a backslash. */
const word = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const words = (list: readonly string[]): string => list.map(word).join(' ');

function commandLines(begin: string, own: string, each: PathFacts): readonly string[] {
  const { path, options, argument, below } = each;
  const at = `${begin} -n ${word(`${own}_at ${word(path)}`)}`;
  const value = argument?.kind === 'file' ? '-F' : ['-f', ...amongOf(own, argument)].join(' ');
  return [
    ...below.map(({ name, description }) => `${at} -f -a ${word(name)} -d ${word(description)}`),
    ...(below.length > 0 ? [] : [`${at} ${value}`]),
    ...options.map((option) => `${at} ${optionOf(own, option)}`),
  ];
}

function amongOf(own: string, value: ValueFacts | undefined): readonly string[] {
  if (value?.kind === 'choice') return ['-a', word(value.among.join(' '))];
  return value?.kind === 'list' ? ['-a', word(`(${own}_list ${quotedWords(value.among)})`)] : [];
}

function optionOf(own: string, { flags, description, value }: OptionFacts): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const follows = value === undefined ? [] : [value.kind === 'file' ? '-r -F' : '-x', ...amongOf(own, value)];
  return [...names, ...follows, `-d ${word(description)}`].join(' ');
}
