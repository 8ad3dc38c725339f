import { readdirSync, readFileSync } from 'node:fs';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { aeadOpen, aeadSeal } from './aead.js';
import { concat, equalBytes, fromHex, toHex } from './bytes.js';
import { decodeCbor, encodeCbor } from './cbor.js';
import { readKnown } from './cbor-reader.js';
import { decrypt0, parseSign1, readEncrypt0 } from './cose.js';
import { deriveKey, utf8 } from './hash.js';
import { boxKeyPair, seal } from './keys.js';
import { codeOf } from './records.fixture.js';
import { sign, signingKey, verifySignature } from './signature.js';

/* Published vectors, read from beside the repository. Each suite asserts how many of them it held. */

type Case = Readonly<Record<string, string>> & { readonly result: string };
interface Group {
  readonly tests: readonly Case[];
  readonly publicKey?: { readonly pk: string };
}

const vectorPath = (path: string): string => requirement(`shared/vectors/${path}`).path;
const readJson = (path: string): unknown => JSON.parse(readFileSync(vectorPath(path), 'utf8'));
const wycheproof = (name: string): readonly Group[] =>
  (readJson(`wycheproof/${name}_test.json`) as { testGroups: readonly Group[] }).testGroups;
const bytesOf = (one: Case, member: string): Uint8Array => fromHex(one[member] ?? '');
const count = (cases: readonly Case[], result: string): number => cases.filter((one) => one.result === result).length;

