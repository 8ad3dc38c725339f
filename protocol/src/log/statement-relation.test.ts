import { describe, expect, it } from 'vitest';
import { cryptoReady } from '../signature.js';
import { parsePolicy } from './policy.js';
import { parseSignedPolicyStatement } from './policy-statement.js';
import { formatNote, noteSigner, signNote } from './signed-note.js';
import { relationOfStatements } from './statement-relation.js';

await cryptoReady;
const { policyText, STATEMENTS, statementOf, TEXTS } = await import('./policy-statements.fixture.js');

const read = parseSignedPolicyStatement;
const first = (to: string, witnesses: readonly number[]) =>
  read(statementOf({ number: 1, from: TEXTS[0], to }, [0], witnesses));
const policy = parsePolicy(TEXTS[0]);
const [one, other] = [TEXTS[1], `# other\n${TEXTS[1]}`];

describe('two policy statements', () => {
  it('of one number contradict each other when each is cosigned, by whichever witness', () => {
    expect(relationOfStatements(first(one, [0]), first(other, [1]), policy)).toBe('contradictory');
    expect(relationOfStatements(first(other, [0, 1]), first(one, [0, 1]), policy)).toBe('contradictory');
  });

  it('show nothing while one of them is a draft that no witness of the policy cosigned', () => {
    expect(relationOfStatements(first(one, [0, 1]), first(other, []), policy)).toBe('undecided');
    expect(relationOfStatements(first(one, [2]), first(other, [0]), policy)).toBe('undecided');
  });

  it('need no cosignature where the policy asks for none', () => {
    const alone = parsePolicy(policyText(0, [], 'quorum none'));
    expect(relationOfStatements(first(one, []), first(other, []), alone)).toBe('contradictory');
  });

  it('are consistent when they are one text, whoever cosigned it, or of two numbers', () => {
    expect(relationOfStatements(first(one, [0]), first(one, [1]), policy)).toBe('consistent');
    const second = read(statementOf({ number: 2, from: TEXTS[1], to: TEXTS[2] }, [0], [0]));
    expect(relationOfStatements(first(one, [0]), second, policy)).toBe('consistent');
  });

  it('of two logs say nothing of each other, and one that the log did not sign is refused', () => {
    const elsewhere = {
      ...first(other, [0]),
      statement: { ...first(other, [0]).statement, origin: 'log.example/two' },
    };
    expect(relationOfStatements(first(one, [0]), elsewhere, policy)).toBe('undecided');
    const { text } = read(STATEMENTS[0]).note;
    const stranger = noteSigner('log.example/rotation', 1, new Uint8Array(32).fill(9));
    const unsigned = read(formatNote({ text, signatures: [signNote(text, stranger)] }));
    expect(() => relationOfStatements(unsigned, first(other, [0]), policy)).toThrow(
      expect.objectContaining({ code: 'bad-signature' }),
    );
  });
});
