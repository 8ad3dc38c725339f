import { encodeVkey, noteSigner } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { NOW, ORIGIN } from '../../test/kit.js';
import { historyOf, type PolicyHistory } from './history.js';
import { Policies } from './policies.js';
import { addLine, propose, unite } from './statement.js';

beforeAll(() => sodium.ready);

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const log = () => noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
const witness = (name: string) => noteSigner(`${name}.example`, 4, new Uint8Array(32).fill(10 + NAMES.indexOf(name)));

function policyOf(names: readonly string[], threshold: number): string {
  const witnesses = names.map((name) => `witness ${name} ${encodeVkey(witness(name).key)}`);
  const quorum = threshold === 0 ? ['quorum none'] : [`group g ${threshold} ${names.join(' ')}`, 'quorum g'];
  return [`log ${encodeVkey(log().key)}`, ...witnesses, ...quorum, ''].join('\n');
}

/** Whom a log that never changed still has to hear. */
const missing = (names: string, threshold: number, heard: string): string =>
  new Policies(historyOf(policyOf([...names], threshold)), [log()], () => undefined)
    .missingBeyond(7, new Set(heard))
    .join('');

describe('whom a restored log has to hear', () => {
  it.each([
    ['2 of 5', 'abcde', 2, 'ab', 'cde'],
    ['2 of 5', 'abcde', 2, 'abc', 'de'],
    ['2 of 5', 'abcde', 2, 'abcd', ''],
    ['1 of 2', 'ab', 1, 'a', 'b'],
    ['1 of 2', 'ab', 1, 'ab', ''],
    ['2 of 4', 'abcd', 2, 'ab', 'cd'],
    ['3 of 5', 'abcde', 3, 'abc', ''],
    ['2 of 3', 'abc', 2, 'a', 'bc'],
    ['2 of 3', 'abc', 2, 'ac', ''],
    // One of two that lies alone would open it otherwise.
    ['2 of 2', 'ab', 2, 'a', 'b'],
    ['nobody', 'ab', 0, '', ''],
  ] as const)('where the quorum is %s of %s (%i) and %j was heard: %j', (...row) => {
    const [, names, threshold, heard, expected] = row;
    expect(missing(names, threshold, heard)).toBe(expected);
  });

  it('is enough for every policy that may have stood since, each by itself', () => {
    const history = changed(policyOf(['a', 'b'], 2), policyOf(['c', 'd', 'e'], 1), ['a', 'b', 'c', 'd', 'e']);
    const beyond = (size: number, heard: string, at: number | undefined): string =>
      new Policies(history, [log()], () => at).missingBeyond(size, new Set(heard)).join('');
    expect(beyond(7, 'abcd', undefined)).toBe('e');
    expect(beyond(7, 'acde', 9)).toBe('b');
    expect(beyond(7, 'abcde', undefined)).toBe('');
    // The statement is in the log: the policy before it is over.
    expect(beyond(7, 'cde', 3)).toBe('');
  });
});

function changed(from: string, to: string, names: readonly string[]): PolicyHistory {
  const before = historyOf(from);
  const draft = propose(before, { to, time: NOW, signers: [log()] });
  const copies = names.map((name) => addLine(before, draft, { signer: witness(name), time: NOW }));
  return historyOf(from, [unite(before, copies).statement]);
}
