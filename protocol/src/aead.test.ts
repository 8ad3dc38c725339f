import { expect, it } from 'vitest';
import { aeadOpen, aeadSeal } from './aead.js';
import { utf8 } from './hash.js';
import { codeOf, filled, flipped } from './records.fixture.js';

const [key, nonce, aad] = [filled(32, 1), filled(12, 2), utf8('place')];

it('what is sealed opens, and only unchanged, at its place and under its key', () => {
  const sealed = aeadSeal(key, nonce, utf8('text'), aad);
  expect(aeadOpen(key, nonce, sealed, aad)).toEqual(utf8('text'));
  const attempts = [
    () => aeadOpen(filled(32, 9), nonce, sealed, aad),
    () => aeadOpen(key, filled(12, 9), sealed, aad),
    () => aeadOpen(key, nonce, flipped(sealed, 4), aad),
    () => aeadOpen(key, nonce, sealed, utf8('elsewhere')),
    () => aeadOpen(key, nonce, new Uint8Array(0), aad),
    () => aeadOpen(filled(16, 1), nonce, sealed, aad),
  ];
  expect(attempts.map(codeOf)).toEqual(attempts.map(() => 'decryption-failed'));
});
