import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocks, CDDL, jwsValue, recordValue, SPEC } from '../test/spec.js';
import { aeadOpen } from './aead.js';
import { concat } from './bytes.js';
import { decodeCbor, encodeCbor } from './cbor.js';
import { signGrant, signWithdrawal } from './consent.js';
import { CONSENT_CONTEXT } from './consent-context.js';
import { parseEnvelope, sealEnvelope } from './envelope.js';
import { signErasure, signErasureCertificate } from './erasure.js';
import { signErasureCounts } from './erasure-counts.js';
import { parseJws, signJws } from './jws.js';
import { signKeptKeys } from './kept-keys.js';
import { signKeptPins } from './kept-pins.js';
import { signCertificate, unseal } from './keys.js';
import { encodeBlock } from './log/block.js';
import { signMessage } from './message.js';
import { signProgramme } from './programme.js';
import { signRead } from './read.js';
import { signReceipt } from './receipt.js';
import * as fixture from './records.fixture.js';
import { encodeRecoveryEnvelope, encodeRecoveryItem, RECOVERY_KINDS } from './recovery.js';
import { parseRelease, signRelease } from './release.js';
import { signRetirement } from './retirement.js';
import { signRotation } from './rotation.js';
import { type Sample, SLEEP_STAGES } from './sample.js';
import { encodeSeries } from './series.js';
import { summarise } from './summarise.js';
import { encodeSummary } from './summary.js';
import { signRecoveryToken, signToken } from './token.js';
import { DOWN_KINDS, TOPICS, UP_KINDS } from './topics.js';
import { windowsOf } from './window.js';

/* The text of SPEC.md held against the code, so that neither goes on alone. */

const ROOM = new URL('..', import.meta.url);
const { AGENT, COACH_API, IDENTITY, filled } = fixture;

const RECORDS: readonly (readonly [string, Uint8Array])[] = [
  ['envelope', sealEnvelope(fixture.HEADER, fixture.boxInputs(filled(40, 1)), AGENT)],
  ['certificate', signCertificate(fixture.CERTIFICATE, IDENTITY)],
  ['retirement', signRetirement(fixture.RETIREMENT, IDENTITY)],
  ['rotation', signRotation(fixture.ROTATION, COACH_API)],
  ['kept-keys', signKeptKeys(fixture.KEPT_KEYS, AGENT)],
  ['kept-pins', signKeptPins(fixture.KEPT_PINS, IDENTITY)],
  ['release', signRelease(fixture.RELEASE_HEADER, fixture.DATA_KEYS, AGENT)],
  ['receipt', signReceipt(fixture.RECEIPT, COACH_API)],
  ['read', signRead(fixture.READ, COACH_API)],
  ['programme', signProgramme(fixture.PROGRAMME, COACH_API)],
  ['message', signMessage(fixture.MESSAGE, AGENT)],
  ['message', signMessage({ ...fixture.MESSAGE, agent: null, answers: null, report: null }, COACH_API)],
  ['erasure', signErasure(fixture.ERASURE, IDENTITY)],
  ['erasure-certificate', signErasureCertificate(fixture.ERASURE_CERTIFICATE, COACH_API)],
  ['erasure-counts', signErasureCounts(fixture.ERASURE_COUNTS, COACH_API)],
];

const JWS: readonly (readonly [string, string])[] = [
  ['grant', signGrant(fixture.GRANT, IDENTITY)],
  ['withdrawal', signWithdrawal(fixture.withdrawalOf('ab'.repeat(32)), IDENTITY)],
  ['token', signToken(AGENT, 'aa'.repeat(16), fixture.WINDOW_START)],
  ['recovery-token', signRecoveryToken(IDENTITY, fixture.WINDOW_START)],
];

/** Another value of every type that stands in the JSON, each of which is none of the others. */
const STRANGERS = [null, 7, 'x', ['x'], {}];

const DAY = windowsOf('2026-03-10', 'day', 'Europe/Brussels');
const HOUR = windowsOf('2026-03-10', 'hour', 'Europe/Brussels').slice(0, 1);
const MINUTES: readonly Sample[] = (DAY[0] === undefined ? [] : [DAY[0].start]).flatMap((start) =>
  Array.from({ length: 60 }, (_, i) => start + 60 * i).flatMap((at): Sample[] => [
    { metric: 'steps', start: at, duration: 60, value: 120 },
    { metric: 'heart-rate', start: at, value: 60 },
    { metric: 'sleep', start: at, duration: 60, stage: 'light' },
  ]),
);

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

