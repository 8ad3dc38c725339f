import { describe, expect, it } from 'vitest';
import { fromBase64Url, fromHex, toBase64Url, toHex } from './bytes.js';
import { utf8 } from './hash.js';
import { AGENT, filled, flipped, STRANGER } from './records.fixture.js';
import { jwkOf, keyIdOf, sign, signingKey, verifySignature } from './signature.js';

describe('a signature', () => {
  const message = utf8('a message');
  const signature = sign(AGENT, message);

  it('verifies under its key, for its message', () => {
    expect(verifySignature(AGENT.publicKey, message, signature)).toBe(true);
    expect(verifySignature(STRANGER.publicKey, message, signature)).toBe(false);
    expect(verifySignature(AGENT.publicKey, utf8('another'), signature)).toBe(false);
  });

  it('fails with any bit turned', () => {
    for (let i = 0; i < 64; i++) expect(verifySignature(AGENT.publicKey, message, flipped(signature, i))).toBe(false);
  });

  it('fails, and throws nothing, where lengths are wrong', () => {
    expect(verifySignature(AGENT.publicKey, message, signature.subarray(1))).toBe(false);
    expect(verifySignature(AGENT.publicKey.subarray(1), message, signature)).toBe(false);
    expect(verifySignature(new Uint8Array(0), new Uint8Array(0), new Uint8Array(0))).toBe(false);
  });

  it('fails under a public key of small order, for which anybody can sign', () => {
    const neutral = Uint8Array.of(1, ...filled(31, 0));
    expect(verifySignature(neutral, message, Uint8Array.of(...neutral, ...filled(32, 0)))).toBe(false);
  });

  it('is that of RFC 8032 test 1', () => {
    const key = signingKey(fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));
    expect(toHex(key.publicKey)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    expect(toHex(sign(key, new Uint8Array(0))).slice(0, 32)).toBe('e5564300c360ac729086e2cc806e828a');
  });
});

it('the key id of RFC 8037 appendix A.3 is its thumbprint', () => {
  const publicKey = fromBase64Url('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
  expect(jwkOf(publicKey).x).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
  expect(toBase64Url(keyIdOf(publicKey))).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});
