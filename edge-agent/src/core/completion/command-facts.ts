/** What may stand for a value: one or several of a closed set, the name of a file, or what no shell can know. */
export type ValueFacts =
  | { readonly kind: 'choice' | 'list'; readonly among: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'free' };

export interface OptionFacts {
  /** Such as `--json` or `-V`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Undefined where no value follows. */
  readonly value: ValueFacts | undefined;
}

export interface CommandFacts {
  /** Empty of the program itself. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionFacts[];
  /** What stands after it; undefined where nothing does. */
  readonly argument: ValueFacts | undefined;
  /** The commands below it. */
  readonly below: readonly CommandFacts[];
}

/** A command with all the words by which it is called, such as `messages send`. */
export type PathFacts = CommandFacts & { readonly path: string };

/** A program and every command below it. */
export const allOf = (command: CommandFacts, path = ''): readonly PathFacts[] => [
  { ...command, path },
  ...command.below.flatMap((each) => allOf(each, path === '' ? each.name : `${path} ${each.name}`)),
];

/** Single quotes, in which a shell reads nothing but their end. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
export const quotedWords = (words: readonly string[]): string => words.map(quoted).join(' ');

export const namesOf = (commands: readonly CommandFacts[]): readonly string[] => commands.map(({ name }) => name);

/** How a shell goes on from one command to one below it: what was found so far, a space, and the word. */
export const steps = (all: readonly PathFacts[]): readonly string[] =>
  all.flatMap(({ path, below }) => namesOf(below).map((name) => `${path} ${name}`));

/** The options that a value follows, each after the command that it belongs to. */
export const withValue = (all: readonly PathFacts[], kind?: ValueFacts['kind']): readonly string[] =>
  all.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value !== undefined && (kind === undefined || value.kind === kind))
      .flatMap(({ flags }) => flags.map((flag) => `${path} ${flag}`)),
  );