describe('the CDDL of SPEC.md', () => {
  it('uses no name that it does not define', () => {
    expect(CDDL.undefinedNames()).toEqual([]);
    expect(CDDL.rules.size).toBe(92);
  });

  it('defines every message, and nothing that no message uses', () => {
    const records = [...new Set(RECORDS.map(([name]) => name)), ...JWS.map(([name]) => name)];
    const others = ['series', 'hour', 'day', 'box-aad', 'sealed-keys', 'block', 'topic', 'leaves-message'].concat([
      'recovered-envelope',
      'recovered-record',
      'key-set',
    ]);
    // A rotation is sent in a key set alone.
    const sent = [...records, ...others].filter((name) => name !== 'rotation');
    expect([...CDDL.unusedNames()].sort()).toEqual(sent.sort());
  });

  it.each(RECORDS)('describes what the code writes as %s', (name, bytes) => {
    expect(CDDL.matches(name, recordValue(bytes))).toBe(true);
  });

  it.each(RECORDS)('describes no other record as %s', (name) => {
    const others = RECORDS.filter(([other]) => other !== name).map(([, bytes]) =>
      CDDL.matches(name, recordValue(bytes)),
    );
    expect(others).toEqual(others.map(() => false));
  });

  it.each(JWS)('describes what the code writes as %s, and no other', (name, jws) => {
    expect(CDDL.matches(name, jwsValue(jws))).toBe(true);
    const others = JWS.filter(([other]) => other !== name).map(([, other]) => CDDL.matches(name, jwsValue(other)));
    expect(others).toEqual(others.map(() => false));
  });

  it.each(JWS)('describes no %s with a member more, less or of another type, nor under another header', (name, jws) => {
    const { type, payload } = parseJws(jws);
    const members: Record<string, unknown> = { ...(payload as object) };
    const matches = (changed: object, typ = type): boolean =>
      CDDL.matches(name, jwsValue(signJws(IDENTITY, typ, changed)));
    expect(matches(members)).toBe(true);
    expect(matches(members, 'f4w-consent+jws')).toBe(false);
    expect(matches({ ...members, extra: 1 })).toBe(false);
    for (const member of Object.keys(members)) {
      const { [member]: value, ...rest } = members;
      expect(matches(rest)).toBe(false);
      const strangers = STRANGERS.filter((other) => kindOf(other) !== kindOf(value));
      expect(strangers.map((other) => matches({ ...members, [member]: other }))).toEqual(strangers.map(() => false));
    }
  });

  it('describes what is sealed in a release', () => {
    const bytes = signRelease(fixture.RELEASE_HEADER, fixture.DATA_KEYS, AGENT);
    const sealed = unseal(parseRelease(bytes).sealed, fixture.RECIPIENT);
    expect(CDDL.matches('sealed-keys', sealed)).toBe(true);
    expect(CDDL.matches('sealed-keys', encodeCbor([filled(32, 1), []]))).toBe(true);
    for (const key of [
      ['2026-03-29', 0, 3, filled(32, 1)],
      ['2026-03-29', 3, 0, filled(32, 1)],
      ['2026-03-29', 0, 0, filled(31, 1)],
      ['2026-03-29', 0, 0],
    ]) {
      expect(CDDL.matches('sealed-keys', encodeCbor([filled(32, 1), [key]]))).toBe(false);
    }
    expect(CDDL.matches('sealed-keys', encodeCbor([[]]))).toBe(false);
    expect(CDDL.matches('sealed-keys', concat(sealed, filled(1, 0)))).toBe(false);
  });

  it('describes the external_aad under which a box opens, and no other', () => {
    const [input] = fixture.boxInputs(filled(40, 1));
    const [box] = parseEnvelope(sealEnvelope(fixture.HEADER, fixture.boxInputs(filled(40, 1)), AGENT)).boxes;
    const { pseudonym, windowStart, revision } = fixture.HEADER;
    const place = ['f4w/v1/box', 1, pseudonym, windowStart, 900, revision, 0];
    const aad = encodeCbor(['Encrypt0', encodeCbor(new Map([[1, 24]])), encodeCbor(place)]);
    if (box === undefined || input === undefined) throw new RangeError('an envelope has boxes');
    const plaintext = aeadOpen({ key: input.dataKey, nonce: box.nonce, aad }, box.ciphertext);
    expect(plaintext.subarray(0, 41)).toEqual(concat(filled(40, 1), Uint8Array.of(0x80)));
    expect(CDDL.matches('box-aad', encodeCbor(place))).toBe(true);
    for (const other of [place.with(0, 'f4w/v1/kid'), place.with(4, 901), place.with(6, 3), place.slice(1)]) {
      expect(CDDL.matches('box-aad', encodeCbor(other))).toBe(false);
    }
  });

  it('describes 1 to 1,024 leaves for the anchor', () => {
    const lengths = [0, 31, 32, 33, 64, 32_767, 32_768, 32_800];
    const described = lengths.filter((length) => CDDL.matches('leaves-message', filled(length, 1)));
    expect(described).toEqual([32, 64, 32_768]);
    expect(CDDL.matches('leaves-message', 'a'.repeat(32))).toBe(false);
  });

  it('describes what is recovered', () => {
    const envelope = { position: 1, agent: 1, sequence: 1, leaf: filled(32, 1) };
    for (const bytes of [filled(9, 1), null]) {
      const item = decodeCbor(encodeRecoveryEnvelope({ ...envelope, bytes }));
      expect(CDDL.matches('recovered-envelope', item)).toBe(true);
      expect(CDDL.matches('recovered-record', item)).toBe(false);
    }
    const record = decodeCbor(encodeRecoveryItem({ position: 1, bytes: filled(9, 1) }));
    expect(CDDL.matches('recovered-record', record)).toBe(true);
    expect(CDDL.matches('recovered-envelope', record)).toBe(false);
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
      ...[TOPICS.leaves, TOPICS.checkpoint, TOPICS.anchorEcho, TOPICS.echo('a'), TOPICS.echo('0'.repeat(16))],
    ];
    expect(topics.map((topic) => CDDL.matches('topic', topic))).toEqual(topics.map(() => true));
    const [foreign, long] = [`f4w/v1/${person}/echo/a`, TOPICS.echo('0'.repeat(17))];
    for (const other of [
      `f4w/v1/${person}/up/read`,
      `f4w/v1/${person}/down/envelope`,
      'f4w/v1/anchor/blocks',
      'f4w/v1/anchor/echo/a',
      foreign,
      long,
    ]) {
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

  it('lists the kinds of what a person gets back', () => {
    const listed = codesAfter('| kind of what is recovered', '## 18');
    expect(listed).toEqual([...RECOVERY_KINDS].sort());
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
