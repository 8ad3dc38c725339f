import { randomBytes, scrypt } from 'node:crypto';
import { aeadOpen, aeadSeal, utf8, wipe } from '@fit4work/protocol';
import type { SealedSecrets } from '../core/key-file.js';
import { CoachError } from '../error.js';

/*
 * scrypt (RFC 7914) of Node itself, with OWASP's first parameters for it: 128 MiB, which go back to the system, as those of a
 * WebAssembly of Argon2id would not; and the process that holds plaintext has no further library in it.
 */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 };
const AAD = utf8('f4w/v1/coach-keys');

function keyOf(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, COST, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

export async function sealByPassphrase(text: string, passphrase: string): Promise<SealedSecrets> {
  const [salt, nonce] = [new Uint8Array(randomBytes(16)), new Uint8Array(randomBytes(12))];
  const key = await keyOf(passphrase, salt);
  const plaintext = utf8(text);
  try {
    return { salt, nonce, sealed: aeadSeal({ key, nonce, aad: AAD }, plaintext) };
  } finally {
    wipe(key);
    wipe(plaintext);
  }
}

/** @throws CoachError `bad-passphrase`, which is the answer to a damaged file as well */
export async function openByPassphrase({ salt, nonce, sealed }: SealedSecrets, passphrase: string): Promise<string> {
  const key = await keyOf(passphrase, salt);
  try {
    const opened = aeadOpen({ key, nonce, aad: AAD }, sealed);
    const text = new TextDecoder().decode(opened);
    wipe(opened);
    return text;
  } catch (cause) {
    throw new CoachError(
      'bad-passphrase',
      'The passphrase does not open the key file: check FIT4WORK_COACH_PASSPHRASE_FILE, or bring back a copy of the file if it was damaged.',
      { cause },
    );
  } finally {
    wipe(key);
  }
}
