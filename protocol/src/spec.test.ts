import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor } from './cbor.js';
import { Cddl } from './cddl.fixture.js';
import { CONSENT_CONTEXT } from './consent-context.js';
import { sealEnvelope } from './envelope.js';
import { signErasure, signErasureCertificate } from './erasure.js';
import { signCertificate } from './keys.js';
import { encodeBlock } from './log/block.js';
import { signMessage } from './message.js';
import { signProgramme } from './programme.js';
import { signRead } from './read.js';
import { signReceipt } from './receipt.js';
import * as fixture from './records.fixture.js';
import { signRelease } from './release.js';
import { signRetirement } from './retirement.js';
import { signRotation } from './rotation.js';
import { type Sample, SLEEP_STAGES } from './sample.js';
import { encodeSeries } from './series.js';
import { summarise } from './summarise.js';
import { encodeSummary } from './summary.js';
import { DOWN_KINDS, TOPICS, UP_KINDS } from './topics.js';
import { windowsOf } from './window.js';

/* The text of SPEC.md held against the code, so that neither goes on alone. */

const ROOM = new URL('..', import.meta.url);
const SPEC = readFileSync(new URL('SPEC.md', ROOM), 'utf8');
const blocks = (language: string): string =>
  [...SPEC.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, of, text]) => (of === language ? [text] : [])).join('\n');

const CDDL = new Cddl(blocks('cddl'), decodeCbor);
const { AGENT, COACH_API, IDENTITY, filled } = fixture;
const record = (bytes: Uint8Array): unknown => ({
  tag: bytes[0] === 0xd2 ? 18 : -1,
  value: decodeCbor(bytes.subarray(1)),
});

const RECORDS: readonly (readonly [string, Uint8Array])[] = [
  ['envelope', sealEnvelope(fixture.HEADER, fixture.boxInputs(filled(40, 1)), AGENT)],
  ['certificate', signCertificate(fixture.CERTIFICATE, IDENTITY)],
  ['retirement', signRetirement(fixture.RETIREMENT, IDENTITY)],
  ['rotation', signRotation(fixture.ROTATION, COACH_API)],
  ['release', signRelease(fixture.RELEASE_HEADER, fixture.DATA_KEYS, AGENT)],
  ['receipt', signReceipt(fixture.RECEIPT, COACH_API)],
  ['read', signRead(fixture.READ, COACH_API)],
  ['programme', signProgramme(fixture.PROGRAMME, COACH_API)],
  ['message', signMessage(fixture.MESSAGE, AGENT)],
  ['message', signMessage({ ...fixture.MESSAGE, agent: null, answers: null, report: null }, COACH_API)],
  ['erasure', signErasure(fixture.ERASURE, IDENTITY)],
  ['erasure-certificate', signErasureCertificate(fixture.ERASURE_CERTIFICATE, COACH_API)],
];

const DAY = windowsOf('2026-03-10', 'day', 'Europe/Brussels');
const HOUR = windowsOf('2026-03-10', 'hour', 'Europe/Brussels').slice(0, 1);
const MINUTES: readonly Sample[] = (DAY[0] === undefined ? [] : [DAY[0].start]).flatMap((start) =>
  Array.from({ length: 60 }, (_, i) => start + 60 * i).flatMap((at): Sample[] => [
    { metric: 'steps', start: at, duration: 60, value: 120 },
    { metric: 'heart-rate', start: at, value: 60 },
    { metric: 'sleep', start: at, duration: 60, stage: 'light' },
  ]),
);

describe('the CDDL of SPEC.md', () => {
  it('uses no name that it does not define', () => {
    expect(CDDL.undefinedNames()).toEqual([]);
    expect(CDDL.rules.size).toBe(60);
  });

  it.each(RECORDS)('describes what the code writes as %s', (name, bytes) => {
    expect(CDDL.matches(name, record(bytes))).toBe(true);
  });

  it.each(RECORDS)('describes no other record as %s', (name) => {
    const others = RECORDS.filter(([other]) => other !== name).map(([, bytes]) => CDDL.matches(name, record(bytes)));
    expect(others).toEqual(others.map(() => false));
  });

  it('describes blocks', () => {
    const block = { height: 1, previous: filled(32, 1), firstIndex: 3, size: 5, root: filled(32, 2), time: 1000 };
    expect(CDDL.matches('block', decodeCbor(encodeBlock(block)))).toBe(true);
    expect(CDDL.matches('block', new Map())).toBe(false);
  });

  it('describes the plaintexts of all windows', () => {
    for (const samples of [[], MINUTES]) {
      for (const window of [...DAY, ...HOUR]) {
        const granularity = window.granularity === 'day' ? 'day' : 'hour';
        for (const values of summarise(samples, window)) {
          const plaintext = encodeSummary({ granularity, wornSeconds: 60, values });
          expect(CDDL.matches(granularity, decodeCbor(plaintext))).toBe(true);
          expect(CDDL.matches(granularity === 'day' ? 'hour' : 'day', decodeCbor(plaintext))).toBe(false);
        }
      }
    }
    const series = encodeSeries({ metric: 'steps', worn: [], samples: [] }, 0);
    expect(CDDL.matches('series', decodeCbor(series))).toBe(true);
    expect(CDDL.matches('series', decodeCbor(encodeCbor([1, 3, filled(0, 0), filled(0, 0)])))).toBe(false);
  });

  it('describes every topic, and no other', () => {
    const person = '0'.repeat(32);
    const topics = [
      ...UP_KINDS.map((kind) => TOPICS.up(person, kind)),
      ...DOWN_KINDS.map((kind) => TOPICS.down(person, kind)),
      ...[TOPICS.leaves, TOPICS.checkpoint],
    ];
    expect(topics.map((topic) => CDDL.matches('topic', topic))).toEqual(topics.map(() => true));
    for (const other of [`f4w/v1/${person}/up/read`, `f4w/v1/${person}/down/envelope`, 'f4w/v1/anchor/blocks']) {
      expect(CDDL.matches('topic', other)).toBe(false);
    }
  });
});

