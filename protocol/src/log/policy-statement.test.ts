import { describe, expect, it } from 'vitest';
import { sha256 } from '../hasher.js';
import { cryptoReady } from '../signature.js';
import { parseCheckpoint } from './checkpoint.js';
import { encodeVkey } from './note-key.js';
import {
  formatPolicyStatement,
  parsePolicyStatement,
  parseSignedPolicyStatement,
  pinPolicy,
  policyHash,
  verifySuccession,
} from './policy-statement.js';
import { formatNote, noteSigner } from './signed-note.js';

await cryptoReady;
const fixture = await import('./policy-statements.fixture.js');
const { LOG_KEYS, ORIGIN, policyText, STATEMENTS, statementOf, TEXTS, TIME, WITNESS_KEYS } = fixture;

const FIRST = pinPolicy(TEXTS[0], 0);
const said = { origin: ORIGIN, number: 1, time: TIME, previous: policyHash(TEXTS[0]), text: TEXTS[1] };
const textOf = formatPolicyStatement(said);
const refusal = (code: string) => expect.objectContaining({ code });

describe('the text of a statement', () => {
  it('is read as it was written, empty lines and comments of the policy among it', () => {
    const text = `# of the council\n\n${TEXTS[1]}\n`;
    expect(parsePolicyStatement(formatPolicyStatement({ ...said, text }))).toEqual({ ...said, text });
  });

  it('is never a checkpoint', () => {
    expect(() => parseCheckpoint(textOf)).toThrow(refusal('malformed-checkpoint'));
    const three = textOf.split('\n').slice(0, 3).join('\n');
    expect(() => parseCheckpoint(`${three}\n`)).toThrow(refusal('malformed-checkpoint'));
  });

  it.each([
    ['no policy after it', textOf.split('\n').slice(0, 4).join('\n'), 'malformed-statement'],
    ['an empty policy', `${textOf.split('\n').slice(0, 4).join('\n')}\n`, 'malformed-policy'],
    ['no newline at its end', textOf.slice(0, -1), 'malformed-statement'],
    ['a tab', textOf.replace('\nlog ', '\nlog\t'), 'malformed-statement'],
    ['a bare number', textOf.replace('policy 1', '1'), 'malformed-statement'],
    ['number 0', textOf.replace('policy 1', 'policy 0'), 'malformed-statement'],
    ['a number with a zero before it', textOf.replace('policy 1', 'policy 01'), 'malformed-statement'],
    ['time 0', textOf.replace(`time ${TIME}`, 'time 0'), 'malformed-statement'],
    ['a time after the year 9999', textOf.replace(`time ${TIME}`, 'time 253402300800'), 'malformed-statement'],
    ['no time', textOf.replace('time ', ''), 'malformed-statement'],
    ['no previous policy', textOf.replace('previous ', ''), 'malformed-statement'],
    ['a hash of three bytes', textOf.replace(/previous .*/, 'previous AAAA'), 'malformed-statement'],
    ['a policy of another log', textOf.replace(`${ORIGIN}\npolicy`, 'log.example/x\npolicy'), 'malformed-statement'],
    ['a policy without a log', textOf.replace(/\nlog .*/, ''), 'malformed-policy'],
    ['a policy that is none', textOf.replace('\nlog ', '\ntrust '), 'malformed-policy'],
  ])('is refused with %s', (_, text, code) => {
    expect(() => parsePolicyStatement(text)).toThrow(refusal(code));
  });

  it('is not written as no reader would take it', () => {
    expect(() => formatPolicyStatement({ ...said, number: 0 })).toThrow(refusal('malformed-statement'));
    expect(() => formatPolicyStatement({ ...said, previous: Uint8Array.of(1) })).toThrow(
      refusal('malformed-statement'),
    );
  });

  it('is refused when its note is none', () => {
    expect(() => parseSignedPolicyStatement(Uint8Array.of(10))).toThrow(refusal('malformed-note'));
  });
});

describe('pinning a policy', () => {
  it('needs exactly one log', () => {
    const other = `log ${encodeVkey(noteSigner('log.example/other', 1, new Uint8Array(32).fill(9)).key)}\n`;
    expect(() => pinPolicy(other + TEXTS[0])).toThrow(refusal('malformed-policy'));
    expect(() => pinPolicy('quorum none\n')).toThrow(refusal('malformed-policy'));
    expect(pinPolicy(TEXTS[0])).toMatchObject({ text: TEXTS[0], number: undefined });
  });
});

