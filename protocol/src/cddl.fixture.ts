import { equalBytes, fromBase64Url, fromHex } from './bytes.js';
import { decodeCbor } from './cbor.js';
import { type Entry, namesIn, parseCddl, type Rule, type Type } from './cddl-grammar.fixture.js';
import { ProtocolError } from './error.js';

/* Holds values against definitions in CDDL (RFC 8610), with the controls .size, .cbor and .regexp, and of RFC 9741 .json, .b64u,
   .hexlc and .join. The values are those that the protocol's reader of CBOR gives; an object of JSON is a map, as in CBOR. */

/** What stands for a tagged value, since the protocol's reader gives none. */
interface Tagged {
  readonly tag: number;
  readonly value: unknown;
}

const isTagged = (value: unknown): value is Tagged => typeof value === 'object' && value !== null && 'tag' in value;

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

const PRELUDE: ReadonlyMap<string, (value: unknown) => boolean> = new Map<string, (value: unknown) => boolean>([
  ['bytes', isBytes],
  ['tstr', (value: unknown) => typeof value === 'string'],
  ['bool', (value: unknown) => typeof value === 'boolean'],
  ['null', (value: unknown) => value === null],
]);

/** Objects as maps, so that a member named `__proto__` is one like any other. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : value,
    );
  } catch (cause) {
    throw new ProtocolError('malformed', 'the text must be JSON', { cause });
  }
}

/** What each control reads out of its target, of which the argument then is the type. */
const READERS: ReadonlyMap<string, (target: unknown) => unknown> = new Map<string, (target: unknown) => unknown>([
  ['.cbor', (target) => (isBytes(target) ? decodeCbor(target) : undefined)],
  ['.json', (target) => parseJson(String(target))],
  ['.b64u', (target) => fromBase64Url(String(target))],
  ['.hexlc', (target) => fromHex(String(target))],
]);

type Bound = ReadonlyMap<string, Type>;
type Control = Extract<Type, { kind: 'control' }>;

/** The definitions of a text, against which values can be held. */
export class Cddl {
  readonly rules: ReadonlyMap<string, Rule>;

  constructor(text: string) {
    this.rules = parseCddl(text);
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

  /** Names that are defined and used by no other definition. */
  unusedNames(): readonly string[] {
    const used = new Set([...this.rules.values()].flatMap(({ type }) => namesIn(type)));
    return [...this.rules.keys()].filter((name) => !used.has(name));
  }

  matches(name: string, value: unknown): boolean {
    return this.#is({ kind: 'name', name, args: [] }, value, new Map());
  }

  #is(type: Type, value: unknown, bound: Bound): boolean {
    if (type.kind === 'literal') return isSame(type.value, value);
    if (type.kind === 'range') return Number.isInteger(value) && Number(value) >= type.from && Number(value) <= type.to;
    if (type.kind === 'choice') return type.of.some((one) => this.#is(one, value, bound));
    if (type.kind === 'tag')
      return isTagged(value) && value.tag === type.tag && this.#is(type.type, value.value, bound);
    if (type.kind === 'control') return this.#is(type.target, value, bound) && this.#controls(type, value, bound);
    if (type.kind === 'name') return this.#isNamed(type, value, bound);
    if (type.kind === 'map') return value instanceof Map && this.#isMap(this.#flat(type.entries), value, bound);
    return Array.isArray(value) && this.#isArray(this.#flat(type.entries), value, bound);
  }

  #isNamed(type: Extract<Type, { kind: 'name' }>, value: unknown, bound: Bound): boolean {
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

  #controls({ control, argument }: Control, value: unknown, bound: Bound): boolean {
    const read = READERS.get(control);
    if (read !== undefined) return readable(() => this.#is(argument, read(value), bound));
    if (control === '.join') return isBytes(value) && this.#is(argument, this.#pieces(argument, value), bound);
    if (argument.kind !== 'literal') throw new SyntaxError(`${control} needs a literal`);
    if (control === '.regexp') return new RegExp(`^(?:${argument.value})$`).test(String(value));
    if (control !== '.size') throw new SyntaxError(`${control} is not known here`);
    const size = isBytes(value) || typeof value === 'string' ? value.length : Number.NaN;
    return size === argument.value;
  }

  /** The pieces of which bytes are joined. Only an array of one sort of piece, which is of one size, can be told apart. */
  #pieces(array: Type, bytes: Uint8Array): readonly Uint8Array[] {
    const [entry, ...others] = array.kind === 'array' ? array.entries : [];
    const named = entry?.type.kind === 'name' ? this.#rule(entry.type.name).type : entry?.type;
    const size = named?.kind === 'control' && named.argument.kind === 'literal' ? Number(named.argument.value) : 0;
    if (size === 0 || others.length > 0) throw new SyntaxError('.join needs pieces of one size');
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  }

  /** Entries with the named groups among them laid open. */
  #flat(entries: readonly Entry[]): readonly Entry[] {
    return entries.flatMap((entry) => {
      const { type } = entry;
      const named = type.kind === 'name' ? this.rules.get(type.name)?.type : undefined;
      return named?.kind === 'group' ? this.#flat(named.entries) : [entry];
    });
  }

  #isMap(entries: readonly Entry[], value: ReadonlyMap<unknown, unknown>, bound: Bound): boolean {
    const keys = entries.flatMap(({ key }) => (key?.kind === 'literal' ? [key.value] : []));
    const others = entries.filter(({ key }) => key?.kind !== 'literal');
    const has = ({ key, type }: Entry, at: unknown): boolean =>
      key !== undefined && this.#is(key, at, bound) && this.#is(type, value.get(at), bound);
    return (
      keys.every((key) => value.has(key)) &&
      [...value.keys()].every((at) => (keys.includes(at) ? entries : others).some((entry) => has(entry, at)))
    );
  }

  #isArray(entries: readonly Entry[], items: readonly unknown[], bound: Bound): boolean {
    let at = 0;
    for (const { least, most, type } of entries) {
      const start = at;
      while (at - start < most && at < items.length && this.#is(type, items[at], bound)) at += 1;
      if (at - start < least) return false;
    }
    return at === items.length;
  }
}

/** Whether a reading holds; what cannot be read at all is of no type. */
function readable(reading: () => boolean): boolean {
  try {
    return reading();
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

function isSame(expected: unknown, value: unknown): boolean {
  if (!(expected instanceof Uint8Array)) return expected === value;
  return value instanceof Uint8Array && equalBytes(expected, value);
}
