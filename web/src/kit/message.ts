/** What stands in a text between braces: a name alone takes text, a plural takes a number, a choice takes one of its words. */
type Kinds = { plural: number; selectordinal: number; number: number; select: string };

type Trim<S extends string> = S extends ` ${infer R}` ? Trim<R> : S extends `${infer R} ` ? Trim<R> : S;

type Simple<Name extends string> = { readonly [K in Trim<Name>]: string };
type Complex<Name extends string, Kind extends string> = {
  readonly [K in Trim<Name>]: Trim<Kind> extends keyof Kinds ? Kinds[Trim<Kind>] : never;
};

/**
 * Goes from brace to brace: `Open` has one `t` for each text and one `b` for each set of branches that is open, innermost first.
 * In a text a brace opens an argument; among branches it opens a text.
 */
type Scan<S extends string, Open extends string, Found> = S extends `${infer Before}{${infer After}`
  ? Before extends `${string}}${infer Rest}`
    ? Scan<`${Rest}{${After}`, Closed<Open>, Found>
    : Open extends `b${string}`
      ? Scan<After, `t${Open}`, Found>
      : Argument<After, Open, Found>
  : Found;

type Closed<Open extends string> = Open extends `${string}${infer Outer}` ? Outer : '';

type Argument<After extends string, Open extends string, Found> = After extends `${infer Name}}${infer Rest}`
  ? Name extends `${infer Own},${infer Kind},${string}`
    ? After extends `${string},${string},${infer Branches}`
      ? Scan<Branches, `b${Open}`, Found & Complex<Own, Kind>>
      : never
    : Scan<Rest, Open, Found & Simple<Name>>
  : never;

/** The arguments of an ICU message, read from its text by the compiler. */
type ArgumentsOf<Text extends string> = { [K in keyof Scan<Text, 't', object>]: Scan<Text, 't', object>[K] };

/** A text in both languages; `Arguments` is what has to be said with it. */
export interface Message<Arguments = object> {
  readonly nl: string;
  readonly en: string;
  /** Never there: carries the type. */
  readonly takes?: Arguments;
}

/**
 * One text in Dutch (Belgium) and in English, as ICU MessageFormat. A language that is missing, and one that takes other
 * arguments than the other, does not compile; one that no page says fails the build of the pages.
 *
 * @__NO_SIDE_EFFECTS__
 */
export function message<const NL extends string, const EN extends string>(text: {
  readonly nl: NL;
  readonly en: ArgumentsOf<EN> extends ArgumentsOf<NL> ? (ArgumentsOf<NL> extends ArgumentsOf<EN> ? EN : never) : never;
}): Message<ArgumentsOf<NL>> {
  return text;
}
