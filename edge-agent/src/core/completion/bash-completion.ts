import {
  allOf,
  type CommandFacts,
  namesOf,
  type OptionFacts,
  type PathFacts,
  quoted,
  quotedWords,
  steps,
  type ValueFacts,
  withValue,
} from './command-facts.js';

export function bashScript(name: string, program: CommandFacts): readonly string[] {
  const own = `_${name.replaceAll('-', '_')}`;
  const all = allOf(program);
  return [
    `# bash completion of ${name}`,
    ...helpers(own),
    `${own}() {`,
    `  local current=\${COMP_WORDS[COMP_CWORD]} command= pending= attached= word`,
    '  COMPREPLY=()',
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
    // Bash takes `--language=nl` for three words.
    '    if [[ $word == "=" ]]; then continue; fi',
    '    if [[ -n $pending ]]; then pending=; continue; fi',
    '    case "$command $word" in',
    `      ${pattern(steps(all))}) command="\${command:+$command }$word" ;;`,
    `      ${pattern(withValue(all))}) pending="$command $word" ;;`,
    '    esac',
    '  done',
    '  if [[ $current == "=" ]]; then current=; fi',
    // And for one where `=` is no break between words: what is offered is the whole of it.
    '  if [[ -z $pending && $current == --*=* ]]; then',
    `    attached=\${current%%=*}= pending="$command \${current%%=*}" current=\${current#*=}`,
    '  fi',
    '  case "$pending" in',
    "    '') ;;",
    ...all.flatMap(({ path, options }) => options.flatMap((option) => replyTo(own, path, option))),
    '  esac',
    '  if [[ -n $pending ]]; then',
    `    if [[ -n $attached && \${#COMPREPLY[@]} -gt 0 ]]; then COMPREPLY=("\${COMPREPLY[@]/#/$attached}"); fi`,
    '    return',
    '  fi',
    '  case "$command" in',
    ...all.flatMap((each) => commandOf(own, each)),
    '  esac',
    '}',
    `complete -F ${own} ${name}`,
  ];
}

const pattern = (words: readonly string[]): string => words.map(quoted).join('|');

/** They read what the function that calls them was asked. */
const helpers = (own: string): readonly string[] => [
  `${own}_offer() {`,
  '  local word',
  '  for word; do if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi; done',
  '}',
  // Of a list what is typed stays before what is offered, and comes no second time.
  `${own}_list() {`,
  '  local word before=',
  `  if [[ $current == *,* ]]; then before=\${current%,*},; fi`,
  '  for word; do',
  '    if [[ ,$before != *,$word,* && $before$word == "$current"* ]]; then COMPREPLY+=("$before$word"); fi',
  '  done',
  '  compopt -o nospace 2>/dev/null || :',
  '}',
  `${own}_files() {`,
  '  local word',
  '  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")',
  '  compopt -o filenames 2>/dev/null || :',
  '}',
];

function replyTo(own: string, path: string, { flags, value }: OptionFacts): readonly string[] {
  if (value === undefined || value.kind === 'free') return [];
  return [`    ${pattern(flags.map((flag) => `${path} ${flag}`))}) ${offer(own, value)} ;;`];
}

function offer(own: string, value: ValueFacts): string {
  if (value.kind === 'file') return `${own}_files`;
  if (value.kind === 'free') return ':';
  return `${own}_${value.kind === 'list' ? 'list' : 'offer'} ${quotedWords(value.among)}`;
}

/** Options are offered where nothing else is, and once a dash is typed. */
function commandOf(own: string, { path, options, argument, below }: PathFacts): readonly string[] {
  const flags = `${own}_offer ${quotedWords(options.flatMap((option) => option.flags))}`;
  const value: ValueFacts | undefined = below.length > 0 ? { kind: 'choice', among: namesOf(below) } : argument;
  if (value === undefined || value.kind === 'free') return [`    ${quoted(path)}) ${flags} ;;`];
  return [
    `    ${quoted(path)})`,
    `      if [[ $current == -* ]]; then ${flags}`,
    `      else ${offer(own, value)}; fi ;;`,
  ];
}
