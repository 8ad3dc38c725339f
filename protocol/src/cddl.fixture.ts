import { equalBytes, fromHex } from './bytes.js';

/* As much of CDDL (RFC 8610) as SPEC.md is written in, so that its definitions can be held against real records: rules with
   type parameters, choices, ranges, arrays and maps with occurrences, groups, and the controls .size, .cbor and .regexp. */

type Type =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'name'; readonly name: string; readonly args: readonly Type[] }
  | { readonly kind: 'choice'; readonly of: readonly Type[] }
  | { readonly kind: 'array' | 'map' | 'group'; readonly entries: readonly Entry[] }
  | { readonly kind: 'tag'; readonly tag: number; readonly type: Type }
  | { readonly kind: 'control'; readonly target: Type; readonly control: string; readonly argument: Type };

interface Entry {
  readonly least: number;
  readonly most: number;
  readonly key: unknown;
  readonly type: Type;
}

interface Rule {
  readonly parameters: readonly string[];
  readonly type: Type;
}

const TOKEN =
  /\s*(?:;[^\n]*\n\s*)*(#6\.\d+|h'[0-9a-f]*'|"(?:[^"\\]|\\.)*"|\d+\*\d+|-?\d+(?:\.\.-?\d+)?|\.[a-z]+|[A-Za-z][\w-]*|[=/[\]{}()<>,:])/y;

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
    if (token === '(') return { kind: 'group', entries: this.#list('(', ')', () => this.#entry()) };
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

  #tagged(tag: number): Type {
    this.#expect('(');
    const type = this.#type();
    this.#expect(')');
    return { kind: 'tag', tag, type };
  }

  #entry(): Entry {
    const [, least, most] = /^(\d+)\*(\d+)$/.exec(this.#peek() ?? '') ?? [];
    if (least !== undefined) this.#take();
    const keyed = this.#peek(1) === ':';
    const key = keyed ? this.#take() : undefined;
    if (keyed) this.#take();
    const number = key !== undefined && /^\d+$/.test(key) ? Number(key) : key;
    return { least: Number(least ?? 1), most: Number(most ?? 1), key: number, type: this.#type() };
  }
}

/** What stands for a tagged value, since the protocol's reader gives none. */
interface Tagged {
  readonly tag: number;
  readonly value: unknown;
}

const isTagged = (value: unknown): value is Tagged => typeof value === 'object' && value !== null && 'tag' in value;

const PRELUDE: ReadonlyMap<string, (value: unknown) => boolean> = new Map<string, (value: unknown) => boolean>([
  ['bytes', (value: unknown) => value instanceof Uint8Array],
  ['tstr', (value: unknown) => typeof value === 'string'],
  ['bool', (value: unknown) => typeof value === 'boolean'],
  ['null', (value: unknown) => value === null],
]);

/** The definitions of a text, against which values can be held. */
export class Cddl {
  readonly rules: ReadonlyMap<string, Rule>;

  /** @param decode reads the bytes to which `.cbor` is applied */
  constructor(
    text: string,
    readonly decode: (bytes: Uint8Array) => unknown,
  ) {
    this.rules = new Parser(tokenise(text)).rules();
  }

  /** Names that are used and defined nowhere. */
  undefinedNames(): readonly string[] {
    const missing = new Set<string>();
    for (const { parameters, type } of this.rules.values()) {
      for (const name of namesIn(type)) {
        if (!this.rules.has(name) && !PRELUDE.has(name) && !parameters.includes(name)) missing.add(name);
      }
    }
    return [...missing];
  }

  matches(name: string, value: unknown): boolean {
    return this.#is({ kind: 'name', name, args: [] }, value, new Map());
  }

  #is(type: Type, value: unknown, bound: ReadonlyMap<string, Type>): boolean {
    if (type.kind === 'literal') return isSame(type.value, value);
    if (type.kind === 'range') return typeof value === 'number' && value >= type.from && value <= type.to;
    if (type.kind === 'choice') return type.of.some((one) => this.#is(one, value, bound));
    if (type.kind === 'tag')
      return isTagged(value) && value.tag === type.tag && this.#is(type.type, value.value, bound);
    if (type.kind === 'control') return this.#is(type.target, value, bound) && this.#controls(type, value, bound);
    if (type.kind === 'name') return this.#isNamed(type, value, bound);
    if (type.kind === 'map') return value instanceof Map && this.#isMap(type.entries, value, bound);
    return Array.isArray(value) && this.#isArray(this.#flat(type.entries), value, bound);
  }

  #isNamed(type: Extract<Type, { kind: 'name' }>, value: unknown, bound: ReadonlyMap<string, Type>): boolean {
    const argument = bound.get(type.name);
    if (argument !== undefined) return this.#is(argument, value, new Map());
    const known = PRELUDE.get(type.name);
    if (known !== undefined) return known(value);
    const { parameters, type: defined } = this.#rule(type.name);
    const args = type.args.map((arg) => (arg.kind === 'name' ? (bound.get(arg.name) ?? arg) : arg));
    return this.#is(defined, value, new Map(parameters.map((name, i) => [name, args[i] ?? defined])));
  }

  #rule(name: string): Rule {
    const rule = this.rules.get(name);
    if (rule === undefined) throw new RangeError(`${name} is not defined`);
    return rule;
  }

  #controls(
    { control, argument }: Extract<Type, { kind: 'control' }>,
    value: unknown,
    bound: ReadonlyMap<string, Type>,
  ): boolean {
    if (control === '.cbor') return value instanceof Uint8Array && this.#is(argument, this.decode(value), bound);
    if (argument.kind !== 'literal') throw new SyntaxError(`${control} needs a literal`);
    if (control === '.regexp') return new RegExp(`^(?:${argument.value})$`).test(String(value));
    if (control !== '.size') throw new SyntaxError(`${control} is not known here`);
    const size = value instanceof Uint8Array || typeof value === 'string' ? value.length : Number.NaN;
    return size === argument.value;
  }

  /** Entries with the named groups among them laid open. */
  #flat(entries: readonly Entry[]): readonly Entry[] {
    return entries.flatMap((entry) => {
      const { type } = entry;
      const named = type.kind === 'name' ? this.rules.get(type.name)?.type : undefined;
      return named?.kind === 'group' ? this.#flat(named.entries) : [entry];
    });
  }

  #isMap(entries: readonly Entry[], value: ReadonlyMap<unknown, unknown>, bound: ReadonlyMap<string, Type>): boolean {
    return (
      value.size === entries.length &&
      entries.every(({ key, type }) => value.has(key) && this.#is(type, value.get(key), bound))
    );
  }

  #isArray(entries: readonly Entry[], items: readonly unknown[], bound: ReadonlyMap<string, Type>): boolean {
    let at = 0;
    for (const { least, most, type } of entries) {
      const start = at;
      while (at - start < most && at < items.length && this.#is(type, items[at], bound)) at += 1;
      if (at - start < least) return false;
    }
    return at === items.length;
  }
}

function isSame(expected: unknown, value: unknown): boolean {
  if (!(expected instanceof Uint8Array)) return expected === value;
  return value instanceof Uint8Array && equalBytes(expected, value);
}

function namesIn(type: Type): readonly string[] {
  if (type.kind === 'name') return [type.name, ...type.args.flatMap(namesIn)];
  if (type.kind === 'choice') return type.of.flatMap(namesIn);
  if (type.kind === 'tag') return namesIn(type.type);
  if (type.kind === 'control') return [...namesIn(type.target), ...namesIn(type.argument)];
  return 'entries' in type ? type.entries.flatMap((entry) => namesIn(entry.type)) : [];
}