/** The codes in the first column of the tables that follow a text. */
function codesAfter(text: string, until: string): readonly string[] {
  const part = SPEC.slice(SPEC.indexOf(text), SPEC.indexOf(until, SPEC.indexOf(text)));
  const rows = [...part.matchAll(/^\| (`[^|]*`)\s*\|/gm)];
  return rows.flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)).sort();
}

/** The members of a union of literals in a source. */
function unionIn(file: string, name: string): readonly string[] {
  const source = readFileSync(new URL(`src/${file}`, ROOM), 'utf8').replace(/\/\/.*|\/\*\*[\s\S]*?\*\//g, '');
  const [, union = ''] = new RegExp(`export type ${name} =([^;]*);`).exec(source) ?? [];
  return [...union.matchAll(/'([a-z0-9-]+)'/g)].map(([, member = '']) => member).sort();
}

describe('SPEC.md', () => {
  it('lists the codes of every refusal', () => {
    expect(codesAfter('**1.5**', 'A message that goes with a code')).toEqual(unionIn('error.ts', 'ProtocolErrorCode'));
    expect(codesAfter('What section 15 refuses', '**1.6**')).toEqual(unionIn('log/error.ts', 'LogErrorCode'));
  });

  it('lists the kinds of signed records', () => {
    const kinds = unionIn('cose.ts', 'Sign1Kind').map((kind) => `f4w-${kind}+cose`);
    expect(codesAfter('| kind ', 'The outer array')).toEqual(kinds.sort());
  });

  it('has the context of consent to the letter', () => {
    const [context = ''] = blocks('json').split('\n\n');
    expect(JSON.stringify(JSON.parse(context))).toBe(JSON.stringify(CONSENT_CONTEXT));
  });

  it('numbers the sleep stages as the code does', () => {
    const text = SLEEP_STAGES.map((stage, code) => `\`${stage}\` ${code}`);
    for (const stage of text) expect(SPEC).toContain(stage);
  });
});

describe('every source that reads what others wrote', () => {
  const sources = readdirSync(new URL('src', ROOM), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.(test|fixture)\.ts$|testing/.test(file))
    .map((file) => ({ file, text: readFileSync(new URL(`src/${file}`, ROOM), 'utf8') }));
  const clauses = new Set([...SPEC.matchAll(/^\*\*(\d+\.\d+)\*\*/gm)].map(([, clause]) => clause));
  /** Clauses as `clause 4.2`, `clauses 7.4 and 7.5` or `clauses 4.2 to 4.4`, but not those of an RFC's section. */
  const cited = (text: string): readonly string[] =>
    [...text.matchAll(/clauses? (\d+\.\d+)(?: (?:and|to) (\d+\.\d+))?/g)].flatMap(([, first = '', last = first]) => [
      first,
      last,
    ]);

  it('cites a clause', () => {
    const readers = sources.filter(({ text }) =>
      /^export (?:function|const) (?:parse|open|read|decode|from|unpad|unseal)[A-Z(]/m.test(text),
    );
    expect(readers.length).toBeGreaterThan(25);
    const silent = readers
      .filter(({ text }) => !/clauses? \d+\.\d|SPEC\.md sections? \d/.test(text))
      .map(({ file }) => file);
    expect(silent).toEqual([]);
  });

  it('cites no clause that does not exist', () => {
    const wrong = sources.flatMap(({ file, text }) =>
      cited(text)
        .filter((clause) => !clauses.has(clause))
        .map((clause) => `${file}: ${clause}`),
    );
    expect(wrong).toEqual([]);
  });
});
