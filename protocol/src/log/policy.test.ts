import { describe, expect, it } from 'vitest';
import { codeOf, filled } from '../records.fixture.js';
import { cosign } from './cosignature.js';
import { encodeVkey, type NoteKey } from './note-key.js';
import { cosignedBy, isQuorum, type Policy, parsePolicy } from './policy.js';
import { noteSigner } from './signed-note.js';

const LOG = noteSigner('log.example/one', 1, filled(32, 1));
const SAME_NAME = noteSigner('log.example/one', 1, filled(32, 9));
const SAME_KEY = noteSigner('log.example/two', 1, filled(32, 1));
const WITNESSES = [2, 3, 4].map((n) => noteSigner(`w${n}.example`, 4, filled(32, n)));
const vkey = ({ key }: { readonly key: NoteKey }): string => encodeVkey(key);
const LINES = [`log ${vkey(LOG)} https://log.example/`, ...WITNESSES.map((w, i) => `witness w${i} ${vkey(w)}`)];

const policyOf = (...lines: readonly string[]): Policy => parsePolicy([...LINES, ...lines, ''].join('\n'));
const refusal = (...lines: readonly string[]): string => {
  try {
    policyOf(...lines);
    return 'accepted';
  } catch (error) {
    return String(error);
  }
};
const holds = (policy: Policy, ...names: readonly string[]): boolean => isQuorum(policy, new Set(names));