describe('a succession', () => {
  it('gives the new policy, its number, its time and its leaf', () => {
    const next = verifySuccession(FIRST, STATEMENTS[0]);
    expect(next).toMatchObject({ number: 1, time: TIME + 1, text: TEXTS[1], leaf: sha256(STATEMENTS[0]) });
    expect(next.policy).toEqual(pinPolicy(TEXTS[1]).policy);
  });

  it('is verified too by who does not know the number of its policy', () => {
    expect(verifySuccession(pinPolicy(TEXTS[1]), STATEMENTS[1]).number).toBe(2);
  });

  it('needs the log alone where there was no witness, and may bring witnesses in', () => {
    const bare = policyText(0, [], 'quorum none');
    const change = { number: 1, from: bare, to: TEXTS[1] };
    expect(verifySuccession(pinPolicy(bare, 0), statementOf(change, [0, 1], [0, 1])).text).toBe(TEXTS[1]);
    expect(() => verifySuccession(pinPolicy(bare, 0), statementOf(change, [0, 1], [0]))).toThrow(
      refusal('bad-signature'),
    );
  });

  it('lets a witness go that does not sign when the others are a quorum', () => {
    const from = policyText(0, [0, 1], 'quorum w0');
    const to = policyText(0, [0], 'quorum w0');
    expect(verifySuccession(pinPolicy(from), statementOf({ number: 1, from, to }, [0], [0])).text).toBe(to);
  });

  const change = { number: 1, from: TEXTS[0], to: TEXTS[1] };
  it.each([
    ['the old key did not sign', statementOf(change, [1], [0, 1]), 'bad-signature'],
    ['the new key did not sign', statementOf(change, [0], [0, 1]), 'bad-signature'],
    ['the log signed alone', statementOf(change, [0, 1], []), 'quorum-not-met'],
    ['too few witnesses cosigned', statementOf(change, [0, 1], [1]), 'quorum-not-met'],
    [
      'the quorum is one of the new policy alone',
      statementOf({ ...change, to: TEXTS[2] }, [0, 1], [0, 2]),
      'quorum-not-met',
    ],
    ['a new witness did not cosign', statementOf({ ...change, to: TEXTS[2] }, [0, 1], [0, 1]), 'bad-signature'],
    ['a number is skipped', statementOf({ ...change, number: 2 }, [0, 1], [0, 1]), 'wrong-succession'],
    ['it follows another policy', statementOf({ ...change, from: TEXTS[2] }, [0, 1], [0, 1]), 'wrong-succession'],
    ['it changes nothing', statementOf({ ...change, to: TEXTS[0] }, [0], [0, 1]), 'wrong-succession'],
    [
      'it gives up the witnesses',
      statementOf({ ...change, to: policyText(1, [], 'quorum none') }, [0, 1], [0, 1]),
      'wrong-succession',
    ],
    ['it is a checkpoint', formatNote({ text: `${ORIGIN}\n1\nAAAA\n`, signatures: [] }), 'malformed-note'],
  ])('is refused when %s', (_, statement, code) => {
    expect(() => verifySuccession(FIRST, statement)).toThrow(refusal(code));
  });

  it('is refused for a log of another origin, whoever signed', () => {
    const other = noteSigner('log.example/other', 1, new Uint8Array(32).fill(1));
    const from = TEXTS[0].replace(/^log .*/, `log ${encodeVkey(other.key)}`);
    expect(() => verifySuccession(pinPolicy(from, 0), STATEMENTS[0])).toThrow(refusal('wrong-succession'));
  });

  it('is refused when it is played again', () => {
    const next = verifySuccession(FIRST, STATEMENTS[0]);
    expect(() => verifySuccession(next, STATEMENTS[0])).toThrow(refusal('wrong-succession'));
  });

  it('is refused when a line of a known key was changed, and not for one of a stranger', () => {
    const { note } = parseSignedPolicyStatement(STATEMENTS[0]);
    const [own] = note.signatures;
    const [log, witness] = [LOG_KEYS[0], WITNESS_KEYS[2]];
    if (own === undefined || log === undefined || witness === undefined) throw new RangeError('no such key');
    const wrong = { ...own, signature: own.signature.map((byte) => byte ^ 1) };
    const more = (line: typeof own) => formatNote({ ...note, signatures: [...note.signatures, line] });
    expect(() => verifySuccession(FIRST, more(wrong))).toThrow(refusal('bad-signature'));
    expect(verifySuccession(FIRST, more({ ...wrong, name: 'stranger' })).number).toBe(1);
    const forged = { name: witness.key.name, keyId: witness.key.keyId, signature: new Uint8Array(72).fill(1) };
    expect(verifySuccession(FIRST, more(forged)).number).toBe(1);
  });
});
