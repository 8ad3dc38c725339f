/** What a person who sets it has to know. */
interface Described {
  /** What it is, in one sentence without its full stop. */
  readonly is: string;
  /** What nobody else may read: what is written there itself, or the file that it names. */
  readonly secret?: 'value' | 'file';
}

/** The program does not start without it. */
export interface Needed {
  /** What the program asks for, in its own words. */
  readonly needed: string;
  /** With or without which other setting, where it is not needed always. */
  readonly when?: string;
}

/** Where nothing is set, this counts as if it were. */
export interface Otherwise<Value> {
  readonly otherwise: Value;
}

/** Where nothing is set, something else holds. */
interface Without {
  /** What holds, in words. */
  readonly without: string;
}

type Unset<Value> = Needed | Otherwise<Value> | Without;

export interface Whole {
  readonly kind: 'number';
  readonly unit: string;
  readonly least: number;
  readonly most: number;
}

/** Two whole numbers with a space between: how many at once, and how many in a time. */
export interface Rate {
  readonly kind: 'rate';
  readonly unit: string;
  readonly per: 'second' | 'day';
  /** Of what is at once. */
  readonly least: number;
}

export interface Url {
  readonly kind: 'url';
  /** With their colons. */
  readonly protocols: readonly string[];
}

interface Word {
  readonly kind: 'word';
  readonly words: readonly string[];
}

interface Text {
  readonly kind: 'text' | 'file' | 'folder';
  /** How it is written, where that is not plain. */
  readonly form?: string;
}

/** One variable of the environment, as it is declared. */
export type Setting = Described &
  (
    | (Whole & Unset<number>)
    | (Rate & Unset<string>)
    | (Url & Unset<string>)
    | (Word & Unset<string>)
    | (Text & Unset<string>)
  );

/** A setting knows its own variable, so that whoever reads or refuses it names nothing else. */
export type Named<Part = Setting> = Part & { readonly variable: string };

/** @param prefix with which the variables of a program begin */
export function declareSettings<const Declared extends Readonly<Record<string, Setting>>>(
  prefix: string,
  declared: Declared,
): { readonly [Name in keyof Declared]: Named<Declared[Name]> } {
  const named = Object.entries(declared).map(([name, setting]) => [name, { ...setting, variable: prefix + name }]);
  return Object.freeze(Object.fromEntries(named)) as { readonly [Name in keyof Declared]: Named<Declared[Name]> };
}

/** A program, and what it can be told. */
export interface Program {
  readonly name: string;
  /** What it does, in one sentence without its full stop. */
  readonly does: string;
  readonly settings: Readonly<Record<string, Named>>;
}
