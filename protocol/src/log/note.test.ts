import fc from 'fast-check';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../records.fixture.js';
import {
  addSignatures,
  cosign,
  cosignedBy,
  emptyRoot,
  encodeVkey,
  formatNote,
  formatSignedCheckpoint,
  isQuorum,
  type NoteSigner,
  noteSigner,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  parseSignedCheckpoint,
  parseVkey,
  signCheckpoint,
  verifyCheckpoint,
  verifyCosignature,
  verifyNote,
} from './index.js';

const ORIGIN = 'log.example/one';
let log: NoteSigner;
let witnesses: NoteSigner[];
let policyLines: string[];

beforeAll(async () => {
  await sodium.ready;
  log = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
  witnesses = [2, 3, 4].map((n) => noteSigner(`w${n}.example`, 4, new Uint8Array(32).fill(n)));
  policyLines = [`log ${encodeVkey(log.key)}`, ...witnesses.map(({ key }, i) => `witness w${i} ${encodeVkey(key)}`)];
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'utf8'));
const checkpointOf = (size: number) => ({ origin: ORIGIN, size, root: new Uint8Array(32).fill(size) });

describe('a signed note', () => {
  it('verifies after a round trip, and with the key read from its vkey', () => {
    const note = parseNote(formatSignedCheckpoint(signCheckpoint(checkpointOf(7), log)));
    verifyNote(note, parseVkey(encodeVkey(log.key)));
    expect(parseCheckpoint(note.text)).toEqual(checkpointOf(7));
    expect(text(formatNote(note))).toMatch(
      /^log\.example\/one\n7\n[A-Za-z0-9+/]{43}=\n\n— log\.example\/one [A-Za-z0-9+/]+=*\n$/,
    );
  });

  it('is refused after any change of any byte', () => {
    const whole = formatSignedCheckpoint(signCheckpoint(checkpointOf(7), log));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = whole.with(at, (whole[at] ?? 0) ^ flip);
        expect(codeOf(() => verifyNote(parseNote(changed), log.key))).not.toBe('accepted');
      }),
    );
  });

  it('ignores the signatures of unknown keys, and needs its own', () => {
    const stranger = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(99));
    const both = signCheckpoint(checkpointOf(7), log);
    const foreign = signCheckpoint(checkpointOf(7), stranger);
    verifyNote(addSignatures(both, foreign.signatures), log.key);
    expect(codeOf(() => verifyNote(foreign, log.key))).toBe('bad-signature');
  });

  it.each([
    ['without an empty line', 'a\n— x AAAAAAA=\n'],
    ['without a final newline', 'a\n\n— x AAAAAAA='],
    ['with a carriage return', 'a\r\n\n— x AAAAAAA=\n'],
    ['with a hyphen for the dash', 'a\n\n- x AAAAAAA=\n'],
    ['with a plus sign in a name', 'a\n\n— x+y AAAAAAA=\n'],
    ['with two spaces', 'a\n\n— x  AAAAAAA=\n'],
    ['with unpadded base64', 'a\n\n— x AAAAAAA\n'],
    ['with base64 that is not canonical', 'a\n\n— x AAAAAAB=\n'],
    ['with a signature shorter than a key id', 'a\n\n— x AAAAAA==\n'],
    ['without signatures', 'a\n\n\n'],
    ['with 101 signatures', `a\n\n${'— x AAAAAAA=\n'.repeat(101)}`],
  ])('is refused %s', (_title, note) => {
    expect(codeOf(() => parseNote(bytes(note)))).toBe('malformed-note');
  });

  it('splits at the last empty line, keeps bytes beyond ASCII and refuses bytes that are not UTF-8', () => {
    expect(parseNote(bytes('één\n\ntwee\n\n— x AAAAAAA=\n')).text).toBe('één\n\ntwee\n');
    expect(codeOf(() => parseNote(Uint8Array.of(0xff, 0x0a, 0x0a)))).toBe('malformed-note');
  });
});

describe('a verifier key', () => {
  it('is written back as it was read, and verifies the example note of golang.org/x/mod/sumdb/note', () => {
    const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const note = [
      'If you think cryptography is the answer to your problem,',
      "then you don't know what your problem is.",
      '',
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
      '',
    ].join('\n');
    verifyNote(parseNote(bytes(note)), parseVkey(vkey));
    expect(encodeVkey(parseVkey(vkey))).toBe(vkey);
    expect(encodeVkey(parseVkey(encodeVkey(log.key)))).toBe(encodeVkey(log.key));
  });

  it('is refused with another id, an unknown type, a short key or a bad name', () => {
    const vkey = encodeVkey(log.key);
    const [name, id, key] = [ORIGIN, vkey.slice(ORIGIN.length + 1, ORIGIN.length + 9), vkey.slice(ORIGIN.length + 10)];
    const other = `${name}+00000000+${key}`;
    const mlDsa = `${name}+${id}+${Buffer.from([6, ...log.key.publicKey]).toString('base64')}`;
    const short = `${name}+${id}+${Buffer.from([1, 2, 3]).toString('base64')}`;
    for (const bad of [
      other,
      mlDsa,
      short,
      `a b+${id}+${key}`,
      `+${id}+${key}`,
      `${name}+${id.toUpperCase()}G+${key}`,
      '',
    ]) {
      expect(codeOf(() => parseVkey(bad))).toBe('malformed-key');
    }
  });
});

