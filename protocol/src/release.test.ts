import { describe, expect, it } from 'vitest';
import { toHex } from './bytes.js';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { sha256 } from './hash.js';
import { boxKeyPair, seal } from './keys.js';
import { AGENT, codeOf, DATA_KEYS, filled, flipped, RECIPIENT, RELEASE_HEADER, STRANGER } from './records.fixture.js';
import { openRelease, parseRelease, type Release, signRelease, verifyRelease } from './release.js';

const BYTES = signRelease(RELEASE_HEADER, DATA_KEYS, AGENT);
const RELEASE = parseRelease(BYTES);
const { pseudonym, agent, grant, recipient, consent } = RELEASE_HEADER;
const CONTEXT = sha256(encodeCbor(['f4w/v1/release', pseudonym, agent, grant, recipient, consent]));

const withSealed = (content: unknown): Release => ({ ...RELEASE, sealed: seal(encodeCbor(content), recipient) });

describe('a release', () => {
  it('gives its recipient the data keys', () => {
    expect(RELEASE).toMatchObject(RELEASE_HEADER);
    expect(codeOf(() => verifyRelease(RELEASE, AGENT.publicKey))).toBe('accepted');
    expect(openRelease(RELEASE, RECIPIENT)).toEqual(DATA_KEYS);
  });

  it('gives them to nobody else', () => {
    expect(codeOf(() => openRelease(RELEASE, boxKeyPair(filled(32, 9))))).toBe('decryption-failed');
  });

  it('carried to another grant, pseudonym, agent or recipient does not open', () => {
    const moved = [
      { grant: filled(32, 0) },
      { pseudonym: filled(16, 0) },
      { agent: 2 },
      { consent: [filled(32, 0xca)] },
    ];
    for (const change of moved) {
      expect(codeOf(() => openRelease({ ...RELEASE, ...change }, RECIPIENT))).toBe('malformed');
    }
  });

  it('that names another recipient than the one who opens it does not open', () => {
    const named = { ...RELEASE, recipient: STRANGER.publicKey };
    expect(codeOf(() => openRelease(named, RECIPIENT))).toBe('decryption-failed');
    const made = parseRelease(
      signRelease({ ...RELEASE_HEADER, recipient: boxKeyPair(filled(32, 9)).publicKey }, [], AGENT),
    );
    expect(codeOf(() => openRelease({ ...made, recipient }, RECIPIENT))).toBe('decryption-failed');
    expect(codeOf(() => openRelease(made, boxKeyPair(filled(32, 9))))).toBe('accepted');
  });

  it('gives each key alone in its memory, and leaves the keys of who sealed them as they were', () => {
    const keys = openRelease(RELEASE, RECIPIENT);
    expect(keys.map(({ key }) => key.buffer.byteLength)).toEqual([32, 32]);
    keys[0]?.key.fill(0);
    expect(keys[1]).toEqual(DATA_KEYS[1]);
    expect(DATA_KEYS.map(({ key }) => key[0])).toEqual([0x21, 0x22]);
    expect(openRelease(RELEASE, RECIPIENT)).toEqual(DATA_KEYS);
  });

  it('taken into an envelope of the thief does not open either', () => {
    const stolen = sign1(
      STRANGER,
      'release',
      encodeCbor(fields(1, pseudonym, agent, filled(32, 0), recipient, consent, RELEASE.sealed)),
    );
    expect(codeOf(() => openRelease(parseRelease(stolen), RECIPIENT))).toBe('malformed');
  });

  it('of another key or with a bit turned does not verify', () => {
    expect(codeOf(() => verifyRelease(RELEASE, STRANGER.publicKey))).toBe('bad-signature');
    const turned = parseRelease(flipped(BYTES, BYTES.length - 80));
    expect(codeOf(() => verifyRelease(turned, AGENT.publicKey))).toBe('bad-signature');
  });

  it('with other content is refused', () => {
    const contents = [
      [CONTEXT],
      [CONTEXT, [['2026-03-29', 0, 2]]],
      [CONTEXT, [['2026-03-29', 3, 2, filled(32, 0)]]],
      [CONTEXT, [['2026-03-29', 0, 3, filled(32, 0)]]],
      [CONTEXT, [['2026-02-30', 0, 2, filled(32, 0)]]],
      [CONTEXT, [['2026-03-29', 0, 2, filled(31, 0)]]],
      [CONTEXT, Array.from({ length: 513 }, () => ['2026-03-29', 0, 2, filled(32, 0)])],
      [filled(31, 0), []],
      0,
    ];
    expect(contents.map((one) => codeOf(() => openRelease(withSealed(one), RECIPIENT)))).toEqual(
      contents.map(() => 'malformed'),
    );
    expect(codeOf(() => openRelease(withSealed([CONTEXT, []]), RECIPIENT))).toBe('accepted');
  });

  it('of another version or shape is refused', () => {
    const signed = (...values: readonly unknown[]): Uint8Array =>
      sign1(AGENT, 'release', encodeCbor(fields(...values)));
    const sealed = filled(100, 0);
    expect(codeOf(() => parseRelease(signed(2, pseudonym, agent, grant, recipient, consent, sealed)))).toBe(
      'unsupported-version',
    );
    expect(codeOf(() => parseRelease(signed(1, pseudonym, agent, grant, recipient, consent)))).toBe('malformed');
    expect(codeOf(() => parseRelease(signed(1, pseudonym, agent, grant, filled(31, 0), consent, sealed)))).toBe(
      'malformed',
    );
  });

  it('names the heads of the consent that it rests on, ascending, each once, 1 to 16', () => {
    const made = (heads: readonly unknown[]): string =>
      codeOf(() =>
        parseRelease(
          sign1(AGENT, 'release', encodeCbor(fields(1, pseudonym, agent, grant, recipient, heads, filled(9, 0)))),
        ),
      );
    const ascending = Array.from({ length: 17 }, (_, i) => filled(32, i));
    const [low = filled(32, 0), high = filled(32, 1)] = ascending;
    expect([[low], [low, high], ascending.slice(1)].map(made)).toEqual(['accepted', 'accepted', 'accepted']);
    const refused = [[], [low, low], [high, low], ascending, [filled(31, 0)], [toHex(low)]];
    expect(refused.map(made)).toEqual(refused.map(() => 'malformed'));
    expect(codeOf(() => signRelease({ ...RELEASE_HEADER, consent: [] }, DATA_KEYS, AGENT))).toBe('malformed');
  });

  it('holds 512 keys at most, and is not signed when nobody would accept it', () => {
    const [first] = DATA_KEYS;
    if (first === undefined) throw new TypeError('a data key');
    const many = Array.from({ length: 512 }, () => first);
    expect(openRelease(parseRelease(signRelease(RELEASE_HEADER, many, AGENT)), RECIPIENT)).toHaveLength(512);
    expect(codeOf(() => signRelease(RELEASE_HEADER, [...many, first], AGENT))).toBe('too-large');
    expect(codeOf(() => signRelease(RELEASE_HEADER, [{ ...first, key: filled(16, 0) }], AGENT))).toBe('malformed');
    expect(codeOf(() => signRelease({ ...RELEASE_HEADER, agent: -1 }, DATA_KEYS, AGENT))).toBe('malformed');
    expect(codeOf(() => signRelease({ ...RELEASE_HEADER, recipient: filled(32, 0) }, DATA_KEYS, AGENT))).toBe(
      'malformed',
    );
  });
});
