import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign as signBytes,
} from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { base64url, concat, fixed, fromHex, sha256, utf8 } from './bytes.mjs';

/* Keys and primitives by OpenSSL, so that the protocol's libraries meet another author's; sealed boxes alone need libsodium. */

await sodium.ready;

const PKCS8 = { ed25519: '302e020100300506032b657004220420', x25519: '302e020100300506032b656e04220420' };

/** @param {'ed25519' | 'x25519'} curve @param {Uint8Array} secret */
const privateKey = (curve, secret) =>
  createPrivateKey({ key: Buffer.from(concat(fromHex(PKCS8[curve]), secret)), format: 'der', type: 'pkcs8' });

/** @param {'ed25519' | 'x25519'} curve @param {Uint8Array} secret */
const publicKey = (curve, secret) =>
  new Uint8Array(createPublicKey(privateKey(curve, secret)).export({ format: 'der', type: 'spki' }).subarray(-32));

/** @typedef {{ seed: Uint8Array, publicKey: Uint8Array, keyId: Uint8Array }} SigningKey */
/** @typedef {{ secret: Uint8Array, publicKey: Uint8Array }} BoxKey */

/** Clause 7.1. @param {Uint8Array} key Ed25519 public key */
const keyId = (key) => sha256(utf8(`{"crv":"Ed25519","kty":"OKP","x":"${base64url(key)}"}`));

/** @param {Uint8Array} seed @returns {SigningKey} */
export function signingKey(seed) {
  const key = publicKey('ed25519', seed);
  return { seed, publicKey: key, keyId: keyId(key) };
}

/** @param {Uint8Array} secret @returns {BoxKey} */
export const boxKey = (secret) => ({ secret, publicKey: publicKey('x25519', secret) });

/** @param {SigningKey} key @param {Uint8Array} message */
export const sign = ({ seed }, message) => new Uint8Array(signBytes(null, message, privateKey('ed25519', seed)));

/** @param {Uint8Array} secret @param {string} label */
export const hkdf = (secret, label) => new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), label, 32));

/** Clause 5.2. @param {Uint8Array} dataKey */
export const dataKeyId = (dataKey) =>
  new Uint8Array(createHmac('sha256', dataKey).update('f4w/v1/kid').digest().subarray(0, 16));

/** @param {{ key: Uint8Array, nonce: Uint8Array, aad: Uint8Array }} use @param {Uint8Array} plaintext */
export function aeadSeal({ key, nonce, aad }, plaintext) {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return concat(ciphertext, cipher.getAuthTag());
}

/**
 * A sealed box as libsodium defines it, with an ephemeral key that is fixed: libsodium draws it at random, and vectors would
 * change with each run. Never to be done where something is to stay secret.
 * @param {Uint8Array} plaintext @param {BoxKey} recipient @param {string} label of the ephemeral secret
 */
export function sealedBox(plaintext, recipient, label) {
  const ephemeral = boxKey(fixed(`ephemeral/${label}`));
  const nonce = sodium.crypto_generichash(24, concat(ephemeral.publicKey, recipient.publicKey), null);
  const box = sodium.crypto_box_easy(plaintext, nonce, recipient.publicKey, ephemeral.secret);
  const sealed = concat(ephemeral.publicKey, box);
  const opened = sodium.crypto_box_seal_open(sealed, recipient.publicKey, recipient.secret);
  if (Buffer.compare(opened, plaintext) !== 0) throw new TypeError('libsodium opens something else');
  return sealed;
}

/** The neutral point: under it, a signature of zeros fits every message unless a verifier refuses keys of small order. */
export const SMALL_ORDER = fromHex(`01${'00'.repeat(31)}`);

const named = (/** @type {string} */ name) => signingKey(fixed(`seed/${name}`));
const root = fixed('root');

/** Who signs and who opens in all files. */
export const KEYS = {
  root,
  identity: signingKey(hkdf(root, 'f4w/v1/identity')),
  vault: boxKey(hkdf(root, 'f4w/v1/vault')),
  agent: named('agent'),
  coachApi: named('coach-api'),
  coachApiBox: boxKey(fixed('secret/coach-api')),
  stranger: named('stranger'),
  strangerBox: boxKey(fixed('secret/stranger')),
  smallOrder: { publicKey: SMALL_ORDER, keyId: keyId(SMALL_ORDER) },
};

/** Order of the group of Ed25519. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const numberOf = (/** @type {Uint8Array} */ bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
const bytesOf = (/** @type {bigint} */ number) =>
  new Uint8Array(Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse());
const sha512 = (/** @type {Uint8Array} */ bytes) => createHash('sha512').update(bytes).digest();

/**
 * A signature whose R is the neutral point: S B = R + h A holds, since S is h times the secret scalar. Verifiers that do not
 * look at the order of R take it (RFC 8032 section 5.1.7 leaves it open), libsodium does not.
 *
 * @param {{ seed: Uint8Array, publicKey: Uint8Array }} key @param {Uint8Array} message
 */
export function neutralSignature({ seed, publicKey }, message) {
  const scalar = sha512(seed).subarray(0, 32);
  scalar[0] = (scalar[0] ?? 0) & 248;
  scalar[31] = ((scalar[31] ?? 0) & 127) | 64;
  const h = numberOf(sha512(concat(SMALL_ORDER, publicKey, message)));
  return concat(SMALL_ORDER, bytesOf((h * numberOf(scalar)) % ORDER));
}

/** @param {Uint8Array} signature @returns {Uint8Array} the same with S + L: another encoding, if a verifier takes it */
export function secondSignature(signature) {
  return concat(signature.subarray(0, 32), bytesOf(numberOf(signature.subarray(32)) + ORDER));
}
