import { fromHex } from './bytes.js';

/* The grammar of as much of CDDL (RFC 8610) as SPEC.md is written in: rules with type parameters, choices, ranges, tags,
   groups, controls, and arrays and maps with occurrences, whose keys are values, words or types. */

export type Type =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'name'; readonly name: string; readonly args: readonly Type[] }
  | { readonly kind: 'choice'; readonly of: readonly Type[] }
  | { readonly kind: 'array' | 'map' | 'group'; readonly entries: readonly Entry[] }
  | { readonly kind: 'tag'; readonly tag: number; readonly type: Type }
  | { readonly kind: 'control'; readonly target: Type; readonly control: string; readonly argument: Type };

export interface Entry {
  readonly least: number;
  readonly most: number;
  /** What has to be the key in a map; in an array a word before the colon says something to people alone. */
  readonly key: Type | undefined;
  readonly type: Type;
}

export interface Rule {
  readonly parameters: readonly string[];
  readonly type: Type;
}

const TOKEN =
  /\s*(?:;[^\n]*\n\s*)*(#6\.\d+|h'[0-9a-f]*'|"(?:[^"\\]|\\.)*"|\d*\*\d*|-?\d+(?:\.\.-?\d+)?|\.[a-z][a-z\d]*|[A-Za-z][\w-]*|=>|[=/[\]{}()<>,:])/y;

function tokenise(text: string): string[] {
  const tokens: string[] = [];
  const source = `${text}\n`;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match !== null; match = TOKEN.exec(source)) tokens.push(match[1] ?? '');
  return tokens;
}

/** Reads the rules of one text, in which they may stand in any order. */
class Parser {
  #at = 0;

  constructor(readonly tokens: readonly string[]) {}

  rules(): Map<string, Rule> {
    const rules = new Map<string, Rule>();
    while (this.#at < this.tokens.length) {
      const name = this.#take();
      const parameters = this.#peek() === '<' ? this.#list('<', '>', () => this.#take()) : [];
      this.#expect('=');
      if (rules.has(name)) throw new SyntaxError(`${name} is defined twice`);
      rules.set(name, { parameters, type: this.#type() });
    }
    return rules;
  }

  #peek(ahead = 0): string | undefined {
    return this.tokens[this.#at + ahead];
  }

  #take(): string {
    const token = this.tokens[this.#at++];
    if (token === undefined) throw new SyntaxError('a rule is cut short');
    return token;
  }

  #expect(token: string): void {
    const found = this.#take();
    if (found !== token) throw new SyntaxError(`expected ${token} before token ${this.#at}, found ${found}`);
  }

  #list<T>(open: string, close: string, item: () => T): T[] {
    this.#expect(open);
    const items: T[] = [];
    while (this.#peek() !== close) {
      items.push(item());
      if (this.#peek() === ',') this.#take();
    }
    this.#expect(close);
    return items;
  }

  #type(): Type {
    const of = [this.#controlled()];
    while (this.#peek() === '/') {
      this.#take();
      of.push(this.#controlled());
    }
    const [only] = of;
    return of.length === 1 && only !== undefined ? only : { kind: 'choice', of };
  }

  #controlled(): Type {
    const target = this.#plain();
    if (this.#peek()?.startsWith('.') !== true) return target;
    const control = this.#take();
    return { kind: 'control', target, control, argument: this.#plain() };
  }

  #plain(): Type {
    const token = this.#peek() ?? '';
    if (token === '[') return { kind: 'array', entries: this.#list('[', ']', () => this.#entry()) };
    if (token === '{') return { kind: 'map', entries: this.#list('{', '}', () => this.#entry()) };
    if (token === '(') return this.#grouped();
    this.#take();
    if (token.startsWith('#6.')) return this.#tagged(Number(token.slice(3)));
    if (token.startsWith('"')) return { kind: 'literal', value: JSON.parse(token) };
    if (token.startsWith("h'")) return { kind: 'literal', value: fromHex(token.slice(2, -1)) };
    const [, from, to] = /^(-?\d+)(?:\.\.(-?\d+))?$/.exec(token) ?? [];
    if (to !== undefined) return { kind: 'range', from: Number(from), to: Number(to) };
    if (from !== undefined) return { kind: 'literal', value: Number(from) };
    const args = this.#peek() === '<' ? this.#list('<', '>', () => this.#type()) : [];
    return { kind: 'name', name: token, args };
  }

  /** A group, or a type in parentheses. */
  #grouped(): Type {
    const entries = this.#list('(', ')', () => this.#entry());
    const [only] = entries;
    return entries.length === 1 && only?.key === undefined && only?.most === 1 ? only.type : { kind: 'group', entries };
  }

  #tagged(tag: number): Type {
    this.#expect('(');
    const type = this.#type();
    this.#expect(')');
    return { kind: 'tag', tag, type };
  }

  #entry(): Entry {
    const [occurs, least, most] = /^(\d*)\*(\d*)$/.exec(this.#peek() ?? '') ?? [];
    if (occurs !== undefined) this.#take();
    const count = { least: Number(least ?? 1), most: most === '' ? Number.POSITIVE_INFINITY : Number(most ?? 1) };
    const word = this.#peek(1) === ':' ? this.#word() : undefined;
    const type = this.#type();
    if (this.#peek() !== '=>') return { ...count, key: word, type };
    this.#take();
    return { ...count, key: type, type: this.#type() };
  }

  /** A key before a colon: a value, or a word that stands for its own text. */
  #word(): Type {
    const token = this.#take();
    this.#expect(':');
    if (/^\d+$/.test(token)) return { kind: 'literal', value: Number(token) };
    return { kind: 'literal', value: token.startsWith('"') ? JSON.parse(token) : token };
  }
}

/** The rules of a text by their names. */
export const parseCddl = (text: string): ReadonlyMap<string, Rule> => new Parser(tokenise(text)).rules();

/** The names that a type uses. */
export function namesIn(type: Type): readonly string[] {
  if (type.kind === 'name') return [type.name, ...type.args.flatMap(namesIn)];
  if (type.kind === 'choice') return type.of.flatMap(namesIn);
  if (type.kind === 'tag') return namesIn(type.type);
  if (type.kind === 'control') return [...namesIn(type.target), ...namesIn(type.argument)];
  if (!('entries' in type)) return [];
  return type.entries.flatMap((entry) => [...(entry.key ? namesIn(entry.key) : []), ...namesIn(entry.type)]);
}
