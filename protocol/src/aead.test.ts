import { expect, it } from 'vitest';
import { aeadOpen, aeadSeal } from './aead.js';
import { utf8 } from './hash.js';
import { codeOf, filled, flipped } from './records.fixture.js';

const use = { key: filled(32, 1), nonce: filled(12, 2), aad: utf8('place') };

it('what is sealed opens, and only unchanged, at its place and under its key', () => {
  const sealed = aeadSeal(use, utf8('text'));
  expect(aeadOpen(use, sealed)).toEqual(utf8('text'));
  const attempts = [
    () => aeadOpen({ ...use, key: filled(32, 9) }, sealed),
    () => aeadOpen({ ...use, nonce: filled(12, 9) }, sealed),
    () => aeadOpen({ ...use, aad: utf8('elsewhere') }, sealed),
    () => aeadOpen({ ...use, key: filled(16, 1) }, sealed),
    () => aeadOpen(use, flipped(sealed, 4)),
    () => aeadOpen(use, new Uint8Array(0)),
  ];
  expect(attempts.map(codeOf)).toEqual(attempts.map(() => 'decryption-failed'));
});
