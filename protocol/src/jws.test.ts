import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from './bytes.js';
import { utf8 } from './hash.js';
import { jwsBytes, jwsText, parseJws, signJws, verifyJws } from './jws.js';
import { AGENT, codeOf, flipped, STRANGER } from './records.fixture.js';
import { sign } from './signature.js';

const KID = toBase64Url(AGENT.keyId);
const HEAD = `{"alg":"EdDSA","typ":"t","kid":"${KID}"}`;

/** A JWS of any texts, rightly signed. */
function signed(head: string, body: string): string {
  const input = `${toBase64Url(utf8(head))}.${toBase64Url(utf8(body))}`;
  return `${input}.${toBase64Url(sign(AGENT, utf8(input)))}`;
}

describe('a JWS', () => {
  it('carries any JSON object and verifies', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger())), (given) => {
        // An integer-like name would move to the front when read.
        fc.pre(Object.keys(given).every((name) => !/^\d+$/.test(name)));
        const jws = parseJws(signJws(AGENT, 't', given));
        expect(JSON.stringify(jws.payload)).toBe(JSON.stringify(given));
        expect(codeOf(() => verifyJws(jws, AGENT.publicKey))).toBe('accepted');
      }),
      { seed: 6 },
    );
  });

  it('carries names beyond ASCII', () => {
    const jws = parseJws(signJws(AGENT, 't', { recipient: 'Zoë \u007f 🙂' }));
    expect(jws.payload).toEqual({ recipient: 'Zoë \u007f 🙂' });
    expect(jws.keyId).toEqual(AGENT.keyId);
  });

  it('verifies under no other key, and names the key that signed', () => {
    const jws = parseJws(signJws(AGENT, 't', {}));
    expect(codeOf(() => verifyJws(jws, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => verifyJws({ ...jws, keyId: STRANGER.keyId }, AGENT.publicKey))).toBe('bad-signature');
    expect(codeOf(() => verifyJws({ ...jws, signature: flipped(jws.signature, 9) }, AGENT.publicKey))).toBe(
      'bad-signature',
    );
  });

  it.each([
    ['a member that stands twice', '{"a":1,"a":2}'],
    ['white space', '{"a": 1}'],
    ['a number in another form', '{"a":1.0}'],
    ['a number with an exponent', '{"a":1e3}'],
    ['a number that readers round', '{"a":9007199254740993}'],
    ['negative zero', '{"a":-0}'],
    ['a character escaped without need', '{"a":"\\u0041"}'],
    ['an escape in capitals', '{"a":"\\u00E9"}'],
  ])('with %s is not canonical', (_, body) => {
    expect(codeOf(() => parseJws(signed(HEAD, body)))).toBe('not-canonical');
  });

  it('has one header of three members, each once', () => {
    expect(codeOf(() => parseJws(signed(HEAD, '{}')))).toBe('accepted');
    const heads = [
      `{"alg":"none","typ":"t","kid":"${KID}"}`,
      `{"alg":"EdDSA","typ":"t","kid":"${KID}","crit":["x"]}`,
      `{"alg":"EdDSA","typ":"t"}`,
      `{"alg":"EdDSA","typ":"t","kid":1}`,
      `{"alg":"EdDSA","typ":null,"kid":"${KID}"}`,
      `{"alg":"EdDSA","__proto__":{"kid":"${KID}"},"typ":"t"}`,
      '[]',
      'null',
      '"EdDSA"',
    ];
    expect(heads.map((head) => codeOf(() => parseJws(signed(head, '{}'))))).toEqual(heads.map(() => 'malformed'));
    const twice = `{"alg":"none","alg":"EdDSA","typ":"t","kid":"${KID}"}`;
    expect(codeOf(() => parseJws(signed(twice, '{}')))).toBe('not-canonical');
  });

  it('of another shape is refused', () => {
    const good = signJws(AGENT, 't', {});
    const last = good.slice(-1);
    // The last of 86 characters carries four bits: a lenient reader takes sixteen of them for one.
    const twin = good.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1);
    const shapes = [`${good}.`, `${good}=`, good.replace('.', '..'), 'a.b', '', '..', twin, ` ${good}`, `${good}\n`];
    expect(shapes.map((shape) => codeOf(() => parseJws(shape)))).toEqual(shapes.map(() => 'malformed'));
    expect(codeOf(() => parseJws('a'.repeat(16_385)))).toBe('too-large');
  });

  it('nested beyond the stack is refused', () => {
    expect(['malformed', 'accepted']).toContain(
      codeOf(() => parseJws(signed(HEAD, `${'['.repeat(5900)}${']'.repeat(5900)}`))),
    );
  });

  it('is ASCII as bytes', () => {
    const good = signJws(AGENT, 't', {});
    expect(jwsText(jwsBytes(good))).toBe(good);
    expect(codeOf(() => jwsText(Uint8Array.of(0xc3, 0xa9)))).toBe('malformed');
    expect(codeOf(() => jwsText(new Uint8Array(16_385)))).toBe('too-large');
  });
});
