import {
  allOf,
  type CommandFacts,
  type OptionFacts,
  type PathFacts,
  quoted,
  steps,
  type ValueFacts,
  withValue,
} from './command-facts.js';

export function zshScript(name: string, program: CommandFacts): readonly string[] {
  const own = `_${name.replaceAll('-', '_')}`;
  const all = allOf(program);
  return [
    `#compdef ${name}`,
    `# zsh completion of ${name}`,
    ...all.filter(({ below }) => below.length > 0).flatMap((each) => described(own, each)),
    `${own}() {`,
    '  local command= pending= word',
    '  local -i place at=1',
    '  for ((place = 2; place < CURRENT; place++)); do',
    `    word=\${words[place]}`,
    '    if [[ -n $pending ]]; then pending=; continue; fi',
    '    case "$command $word" in',
    `      ${pattern(steps(all))}) command="\${command:+$command }$word"; at=$place ;;`,
    `      ${pattern(withValue(all))}) pending=1 ;;`,
    '    esac',
    '  done',
    // Options are told to start at the word that they belong to.
    '  shift $((at - 1)) words',
    '  ((CURRENT -= at - 1))',
    '  case $command in',
    ...all.flatMap((each) => [
      `    ${quoted(each.path)})`,
      `      _arguments -S ${[...each.options.flatMap(optionSpecs), ...argumentSpecs(own, each)].join(' ')} ;;`,
    ]),
    '  esac',
    '}',
    // Loaded out of a folder of $fpath it is called at once; else it is told of whom it is.
    `if [[ \${funcstack[1]-} == ${own} ]]; then ${own} "$@"; else compdef ${own} ${name}; fi`,
  ];
}

const pattern = (words: readonly string[]): string => words.map(quoted).join('|');

const functionOf = (own: string, path: string): string => `${own}_below_${path.replaceAll(/[ -]/g, '_')}`;

/** The commands below another, each with what it does. */
const described = (own: string, { path, below }: PathFacts): readonly string[] => [
  `${functionOf(own, path)}() {`,
  '  local -a commands',
  `  commands=(${below.map(({ name, description }) => quoted(`${name}:${colonless(description)}`)).join(' ')})`,
  '  _describe command commands',
  '}',
];

/** In these descriptions zsh reads brackets and colons. */
const colonless = (text: string): string => text.replaceAll(':', ' –');
const bracketless = (text: string): string => colonless(text).replaceAll('[', '(').replaceAll(']', ')');

const optionSpecs = ({ flags, description, value }: OptionFacts): readonly string[] =>
  flags.map((flag) => {
    const told = `[${bracketless(description)}]`;
    if (value === undefined) return quoted(`${flag}${told}`);
    // A long option takes its value after an equals sign too.
    return quoted(`${flag}${flag.startsWith('--') ? '=' : ''}${told}:value:${actionOf(value)}`);
  });

function argumentSpecs(own: string, { path, argument, below }: PathFacts): readonly string[] {
  if (below.length > 0) return [quoted(`1:command:${functionOf(own, path)}`)];
  return argument === undefined ? [] : [quoted(`1:value:${actionOf(argument)}`)];
}

function actionOf(value: ValueFacts): string {
  if (value.kind === 'file') return '_files';
  // A space completes nothing.
  if (value.kind === 'free') return ' ';
  return value.kind === 'list' ? `_values -s , value ${value.among.join(' ')}` : `(${value.among.join(' ')})`;
}