describe('a checkpoint', () => {
  const root = Buffer.from(emptyRoot()).toString('base64');

  it('of an empty log has the empty root of the specification', () => {
    expect(root).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
    const wrong = signCheckpoint({ origin: ORIGIN, size: 0, root: new Uint8Array(32) }, log);
    const policy = parsePolicy([...policyLines, 'quorum none'].join('\n'));
    expect(codeOf(() => verifyCheckpoint(formatNote(wrong), policy))).toBe('malformed-checkpoint');
  });

  it.each([
    ['a leading zero', `o\n07\n${root}\n`],
    ['a negative size', `o\n-1\n${root}\n`],
    ['a size that a number cannot hold', `o\n9007199254740993\n${root}\n`],
    ['an extension line', `o\n7\n${root}\nmore\n`],
    ['an empty origin', `\n7\n${root}\n`],
    ['a root of 31 bytes', `o\n7\n${Buffer.alloc(31).toString('base64')}\n`],
    ['no root', 'o\n7\n'],
  ])('is refused with %s', (_title, body) => {
    expect(codeOf(() => parseCheckpoint(body))).toBe('malformed-checkpoint');
  });

  it('is not signed by a key with another name', () => {
    expect(codeOf(() => signCheckpoint({ ...checkpointOf(1), origin: 'other' }, log))).toBe('malformed-checkpoint');
  });
});

describe('cosignatures and policy', () => {
  const cosigned = (...by: number[]) => {
    const note = signCheckpoint(checkpointOf(9), log);
    return addSignatures(
      note,
      by.flatMap((i) => witnesses.slice(i, i + 1)).map((w) => cosign(note.text, 1_790_000_000 + by.length, w)),
    );
  };

  it('tell who cosigned and when', () => {
    const policy = parsePolicy([...policyLines, 'quorum none'].join('\n'));
    const note = parseSignedCheckpoint(formatNote(cosigned(0, 2))).note;
    expect(cosignedBy(policy, note)).toEqual(
      new Map([
        ['w0', 1_790_000_002],
        ['w2', 1_790_000_002],
      ]),
    );
  });

  it('do not verify on another text, at another time or by another key', () => {
    const note = cosigned(0);
    const key = witnesses[0]?.key ?? log.key;
    expect(codeOf(() => verifyCosignature({ ...note, text: note.text.replace('9', '8') }, key))).toBe('bad-signature');
    const line = note.signatures[1] ?? { name: '', keyId: new Uint8Array(4), signature: new Uint8Array(0) };
    const later = { ...line, signature: line.signature.with(7, 1) };
    expect(codeOf(() => verifyCosignature({ ...note, signatures: [later] }, key))).toBe('bad-signature');
    expect(verifyCosignature(note, witnesses[1]?.key ?? key)).toBeUndefined();
    expect(codeOf(() => cosign(note.text, 0, witnesses[0] ?? log))).toBe('out-of-range');
    expect(codeOf(() => cosign(note.text, 1, log))).toBe('malformed-key');
  });

  it('satisfy nested groups as the policy asks', () => {
    const policy = parsePolicy(
      [...policyLines, 'group pair any w0 w1', 'group both all pair w2', 'quorum both', ''].join('\n'),
    );
    const holds = (...names: string[]): boolean => isQuorum(policy, new Set(names));
    expect([holds('w0', 'w2'), holds('w1', 'w2'), holds('w0', 'w1', 'w2')]).toEqual([true, true, true]);
    // The name of a group among the cosigners counts for nothing: only witnesses cosign.
    expect([holds(), holds('w0', 'w1'), holds('w2'), holds('pair', 'w2'), holds('both')]).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(codeOf(() => verifyCheckpoint(formatNote(cosigned(0, 1)), policy))).toBe('quorum-not-met');
    expect(verifyCheckpoint(formatNote(cosigned(0, 2)), policy).checkpoint.size).toBe(9);
  });

  it('are refused for a log that the policy does not name', () => {
    const policy = parsePolicy([...policyLines.slice(1), 'quorum w0'].join('\n'));
    expect(codeOf(() => verifyCheckpoint(formatNote(cosigned(0)), policy))).toBe('unknown-log');
  });

  it.each([
    ['no quorum', []],
    ['two quorums', ['quorum none', 'quorum none']],
    ['an undefined quorum', ['quorum w9']],
    ['an unknown word', ['logs x', 'quorum none']],
    ['a group of undefined members', ['group g any w9', 'quorum g']],
    ['a member in two groups', ['group g any w0', 'group h any w0 w1', 'quorum g']],
    ['a threshold above the members', ['group g 3 w0 w1', 'quorum g']],
    ['a threshold of 0', ['group g 0 w0 w1', 'quorum g']],
    ['a name taken twice', ['group w0 any w1', 'quorum none']],
    ['the name none for a group', ['group none any w1', 'quorum none']],
    ['a group within itself', ['group g any g', 'quorum g']],
    ['a control character', ['quorum none\r']],
  ])('a policy with %s is refused', (_title, lines) => {
    expect(codeOf(() => parsePolicy([...policyLines, ...lines].join('\n')))).toBe('malformed-policy');
  });

  it('a policy refuses a key twice and keys of the wrong type, and reads comments and white space', () => {
    const [logLine = '', witnessLine = ''] = policyLines;
    const vkey = witnessLine.split(' ')[2] ?? '';
    expect(codeOf(() => parsePolicy(`${logLine}\n${logLine}\nquorum none`))).toBe('malformed-policy');
    expect(codeOf(() => parsePolicy(`${witnessLine}\nwitness again ${vkey}\nquorum none`))).toBe('malformed-policy');
    expect(codeOf(() => parsePolicy(`log ${vkey}\nquorum none`))).toBe('malformed-policy');
    const policy = parsePolicy(` # whom we trust\n\n\t${witnessLine}  https://w.example \nquorum\tw0\n`);
    expect(policy.witnesses[0]?.url).toBe('https://w.example');
  });
});