describe('a policy', () => {
  it('says whom to believe, as its file does', () => {
    const [first, second, third] = WITNESSES;
    expect(policyOf('group g 2 w0 w1', 'quorum g')).toEqual({
      logs: [{ key: LOG.key, url: 'https://log.example/' }],
      witnesses: [
        { name: 'w0', key: first?.key, url: undefined },
        { name: 'w1', key: second?.key, url: undefined },
        { name: 'w2', key: third?.key, url: undefined },
      ],
      groups: [{ name: 'g', threshold: 2, members: ['w0', 'w1'] }],
      quorum: 'g',
    });
  });

  it.each([
    ['a log without a key', ['log'], 'Line 5 of the policy is not "log <vkey> [url]".'],
    ['a log with a word too many', [`log ${vkey(LOG)} url more`], 'Line 5 of the policy is not "log'],
    ['a witness as a log', [`log ${vkey(WITNESSES[0] ?? LOG)}`], 'a log key that is not of type 1'],
    ['a log twice', [`log ${vkey(LOG)}`], 'Line 5 of the policy names the key of a log a second time.'],
    ['a log under another name', [`log ${vkey(SAME_KEY)}`], 'names the key of a log a second time'],
    [
      'another key of a log',
      [`log ${vkey(SAME_NAME)}`],
      'Line 5 of the policy names a log a second time, with another',
    ],
    ['a witness without a name', ['witness'], 'is not "witness <name> <vkey> [url]"'],
    ['a witness without a key', ['witness w9'], 'is not "witness <name> <vkey> [url]"'],
    ['a witness with a word too many', [`witness w9 ${vkey(LOG)} url more`], 'is not "witness'],
    ['a log as a witness', [`witness w9 ${vkey(LOG)}`], 'a witness key that is not of type 4'],
    ['a witness twice', [`witness w9 ${vkey(WITNESSES[0] ?? LOG)}`], 'the key of a witness a second time'],
    ['a group without a name', ['group'], 'is not "group <name> all|any|<k> <member>…"'],
    ['a group without a rule', ['group g'], 'is not "group'],
    ['a group without members', ['group g all'], 'is not "group'],
    ['a group of nobody known', ['group g any w9'], 'a member that is not defined above it'],
    ['a member of two groups', ['group g any w0', 'group h any w0'], 'Line 6 of the policy has a member that is in'],
    ['a member twice in one group', ['group g any w0 w0'], 'has a member that is in a group already'],
    ['a group that asks for none', ['group g 0 w0'], 'asks for more members than it has, or for none'],
    ['a group that asks for too many', ['group g 3 w0 w1'], 'asks for more members than it has'],
    ['a name that is taken', ['group w2 any w0'], 'defines a name that is taken'],
    ['the name none', ['group none any w0'], 'defines a name that is taken'],
    ['a quorum of nobody', ['quorum'], 'is not "quorum <name>|none"'],
    ['a quorum of two', ['quorum w0 w1'], 'is not "quorum <name>|none"'],
    ['two quorums', ['quorum w0', 'quorum none'], 'Line 6 of the policy is a second quorum line.'],
    ['a quorum of somebody unknown', ['quorum w9'], 'names what is not defined above it'],
    ['an unknown word', ['quorums none'], 'begins with an unknown word'],
    ['no quorum', [], 'The policy has no quorum line.'],
  ])('with %s is refused, and says why', (_, lines, why) => {
    expect(refusal(...lines)).toContain(why);
    expect(codeOf(() => policyOf(...lines))).toBe('malformed-policy');
  });

  it('may name several logs, and a log and a witness that have a name and a public key in common', () => {
    const other = noteSigner('log.example/two', 1, filled(32, 9));
    const twin = noteSigner('log.example/one', 4, filled(32, 1));
    const { logs, witnesses } = policyOf(`log ${vkey(other)}`, `witness log.example/two ${vkey(twin)}`, 'quorum none');
    expect(logs.map(({ key }) => key)).toEqual([LOG.key, other.key]);
    expect(witnesses.at(-1)).toEqual({ name: 'log.example/two', key: twin.key, url: undefined });
  });

  it('with a name of a group that is taken by a group is refused', () => {
    expect(refusal('group g any w0', 'group g any w1')).toContain('Line 6 of the policy defines a name that is taken');
  });

  it('with a rule that is no number, or a witness of a reserved name, is refused', () => {
    for (const line of ['group g most w0', 'group g 01 w0', 'group g -1 w0']) {
      expect(codeOf(() => policyOf(line, 'quorum g'))).toBe('malformed-policy');
    }
    const alone = `witness none ${vkey(WITNESSES[0] ?? LOG)}\nquorum none`;
    expect(codeOf(() => parsePolicy(alone))).toBe('malformed-policy');
  });

  it('may ask for every member, for one, for a number, for nobody', () => {
    const all = policyOf('group g all w0 w1', 'quorum g');
    const any = policyOf('group g any w0 w1', 'quorum g');
    const two = policyOf('group g 2 w0 w1 w2', 'quorum g');
    expect([holds(all, 'w0'), holds(all, 'w0', 'w1')]).toEqual([false, true]);
    expect([holds(any), holds(any, 'w2'), holds(any, 'w1')]).toEqual([false, false, true]);
    expect([holds(two, 'w0'), holds(two, 'w0', 'w2'), holds(two, 'w0', 'w1', 'w2')]).toEqual([false, true, true]);
    expect(all.groups[0]?.threshold).toBe(2);
    expect([holds(policyOf('quorum none')), holds(policyOf('quorum w1'), 'w1')]).toEqual([true, true]);
    expect(holds(policyOf('quorum w1'), 'w0')).toBe(false);
  });

  it('counts groups within groups, and no name that is not a witness', () => {
    const nested = policyOf('group pair any w0 w1', 'group both all pair w2', 'quorum both');
    expect([holds(nested, 'w0', 'w2'), holds(nested, 'pair', 'w2'), holds(nested, 'both')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('takes tabs, empty lines and comments, and no control character', () => {
    const text = ['# whom we trust', '', ' \t', ...LINES.map((line) => line.replaceAll(' ', '\t ')), ' quorum  w0 '];
    expect(parsePolicy(text.join('\n')).quorum).toBe('w0');
    for (const control of ['\r', '\0', '\u001f', '\u007f', '\v']) {
      expect(refusal(`quorum none${control}`)).toContain('has a control character');
      expect(codeOf(() => policyOf(`quorum none${control}`))).toBe('malformed-policy');
    }
  });

  it('has 64 KiB at most', () => {
    const text = 'quorum none\n#';
    expect(codeOf(() => parsePolicy(text.padEnd(65_536, 'x')))).toBe('accepted');
    expect(codeOf(() => parsePolicy(text.padEnd(65_537, 'x')))).toBe('malformed-policy');
    expect(() => parsePolicy(text.padEnd(65_537, 'x'))).toThrow('more than 64 KiB');
  });

  it('finds who cosigned, under the names that it gives', () => {
    const text = 'log.example/one\n7\nroot\n';
    const [first, , third] = WITNESSES;
    const signatures = [first ?? LOG, third ?? LOG].map((witness, i) => cosign(text, 1000 + i, witness));
    expect([...cosignedBy(policyOf('quorum none'), { text, signatures })]).toEqual([
      ['w0', 1000],
      ['w2', 1001],
    ]);
  });
});
