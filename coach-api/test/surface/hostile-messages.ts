import { ProtocolError, seal, TOPICS, UP_KINDS, type UpKind } from '@fit4work/protocol';
import fc from 'fast-check';
import type { Incoming } from '../../src/core/incoming.js';
import type { Employee } from '../../src/testing/employee.js';

interface Bytes {
  readonly kind: UpKind;
  readonly bytes: Uint8Array;
}

/** Made when it is sent, since an envelope has its place after the one before. */
type Making = (person: Employee) => Bytes;

/** What is sealed on its way up, unless it is spoilt. */
const SEALED: readonly UpKind[] = ['consent', 'erasure', 'message'];
const DAYS = ['2026-05-01', '2026-05-02', '2026-02-30', '0001-01-01', '9999-12-31', '', 'x'] as const;
const START = 1_777_586_400;

const day = fc.constantFrom(...DAYS);
const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Around every width that a database has for numbers, and beyond all of them. */
const number = fc.oneof(
  fc.constantFrom(
    0,
    1,
    2,
    255,
    32_767,
    32_768,
    65_535,
    65_536,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
  ),
  fc.integer({ min: -1, max: 2 ** 31 }),
);
const seconds = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(START, START + 86_400, 1_779_000_000) }, number);
/** With what some databases take for no text: U+0000, halves of pairs, and what only looks like a letter. */
const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('\u0000', 'a\u0000b') },
  fc.constantFrom('coach-1', '', '\ud800', '\uffff', "'; DROP TABLE persons; --", '%s%n', '\\', '\u202e'),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

const own = (kind: UpKind, make: (person: Employee) => Uint8Array): Making => {
  return (person) => ({ kind, bytes: made(() => make(person)) });
};

/** What the protocol does not sign is sent as it is not: of nothing. */
function made(make: () => Uint8Array): Uint8Array {
  try {
    return make();
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof RangeError) return new Uint8Array(0);
    throw error;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Some of what is usual is another. */
const change = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] });

/** Records that an enrolled agent signed, of whatever it likes. */
const signed: fc.Arbitrary<Making> = fc.oneof(
  change({ windowStart: seconds, revision: number, granularity: fc.constantFrom('day', 'hour') }).map((asked) =>
    own('envelope', (person) =>
      person.seal({ day: '2026-05-01', windowStart: START, granularity: 'day', revision: 1, ...asked }),
    ),
  ),
  {
    weight: 3,
    arbitrary: change({ coach: text, text, answers: leaf, time: seconds }).map((asked) =>
      own('message', (person) => person.message(asked)),
    ),
  },
  fc
    .record({ programme: leaf, session: number, done: fc.boolean(), effort: fc.option(number) })
    .map((report) => own('message', (person) => person.message({ report }))),
  change({ recipient: text, from: day, until: day, issued: seconds, expires: seconds, controller: leaf }).map((asked) =>
    own('consent', (person) => person.grant(asked).text),
  ),
  fc.tuple(leaf, seconds).map(([grant, issued]) => own('consent', (person) => person.withdraw(hex(grant), issued))),
  change({ from: day, until: day, start: seconds, end: seconds, issued: seconds }).map((asked) =>
    own('erasure', (person) => person.erasure(asked)),
  ),
  // Not of this agent: what it sends afterwards would be passed over.
  fc
    .tuple(fc.oneof(fc.constantFrom(2, 3), number), number)
    .filter(([agent]) => agent !== 1)
    .map(([agent, last]) => own('retirement', (person) => person.retirement(agent, last))),
  fc.tuple(day, number).map(([of, generation]) => own('keys', (person) => person.keptKeys(of, generation))),
  fc
    .tuple(leaf, leaf, fc.array(leaf, { maxLength: 3 }))
    .map(([grant, to, consent]) => own('release', (person) => person.release(grant, to, { consent }))),
);

/** One bit is another, the end is missing, or something follows. */
const spoilt: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc.oneof(
  { weight: 15, arbitrary: fc.constant((bytes: Uint8Array) => bytes) },
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (bytes: Uint8Array) => {
    const other = bytes.slice();
    if (other.length > 0) other[at % other.length] = (other[at % other.length] ?? 0) ^ (1 << bit);
    return other;
  }),
  fc.nat().map((at) => (bytes: Uint8Array) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => (bytes: Uint8Array) => Buffer.concat([bytes, more])),
);

const noise: fc.Arbitrary<Making> = fc
  .tuple(fc.constantFrom(...UP_KINDS), fc.uint8Array({ maxLength: 2_000, size: 'max' }))
  .map(([kind, bytes]) => () => ({ kind, bytes }));

/** Now and then a record comes under a kind that it is not of. */
const elsewhere = fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, fc.constantFrom(...UP_KINDS));

/** A message that an enrolled agent may send within the law of topics, in order or not. @param boxKey of the coach API */
export const hostileMessage = (boxKey: Uint8Array): fc.Arbitrary<(person: Employee) => Incoming> =>
  fc
    .tuple(fc.oneof({ weight: 9, arbitrary: signed }, noise), spoilt, spoilt, elsewhere)
    .map(([make, within, without, other]) => (person) => {
      const { kind, bytes } = make(person);
      const inner = within(bytes);
      const payload = without(SEALED.includes(kind) ? seal(inner, boxKey) : inner);
      return { topic: TOPICS.up(person.name, other ?? kind), payload };
    });