describeWith(['shared/vectors/wycheproof'], 'Wycheproof', () => {
  it('ChaCha20-Poly1305: all 256 valid cases seal and open, all 69 invalid ones are refused', () => {
    const cases = wycheproof('chacha20_poly1305').flatMap(({ tests }) => tests);
    expect([count(cases, 'valid'), count(cases, 'invalid')]).toEqual([256, 69]);
    for (const one of cases) {
      const use = { key: bytesOf(one, 'key'), nonce: bytesOf(one, 'iv'), aad: bytesOf(one, 'aad') };
      const ciphertext = concat(bytesOf(one, 'ct'), bytesOf(one, 'tag'));
      const open = (): Uint8Array => aeadOpen(use, ciphertext);
      if (one.result === 'valid') {
        expect(toHex(open())).toBe(one.msg);
        expect(aeadSeal(use, bytesOf(one, 'msg'))).toEqual(ciphertext);
      } else expect(codeOf(open)).toBe('decryption-failed');
    }
  });

  it('Ed25519: all 88 valid cases verify, all 63 invalid ones do not', () => {
    const groups = wycheproof('ed25519');
    const cases = groups.flatMap(({ tests }) => tests);
    expect([count(cases, 'valid'), count(cases, 'invalid')]).toEqual([88, 63]);
    const wrong = groups.flatMap(({ tests, publicKey }) =>
      tests.filter((one) => {
        const verified = verifySignature(fromHex(publicKey?.pk ?? ''), bytesOf(one, 'msg'), bytesOf(one, 'sig'));
        return verified !== (one.result === 'valid');
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('HKDF-SHA-256: all 83 valid cases derive, and 10 of them as derived here', () => {
    const cases = wycheproof('hkdf_sha256').flatMap(({ tests }) => tests);
    expect([count(cases, 'valid'), count(cases, 'invalid')]).toEqual([83, 3]);
    let asHere = 0;
    for (const one of cases) {
      const [secret, salt, info] = [bytesOf(one, 'ikm'), bytesOf(one, 'salt'), bytesOf(one, 'info')];
      const derive = (): string => toHex(hkdf(sha256, secret, salt, info, Number(one.size)));
      if (one.result === 'invalid') expect(derive).toThrow();
      else expect(derive()).toBe(one.okm);
      const label = String.fromCharCode(...info);
      if (one.result === 'invalid' || salt.length > 0 || !equalBytes(utf8(label), info)) continue;
      // The first 32 bytes of a longer derivation are those of one of 32 bytes.
      const shared = Math.min(32, Number(one.size));
      expect(toHex(deriveKey(secret, label).subarray(0, shared))).toBe(one.okm?.slice(0, 2 * shared));
      asHere++;
    }
    expect(asHere).toBe(10);
  });

  it('X25519: 487 cases agree, and nothing is sealed to the 31 public keys of small order', () => {
    const cases = wycheproof('x25519').flatMap(({ tests }) => tests);
    expect(cases).toHaveLength(518);
    let refused = 0;
    for (const one of cases) {
      const [secret, publicKey] = [bytesOf(one, 'private'), bytesOf(one, 'public')];
      expect(boxKeyPair(secret).publicKey).toEqual(sodium.crypto_scalarmult_base(secret));
      if (one.shared === '00'.repeat(32)) {
        expect(codeOf(() => seal(new Uint8Array(1), publicKey))).toBe('malformed');
        refused++;
      } else expect(toHex(sodium.crypto_scalarmult(secret, publicKey))).toBe(one.shared);
    }
    expect(refused).toBe(31);
  });
});

type OkpKey = Readonly<Record<string, string>>;
interface CoseExample {
  readonly input: {
    readonly plaintext: string;
    readonly sign0?: { readonly key: OkpKey; readonly external?: string };
    readonly sign?: { readonly signers: readonly { readonly key: OkpKey }[] };
  };
  readonly intermediates: Readonly<Record<string, string>> & {
    readonly signers?: readonly { readonly ToBeSign_hex: string }[];
  };
  readonly output: { readonly cbor: string };
}

const example = (path: string): CoseExample => readJson(`cose/${path}`) as CoseExample;
const hexOf = (text: string | undefined): Uint8Array => fromHex((text ?? '').toLowerCase());
const examples = (folder: string): readonly CoseExample[] =>
  readdirSync(vectorPath(`cose/${folder}`)).map((file) => example(`${folder}/${file}`));
const outputs = (folder: string): readonly Uint8Array[] => examples(folder).map(({ output }) => hexOf(output.cbor));

describeWith(['shared/vectors/cose'], 'COSE working group examples', () => {
  it('EdDSA-sig-01: the signature verifies over our Sig_structure, and signing gives the same bytes', () => {
    const { input, intermediates, output } = example('eddsa-examples/eddsa-sig-01.json');
    const protectedHeader = fromHex('a201270300');
    const toBeSigned = encodeCbor(['Signature1', protectedHeader, new Uint8Array(0), utf8(input.plaintext)]);
    expect(toBeSigned).toEqual(hexOf(intermediates.ToBeSign_hex));
    const signature = hexOf(output.cbor).slice(-64);
    expect(verifySignature(hexOf(input.sign0?.key.x_hex), toBeSigned, signature)).toBe(true);
    expect(verifySignature(hexOf(input.sign0?.key.x_hex), toBeSigned.subarray(1), signature)).toBe(false);
    expect(sign(signingKey(hexOf(input.sign0?.key.d_hex)), toBeSigned)).toEqual(signature);
  });

  it('EdDSA-01: the signature within a COSE_Sign verifies, which has another structure than a record', () => {
    const { input, intermediates, output } = example('eddsa-examples/eddsa-01.json');
    const [toBeSigned, publicKey] = [intermediates.signers?.[0]?.ToBeSign_hex, input.sign?.signers[0]?.key.x_hex];
    const signature = hexOf(output.cbor).slice(-64);
    expect(verifySignature(hexOf(publicKey), hexOf(toBeSigned), signature)).toBe(true);
    expect(verifySignature(hexOf(publicKey), hexOf(toBeSigned).subarray(1), signature)).toBe(false);
  });

  it('all 11 structures to be signed by one signer are written here as published', () => {
    const all = [...examples('sign1-tests'), ...examples('eddsa-examples').filter(({ input }) => input.sign0)];
    expect(all).toHaveLength(11);
    for (const { input, intermediates } of all) {
      const published = hexOf(intermediates.ToBeSign_hex);
      const protectedHeader = (decodeCbor(published) as readonly unknown[])[1];
      const external = hexOf(input.sign0?.external);
      expect(encodeCbor(['Signature1', protectedHeader, external, utf8(input.plaintext)])).toEqual(published);
    }
  });

  it('all 13 signed examples are outside our profile and refused as such', () => {
    const all = [...outputs('sign1-tests'), ...outputs('eddsa-examples')];
    expect(all).toHaveLength(13);
    for (const bytes of all) expect(['malformed', 'not-canonical']).toContain(codeOf(() => parseSign1(bytes, 'read')));
  });

  it('both ChaCha20-Poly1305 examples open, the COSE_Encrypt0 through our own Enc_structure', () => {
    const [enveloped, encrypted] = ['01', 'enc-01'].map((name) =>
      example(`chacha-poly-examples/chacha-poly-${name}.json`),
    );
    const key = hexOf(encrypted?.intermediates.CEK_hex);
    const nonce = fromHex('5c3a9950bd2852f66e6c8d4f');
    const message = { keyId: new Uint8Array(16), nonce, ciphertext: hexOf(encrypted?.output.cbor).slice(-36) };
    expect(decrypt0(message, key, new Uint8Array(0))).toEqual(utf8(encrypted?.input.plaintext ?? ''));
    expect(codeOf(() => decrypt0(message, key, Uint8Array.of(0)))).toBe('decryption-failed');
    // In the other the recipient's structure of 16 bytes follows the ciphertext.
    const ciphertext = hexOf(enveloped?.output.cbor).slice(-52, -16);
    const aad = hexOf(enveloped?.intermediates.AAD_hex);
    const opened = aeadOpen({ key, nonce: fromHex('26682306d4fb28ca01b43b80'), aad }, ciphertext);
    expect(opened).toEqual(utf8(enveloped?.input.plaintext ?? ''));
  });

  it('all 10 AES-GCM examples, valid or not, are no boxes', () => {
    const all = outputs('encrypted-tests').map((bytes) => toHex(bytes).replace(/^(?:d0|d903e6)/, ''));
    expect(all).toHaveLength(10);
    for (const hex of all) expect(codeOf(() => readKnown(fromHex(hex), readEncrypt0))).toBe('malformed');
  });

  it('an unprotected header without kid is not a box', () => {
    const header = new Map([[5, new Uint8Array(12)]]);
    const box = encodeCbor([fromHex('a1011818'), header, new Uint8Array(36)]);
    expect(codeOf(() => readKnown(box, readEncrypt0))).toBe('malformed');
  });
});
