import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { describe, expect, it } from 'vitest';
import { type Case, run, type VectorFile } from '../../vectors/src/run.js';
import * as protocol from './index.js';

/* Our own vectors (vectors/README.md), through every reader and writer of this room. */

await protocol.cryptoReady;

/** How many cases are valid and invalid, written here and not read: a file that loses cases is seen. */
const COUNTS: Readonly<Record<string, readonly [valid: number, invalid: number]>> = {
  texts: [9, 19],
  cbor: [28, 52],
  signature: [3, 13],
  'civil-days-and-windows': [26, 9],
  leaf: [3, 3],
  series: [18, 46],
  summaries: [67, 58],
  figures: [35, 0],
  padding: [5, 6],
  envelope: [8, 106],
  keys: [11, 21],
  'agent-certificate': [3, 63],
  'agent-retirement': [3, 62],
  'key-rotation': [8, 79],
  'kept-keys': [2, 63],
  'kept-pins': [2, 57],
  grant: [8, 110],
  withdrawal: [3, 77],
  'consent-replay': [36, 0],
  release: [4, 89],
  receipt: [3, 68],
  read: [4, 88],
  programme: [5, 114],
  message: [7, 83],
  erasure: [3, 74],
  'erasure-certificate': [5, 65],
  'erasure-counts': [3, 62],
  merkle: [32, 27],
  'tile-path': [9, 16],
  'entry-bundle': [4, 12],
  vkey: [3, 11],
  'signed-note': [3, 21],
  checkpoint: [3, 13],
  cosignature: [4, 7],
  policy: [8, 24],
  'tlog-proof': [3, 20],
  'policy-statement': [10, 32],
  block: [2, 24],
  topics: [12, 16],
  token: [2, 12],
  'recovery-token': [3, 11],
};

const CHECKOUT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, CHECKOUT), 'utf8');
const files = new Map(
  Object.keys(COUNTS).map((name) => [name, JSON.parse(read(`vectors/${name}.json`)) as VectorFile]),
);
const SPEC = read('protocol/SPEC.md');

it('the folder has these files and no other', () => {
  const names = readdirSync(new URL('vectors/', CHECKOUT)).filter((name) => name.endsWith('.json'));
  expect(names.sort()).toEqual([...files.keys()].map((name) => `${name}.json`).sort());
});

it.each([...files])('%s: every case is accepted or refused as it says', async (name, file) => {
  const { failures, ...counts } = await run(name, file, protocol);
  expect(failures).toEqual([]);
  const [valid, invalid] = COUNTS[name] ?? [];
  expect(counts).toEqual({ valid, invalid });
  expect(file.count).toEqual(counts);
});

describe('the vectors and the specification', () => {
  it('know the same clauses: every case cites one, and a file names its own', () => {
    const clauses = new Set(
      [...SPEC.matchAll(/^\*\*(\d+\.\d+)\*\*/gm), ...SPEC.matchAll(/^## (\d+) /gm)].map(([, at]) => at),
    );
    expect(clauses.size).toBeGreaterThan(80);
    const unknown = [...files].flatMap(([name, { cases }]) =>
      cases.filter(({ clause }) => !clauses.has(clause)).map((one) => `${name}: ${one.name} (${one.clause})`),
    );
    expect(unknown).toEqual([]);
    expect([...files.values()].filter(({ spec }) => !spec.startsWith('SPEC.md '))).toEqual([]);
  });

  it('know the same kinds of signed records', () => {
    const kinds = [...SPEC.matchAll(/^\| `f4w-([a-z-]+)\+cose` /gm)].map(([, kind]) => kind ?? '');
    expect(kinds).toHaveLength(14);
    expect(kinds.filter((kind) => !files.has(kind))).toEqual([]);
  });

  it('know the same codes', () => {
    const codes = new Set([...SPEC.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code));
    const named = [...files.values()].flatMap(({ cases }) =>
      cases.flatMap(({ refused }) => (refused === true ? [] : (refused ?? []))),
    );
    expect(new Set(named).size).toBe(22);
    expect([...new Set(named)].filter((code) => !codes.has(code))).toEqual([]);
  });

  it('call each case by a name of its own', () => {
    const twice = [...files].filter(([, { cases }]) => new Set(cases.map(({ name }) => name)).size !== cases.length);
    expect(twice.map(([name]) => name)).toEqual([]);
  });
});

/** Files of which every valid case has bytes that are CBOR, a signed record after its tag. */
const CBOR = [
  'cbor',
  'series',
  'summaries',
  'block',
  'envelope',
  'release',
  'receipt',
  'read',
  'programme',
  'message',
].concat(['kept-keys', 'kept-pins']);
/** The other library's decoder drops it, as a browser's does unless it is told otherwise. */
const BYTE_ORDER_MARK = 'a byte order mark, which is part of a text';
const SIGN1 = 0xd2;

it('the CBOR of valid cases is what the library of another author makes of the same values', () => {
  const cases = CBOR.flatMap((name) => files.get(name)?.cases ?? []);
  const valid = cases.filter((one) => one.valid && typeof one.bytes === 'string' && one.name !== BYTE_ORDER_MARK);
  expect(valid).toHaveLength(97);
  const other = valid.filter((one) => {
    const bytes = protocol.fromHex(String(one.bytes));
    const untagged = bytes[0] === SIGN1 ? bytes.subarray(1) : bytes;
    const value: unknown = decode(untagged, { useMaps: true, allowUndefined: false, rejectDuplicateMapKeys: true });
    return !protocol.equalBytes(encode(value, rfc8949EncodeOptions), untagged);
  });
  expect(other.map(({ name }) => name)).toEqual([]);
});

it('the generator writes what stands in the folder', async () => {
  const cwd = fileURLToPath(CHECKOUT);
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/vectors.mjs', '--check'], { cwd });
  expect(stdout).toBe(`${files.size} files of vectors, 0 of them differ\n`);
});

describe('the runner', () => {
  const changed = (name: string, change: (one: Case) => Case): VectorFile => {
    const file = files.get(name);
    if (file === undefined) throw new RangeError('there is no such file');
    return { ...file, cases: file.cases.map(change) };
  };

  it('notices what is accepted, refused, decoded, written or refused with another code, and each time says which case', async () => {
    const exchanged = changed('receipt', (one) => ({ ...one, valid: !one.valid, refused: true }));
    const otherValue = changed('block', (one) => (one.valid ? { ...one, expect: { height: 7 } } : one));
    const otherBytes = changed('summaries', (one) =>
      one.op === undefined && one.valid ? { ...one, bytes: '83030000' } : one,
    );
    const otherCode = changed('padding', (one) => (one.valid ? one : { ...one, refused: ['too-much'] }));
    const all = [
      ['receipt', exchanged],
      ['block', otherValue],
      ['summaries', otherBytes],
      ['padding', otherCode],
    ] as const;
    const outcomes = await Promise.all(all.map(([name, file]) => run(name, file, protocol)));
    expect(outcomes.map(({ failures }) => failures.length)).toEqual([71, 2, 20, 6]);
    expect(outcomes[1]?.failures[0]).toMatch(
      /^block: "the first, which begins with any leaf" \(15\.3\) gives .* instead of /,
    );
  });

  it('does not take a fault for a refusal', async () => {
    const broken = changed('receipt', (one) => ({ ...one, key: 'nobody' }));
    const { failures } = await run('receipt', broken, protocol);
    expect(failures).toHaveLength(broken.cases.length);
    await expect(run('receipts', broken, protocol)).rejects.toThrow(/no kind of vectors/);
  });
});
