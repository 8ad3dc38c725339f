import { encodeVkey, parsePolicy, parseSignedPolicyStatement } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW, ORIGIN } from '../../test/kit.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { historyOf, newestOf } from './history.js';
import { addLine, changesOf, propose, unite } from './statement.js';

let kit: RotatingKit;

beforeAll(() => sodium.ready);

beforeEach(() => {
  kit = createRotatingKit();
});

afterEach(() => kit.remove());

const refusal = (code: string) => expect.objectContaining({ code });

describe('a statement on its way', () => {
  it('is not drawn up for what brings back an old policy, or by a key that is not the log’s', () => {
    const history = kit.rotatedLog();
    const signers = [kit.signer, kit.newLog];
    expect(() => propose(history, { to: kit.policyText, time: NOW, signers })).toThrow(refusal('bad-statement'));
    const to = `# again\n${newestOf(history).text}`;
    expect(() => propose(history, { to, time: NOW, signers: [kit.signer] })).toThrow(refusal('bad-signature'));
  });

  it('takes no line of a key that it does not name, and united no copy of another one', () => {
    const history = historyOf(kit.policyText);
    const to = kit.withNewLogKey(kit.policyText);
    const draft = propose(history, { to, time: NOW, signers: [kit.signer, kit.newLog] });
    expect(() => addLine(history, draft, { signer: kit.newCouncil, time: NOW })).toThrow(refusal('bad-statement'));
    const other = propose(history, { to, time: NOW + 1, signers: [kit.signer, kit.newLog] });
    expect(() => unite(history, [draft, other])).toThrow(refusal('bad-statement'));
    expect(() => unite(history, [])).toThrow(refusal('bad-statement'));
    expect(() => unite(history, [draft])).toThrow(refusal('quorum-not-met'));
  });

  it('replaces the line of a key that signs twice, and stands with the log’s lines first', () => {
    const history = historyOf(kit.policyText);
    let draft = propose(history, { to: kit.withNewLogKey(kit.policyText), time: NOW, signers: [kit.signer] });
    for (const signer of [...kit.witnessKeys, ...kit.witnessKeys, kit.newLog])
      draft = addLine(history, draft, { signer, time: NOW });
    const { statement } = unite(history, [draft]);
    const { note } = parseSignedPolicyStatement(statement);
    expect(note.signatures.map(({ name }) => name).slice(0, 2)).toEqual([ORIGIN, ORIGIN]);
    expect(note.signatures).toHaveLength(5);
  });

  it('tells in words what it changes', () => {
    const history = kit.rotatedLog();
    expect(changesOf(newestOf(history), newestOf(kit.rotatedCouncil()).policy)).toEqual([
      expect.stringContaining('leaves: council'),
      expect.stringContaining('comes in: council'),
      'quorum stays 2 of council, university, city',
    ]);
    expect(changesOf(history.first, newestOf(history).policy)).toEqual([
      `the log's key becomes ${encodeVkey(kit.newLog.key)}`,
      'quorum stays 2 of council, university, city',
    ]);
    const apart = parsePolicy(kit.policyText.replace(/^group (\S+) 2 /m, 'group $1 any '));
    expect(changesOf(history.first, apart).slice(-2)).toEqual([
      'quorum: 2 of council, university, city becomes 1 of council, university, city',
      expect.stringMatching(/^warning: two quorums of the new policy need not have/),
    ]);
  });

  it('tells that a quorum of the same words asks for fewer, or for others', () => {
    const keys = kit.witnessKeys.map(({ key }) => encodeVkey(key));
    const policyOf = (names: readonly string[], rule: string) => {
      const witnesses = names.map((name, i) => `witness ${name} ${keys[i]}`);
      const lines = [
        `log ${encodeVkey(kit.signer.key)}`,
        ...witnesses,
        `group inner ${rule} a b`,
        'group all 2 inner c',
      ];
      return parsePolicy([...lines, 'quorum all', ''].join('\n'));
    };
    const policy = policyOf(['a', 'b', 'c'], 'all');
    expect(changesOf({ policy }, policyOf(['a', 'b', 'c'], 'any'))).toEqual([
      'quorum: 2 of (2 of a, b), c becomes 2 of (1 of a, b), c',
    ]);
    expect(changesOf({ policy }, policyOf(['a', 'c', 'b'], 'all'))).toEqual([
      `has another name: b becomes c ${keys[1]}`,
      `has another name: c becomes b ${keys[2]}`,
      'quorum stays 2 of (2 of a, b), c',
    ]);
  });
});
