import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import {
  AUTH_FORMS,
  newKey,
  proofOf,
  readAgreement,
  readChallenge,
  readVerdict,
  requestChallenge,
} from './huami-auth.js';

describe('the authentication of a band', () => {
  it('gives a band a new key, and hears whether its wearer agreed', () => {
    expect(
      [
        ...newKey(
          Uint8Array.from({ length: 16 }, (_, index) => index),
          8,
        ),
      ].slice(0, 4),
    ).toEqual([1, 8, 0, 1]);
    expect(readAgreement(Uint8Array.of(0x10, 1, 1))).toBe('agreed');
    expect(readAgreement(Uint8Array.of(0x10, 1, 4))).toBe('failed');
    expect(codeOf(() => readAgreement(Uint8Array.of(0x10, 1, 2)))).toBe('auth-refused');
    expect(codeOf(() => readAgreement(Uint8Array.of(0x10, 1, 1, 0)))).toBe('malformed');
  });

  it.each(AUTH_FORMS)('proves the key by the challenge, and hears the verdict ($crypt, $flags)', (form) => {
    const challenge = Uint8Array.from({ length: 16 }, (_, index) => index);
    const { crypt, flags } = form;
    expect([...requestChallenge(form)]).toEqual(crypt === 0 ? [2, flags] : [0x82, 0, 2, 1, 0]);
    expect(readChallenge(Uint8Array.of(0x10, crypt | 2, 1, ...challenge), form)).toEqual(challenge);
    expect([...proofOf(challenge, form)].slice(0, 3)).toEqual([crypt | 3, flags, 0]);
    expect(codeOf(() => readVerdict(Uint8Array.of(0x10, crypt | 3, 1), form))).toBe('accepted');
    expect(codeOf(() => readVerdict(Uint8Array.of(0x10, crypt | 3, 4), form))).toBe('auth-refused');
    expect(codeOf(() => readVerdict(Uint8Array.of(0x10, (crypt ^ 0x80) | 3, 1), form))).toBe('malformed');
  });
});
