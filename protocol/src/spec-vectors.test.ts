import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Case, VectorFile } from '../../vectors/src/run.js';
import { bytesOf } from '../../vectors/src/values.js';
import { CDDL, jwsValue, recordValue } from '../test/spec.js';
import { decodeCbor } from './cbor.js';
import { ProtocolError } from './error.js';
import * as protocol from './index.js';

/* The definitions of SPEC.md held against the vectors: they describe every valid case, and refuse what is broken in structure.
   What signatures, calendars, orders and limits decide is said in words, of which CDDL knows nothing. */

await protocol.cryptoReady;

interface Sort {
  /** The definitions of which a case has to fulfil one. */
  readonly names: readonly string[];
  /** The value of a case; none where it is about a writer, or about several records at once. */
  readonly value: (one: Case) => unknown;
  /** Valid cases, and of the invalid ones those that the CDDL refuses and those that it does not. */
  readonly counts: readonly [valid: number, refused: number, described: number];
}

const bytes = (one: Case): Uint8Array => bytesOf(protocol, one.bytes);
const sort = (value: Sort['value'], names: string, counts: Sort['counts']): Sort => ({
  names: names.split(' '),
  value,
  counts,
});
const record = (name: string, counts: Sort['counts']): Sort => sort((one) => recordValue(bytes(one)), name, counts);
const plain = (names: string, counts: Sort['counts']): Sort => sort((one) => decodeCbor(bytes(one)), names, counts);
const jws = (name: string, member: string, counts: Sort['counts']): Sort =>
  sort((one) => jwsValue(String(one[member])), name, counts);

const SORTS: Readonly<Record<string, Sort>> = {
  envelope: record('envelope', [8, 75, 28]),
  'agent-certificate': record('certificate', [3, 53, 10]),
  'agent-retirement': record('retirement', [3, 53, 9]),
  'key-rotation': record('rotation', [2, 60, 15]),
  'kept-keys': record('kept-keys', [2, 52, 11]),
  'kept-pins': record('kept-pins', [2, 46, 11]),
  release: record('release', [4, 58, 31]),
  receipt: record('receipt', [3, 58, 10]),
  read: record('read', [4, 71, 17]),
  programme: record('programme', [5, 89, 25]),
  message: record('message', [7, 65, 18]),
  erasure: record('erasure', [3, 59, 15]),
  'erasure-certificate': record('erasure-certificate', [2, 56, 9]),
  'erasure-counts': record('erasure-counts', [3, 50, 12]),
  grant: jws('grant', 'jws', [8, 79, 31]),
  withdrawal: jws('withdrawal', 'jws', [3, 55, 22]),
  token: jws('token', 'token', [2, 6, 6]),
  'recovery-token': jws('recovery-token', 'token', [3, 5, 6]),
  block: plain('block', [2, 10, 14]),
  series: plain('series', [18, 11, 27]),
  summaries: plain('hour day', [20, 30, 26]),
  topics: sort(({ topic }) => topic, 'person-topic', [12, 16, 0]),
};

const fileOf = (name: string): VectorFile =>
  JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8')) as VectorFile;

/** Whether a definition describes a case. What is not even in the encoding of section 1 is described by none. */
function isDescribed({ names, value }: Sort, one: Case): boolean {
  try {
    const read = value(one);
    return names.some((name) => CDDL.matches(name, read));
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

const INPUTS = ['bytes', 'jws', 'token', 'topic'];
type Held = Case & { readonly described: boolean };

const ALL = Object.entries(SORTS).map(([file, kind]) => {
  const cases = fileOf(file).cases.filter((one) => INPUTS.some((input) => input in one));
  return { file, kind, cases: cases.map((one): Held => ({ ...one, described: isDescribed(kind, one) })) };
});

/** Names of what is broken in its structure alone: something is missing, too much, too short or of another type. */
const STRUCTURE = [
  /^lacks /,
  / (?:missing|besides)$/,
  /\b(?:field|member|parameter|value)\b.* (?:more|less)$/,
  /\b(?:\d+|two|three|four|five|six) (?:items|boxes|zones|stages|parts)$/,
  / of (?:15|16|17|31|33|63) bytes$/,
  / as (?:text|bytes|a number|a float)$/,
  /\bthat is (?:no array|a number|text|an array|null)\b/,
  /^has no (?:type|key id|algorithm|tag)$/,
  / field \d+\b.* (?:above|below) \d+$/,
];

describe('the CDDL of SPEC.md', () => {
  it.each(ALL)('describes every valid case of $file, and refuses of the others those it can', ({ kind, cases }) => {
    const [valid, invalid] = [cases.filter((one) => one.valid), cases.filter((one) => !one.valid)];
    expect(valid.filter(({ described }) => !described).map(({ name }) => name)).toEqual([]);
    const described = invalid.filter((one) => one.described).length;
    expect([valid.length, invalid.length - described, described]).toEqual(kind.counts);
  });

  it('refuses by itself whatever is broken in its structure', () => {
    const broken = ALL.flatMap(({ file, cases }) =>
      cases
        // What is sealed in a release is a matter of its own, below.
        .filter(({ valid, op, name }) => !valid && op !== 'open' && STRUCTURE.some((pattern) => pattern.test(name)))
        .map(({ name, described }) => ({ name: `${file}: ${name}`, described })),
    );
    expect(broken.filter(({ described }) => described).map(({ name }) => name)).toEqual([]);
    expect(broken).toHaveLength(548);
  });

  it('describes the external_aad of every box', () => {
    const boxes = fileOf('envelope').cases.flatMap(({ valid, boxes: all }) => (valid ? (all as Case[]) : []));
    const described = boxes.filter(({ externalAad }) => CDDL.matches('box-aad', bytesOf(protocol, externalAad)));
    expect([boxes.length, described.length]).toEqual([24, 24]);
  });

  it('describes what is sealed in every valid release, and refuses what is broken in the structure of it', () => {
    const { cases, keys = {} } = fileOf('release');
    const opened = cases.flatMap((one) => {
      try {
        const { sealed } = protocol.parseRelease(bytes(one));
        const pair = protocol.boxKeyPair(bytesOf(protocol, keys[String(one.recipient)]?.secret));
        return [{ ...one, described: CDDL.matches('sealed-keys', protocol.unseal(sealed, pair)) }];
      } catch (error) {
        if (error instanceof ProtocolError) return [];
        throw error;
      }
    });
    expect(opened.filter(({ valid, described }) => valid && described)).toHaveLength(4);
    const carried = opened.filter(({ name }) => name.startsWith('carries '));
    expect(carried).toHaveLength(15);
    expect(carried.filter(({ described }) => described).map(({ name }) => name)).toEqual([
      'carries keys that were sealed for another grant',
      'carries keys that were sealed by another agent',
      'carries keys sealed under other heads',
      'carries a key for no day of the calendar',
    ]);
  });
});
