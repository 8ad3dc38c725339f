import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { type Message, openMessage, signMessage } from './message.js';
import { AGENT, COACH_API, codeOf, filled, flipped, MESSAGE, STRANGER } from './records.fixture.js';

const BYTES = signMessage(MESSAGE, AGENT);
const FROM_COACH: Message = { ...MESSAGE, agent: null, report: null };
const fromPerson = (bytes: Uint8Array): Message => openMessage(bytes, 'person', AGENT.publicKey);

const REPORT: readonly unknown[] = [filled(32, 0xcf), 2, true, 5];
const BODY: readonly unknown[] = [
  ...[1, MESSAGE.pseudonym, 'coach-1', 1, MESSAGE.answers, MESSAGE.text, REPORT, MESSAGE.time, MESSAGE.salt],
];
const changed = (key: number, value: unknown): string =>
  codeOf(() =>
    fromPerson(sign1(AGENT, 'message', encodeCbor(fields(...BODY.map((old, i) => (i === key ? value : old)))))),
  );

describe('a message', () => {
  it('says what its author signed', () => {
    expect(fromPerson(BYTES)).toEqual(MESSAGE);
    expect(sign1(AGENT, 'message', encodeCbor(fields(...BODY)))).toEqual(BYTES);
    expect(openMessage(signMessage(FROM_COACH, COACH_API), 'coach', COACH_API.publicKey)).toEqual(FROM_COACH);
  });

  it('survives a round trip', () => {
    const report = fc.record({
      programme: fc.constant(filled(32, 1)),
      session: fc.nat(399),
      done: fc.boolean(),
      effort: fc.option(fc.nat(10)),
    });
    const answers = fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }));
    const agent = fc.nat(0xffff);
    fc.assert(
      fc.property(
        fc.record({ text: fc.string({ minLength: 1 }), report: fc.option(report), answers, agent }),
        (change) => {
          const message = { ...MESSAGE, ...change };
          expect(fromPerson(signMessage(message, AGENT))).toEqual(message);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is not taken for one of the other side, whoever signed it', () => {
    const asPerson = signMessage(FROM_COACH, AGENT);
    expect(codeOf(() => fromPerson(asPerson))).toBe('malformed');
    const asCoach = signMessage(MESSAGE, COACH_API);
    expect(codeOf(() => openMessage(asCoach, 'coach', COACH_API.publicKey))).toBe('malformed');
  });

  it('of another key or with a bit turned is refused', () => {
    expect(codeOf(() => openMessage(BYTES, 'person', STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => fromPerson(flipped(BYTES, BYTES.length - 1)))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['with a short pseudonym', [1, filled(15, 0)], 'malformed'],
    ['to a coach of 257 characters', [2, 'x'.repeat(257)], 'malformed'],
    ['of an agent above 16 bits', [3, 0x1_0000], 'malformed'],
    ['answering a short leaf', [4, filled(31, 0)], 'malformed'],
    ['of 4,097 characters', [5, 'x'.repeat(4097)], 'malformed'],
    ['with a report of three items', [6, REPORT.slice(1)], 'malformed'],
    ['with a report of five items', [6, [...REPORT, 0]], 'malformed'],
    ['with a report of no programme', [6, [null, 2, true, 5]], 'malformed'],
    ['with a report of session 400', [6, [filled(32, 0), 400, true, 5]], 'malformed'],
    ['with a report that is neither done nor not', [6, [filled(32, 0), 0, null, 5]], 'malformed'],
    ['with an effort of 11', [6, [filled(32, 0), 0, true, 11]], 'malformed'],
    ['before time', [7, -1], 'malformed'],
    ['with a short salt', [8, filled(31, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    expect(changed(key, value)).toBe(code);
  });

  it('with nothing but what it answers acknowledges that, from either side', () => {
    const seen = { ...MESSAGE, text: '', report: null };
    expect(fromPerson(signMessage(seen, AGENT))).toEqual(seen);
    const byCoach = { ...seen, agent: null };
    expect(openMessage(signMessage(byCoach, COACH_API), 'coach', COACH_API.publicKey)).toEqual(byCoach);
  });

  it('says something, in words or with a report', () => {
    expect(changed(5, '')).toBe('accepted');
    expect(changed(6, null)).toBe('accepted');
    const silent = { ...MESSAGE, text: '', report: null, answers: null };
    expect(codeOf(() => signMessage(silent, AGENT))).toBe('out-of-range');
    expect(changed(5, 'x'.repeat(4096))).toBe('accepted');
    expect(changed(6, [filled(32, 0), 399, false, null])).toBe('accepted');
  });

  it('of a coach with a report is not signed', () => {
    expect(codeOf(() => signMessage({ ...MESSAGE, agent: null }, COACH_API))).toBe('malformed');
  });
});
