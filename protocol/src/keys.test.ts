import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex } from './bytes.js';
import {
  boxKeyPair,
  fromRecoveryWords,
  identityKey,
  openCertificate,
  recoveryWordOf,
  seal,
  signCertificate,
  toRecoveryWords,
  unseal,
  vaultKey,
  wipe,
} from './keys.js';
import { CERTIFICATE, codeOf, filled, flipped, IDENTITY, RECIPIENT, STRANGER } from './records.fixture.js';
import { signingKey } from './signature.js';

const ROOT = filled(32, 0x42);

describe('the root secret', () => {
  it('gives the same identity and vault for ever', () => {
    // Computed with HKDF, Ed25519 and X25519 of OpenSSL.
    expect(toHex(identityKey(ROOT).publicKey)).toBe('eaa17d27aa5c063946401208bf2e1f84d41012b578d1f13048c92af41c07ead6');
    expect(toHex(vaultKey(ROOT).publicKey)).toBe('3491bfb2224bb9e1ce6b33519761cdba84563c778bfba623c3bb714c6e1b445e');
  });

  it('gives keys that are apart, for every root', () => {
    const secrets = [ROOT, filled(32, 0x43)].flatMap((root) => [
      toHex(identityKey(root).secret.subarray(0, 32)),
      toHex(vaultKey(root).secret),
    ]);
    expect(new Set(secrets).size).toBe(4);
  });

  it('comes back from its 24 words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (root) => {
        expect(toRecoveryWords(root).split(' ')).toHaveLength(24);
        expect(fromRecoveryWords(toRecoveryWords(root))).toEqual(root);
      }),
      { numRuns: 20 },
    );
  });

  it('comes back from the first four letters of each word, by which no two of them are called the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (root) => {
        const words = toRecoveryWords(root).split(' ');
        expect(words.map((word) => recoveryWordOf(word.slice(0, 4)))).toEqual(words);
        expect(words.map(recoveryWordOf)).toEqual(words);
      }),
      { numRuns: 20 },
    );
  });

  it.each(['aband', 'aba', 'zzzz', ''])('takes “%s” for no word that somebody began', (begun) => {
    expect(recoveryWordOf(begun)).toBe(begun);
  });

  it('has the words of the published BIP-39 vector', () => {
    expect(toRecoveryWords(filled(32, 0))).toBe(`${'abandon '.repeat(23)}art`);
    expect(fromRecoveryWords(`${'zoo '.repeat(23)}vote`)).toEqual(filled(32, 0xff));
  });

  it.each([
    ['with a wrong check word', `${'abandon '.repeat(23)}zoo`],
    ['with an unknown word', `${'abandon '.repeat(23)}brussels`],
    ['that are twelve', `${'abandon '.repeat(11)}about`],
    ['that are twenty-three', 'abandon '.repeat(23).trim()],
    ['in capitals', `${'ABANDON '.repeat(23)}ART`],
    ['that are none', ''],
    ['in letters of another width', `\uff41bandon ${'abandon '.repeat(22)}art`],
    ['with two spaces', `abandon  ${'abandon '.repeat(22)}art`],
    ['with a space behind them', `${'abandon '.repeat(23)}art `],
  ])('does not come back from words %s', (_, words) => {
    expect(codeOf(() => fromRecoveryWords(words))).toBe('malformed');
  });
});

describe('a secret of another length', () => {
  it.each([0, 5, 16, 31, 33, 64])('as of %i bytes makes no key and no words', (length) => {
    const secret = filled(length, 1);
    for (const make of [identityKey, vaultKey, boxKeyPair, signingKey, toRecoveryWords]) {
      expect(codeOf(() => make(secret))).toBe('malformed');
    }
  });
});

describe('a sealed box', () => {
  const sealed = seal(filled(10, 1), RECIPIENT.publicKey);

  it('opens for its recipient alone', () => {
    expect(unseal(sealed, RECIPIENT)).toEqual(filled(10, 1));
    expect(codeOf(() => unseal(sealed, boxKeyPair(filled(32, 9))))).toBe('decryption-failed');
  });

  it('does not open when it was changed or cut', () => {
    for (const bytes of [flipped(sealed, 0), flipped(sealed, 50), sealed.subarray(1), new Uint8Array(0)]) {
      expect(codeOf(() => unseal(bytes, RECIPIENT))).toBe('decryption-failed');
    }
  });

  it('is not made for a key of small order or of another length', () => {
    for (const key of [filled(32, 0), Uint8Array.of(1, ...filled(31, 0)), filled(31, 5)]) {
      expect(codeOf(() => seal(filled(10, 1), key))).toBe('malformed');
    }
  });
});

describe('an agent certificate', () => {
  const bytes = signCertificate(CERTIFICATE, IDENTITY);

  it('says under the identity key what was signed', () => {
    expect(openCertificate(bytes, IDENTITY.publicKey)).toEqual(CERTIFICATE);
  });

  it('of another identity or with a bit turned is refused', () => {
    expect(codeOf(() => openCertificate(bytes, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => openCertificate(flipped(bytes, bytes.length - 1), IDENTITY.publicKey))).toBe('bad-signature');
    expect(codeOf(() => openCertificate(concat(bytes, bytes), IDENTITY.publicKey))).toBe('malformed');
  });

  it('that nobody would accept is not signed', () => {
    for (const wrong of [
      { agent: 65_536 },
      { agentPublicKey: filled(31, 0) },
      { vaultPublicKey: filled(31, 0) },
      { issued: -1 },
      { issued: 1e15 },
    ]) {
      expect(codeOf(() => signCertificate({ ...CERTIFICATE, ...wrong }, IDENTITY))).toBe('malformed');
    }
  });
});

it('a wiped secret is zeros', () => {
  const secret = filled(32, 7);
  wipe(secret);
  expect(secret).toEqual(filled(32, 0));
});
