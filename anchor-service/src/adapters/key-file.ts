import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import {
  encodeVkey,
  type NoteKeyType,
  type NoteSigner,
  noteSigner,
  type SigningKey,
  signingKey,
  toBase64Url,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/** What others than the owner may do with a file. */
const OTHERS = 0o077;

/** Reads the key file of a log (type 1) or a witness (type 4). @throws AnchorError `bad-key`, also when others than the owner may read it */
export function readSigner(file: string, type: NoteKeyType): NoteSigner {
  const { name, vkey, seed } = readJson(file);
  const kind = type === 1 ? 'log' : 'witness';
  const remedy = `make one with "keygen --type ${kind}"`;
  if (typeof name !== 'string' || typeof vkey !== 'string') throw badKey(file, remedy);
  const signer = signerOf(file, { name, type, seed: readSeed(file, seed) });
  if (encodeVkey(signer.key) !== vkey) throw badKey(file, `its vkey is not the ${kind} key of its seed; ${remedy}`);
  return signer;
}

/** Reads the key file for the broker. @throws AnchorError `bad-key`, also when others than the owner may read it */
export function readBrokerKey(file: string): SigningKey {
  const { kid, seed } = readJson(file);
  const key = signingKey(readSeed(file, seed));
  // A key has one name (SPEC.md clause 7.1): under another the broker would refuse each token.
  if (kid !== toBase64Url(key.keyId))
    throw badKey(file, 'its "kid" is the RFC 7638 thumbprint of the key of its "seed"');
  return key;
}

/** Writes a new key file that only its owner can read; never over another. @returns the vkey @throws AnchorError `bad-key` */
export function writeSigner(file: string, key: { name: string; type: NoteKeyType; seed: Uint8Array }): string {
  const vkey = encodeVkey(signerOf(file, key).key);
  const text = JSON.stringify({ name: key.name, vkey, seed: Buffer.from(key.seed).toString('base64') });
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeSync(handle, `${text}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    throw new AnchorError('bad-key', `The key file ${file} cannot be made: give a new name in a writable folder.`, {
      cause,
    });
  }
  return vkey;
}

function signerOf(file: string, key: { name: string; type: NoteKeyType; seed: Uint8Array }): NoteSigner {
  try {
    return noteSigner(key.name, key.type, key.seed);
  } catch (cause) {
    throw badKey(file, 'its name is not empty and has no white space and no plus sign, its seed has 32 bytes', cause);
  }
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw badKey(file, 'give a readable file of JSON', cause);
  }
  if (typeof value !== 'object' || value === null) throw badKey(file, 'give a JSON object');
  // Whoever read it could sign in the place of its owner for good. Windows has no such modes.
  const isOpen = process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0;
  if (isOpen) throw badKey(file, 'others can read it; set its mode to 0600');
  return Object.fromEntries(Object.entries(value));
}

function readSeed(file: string, seed: unknown): Uint8Array {
  const bytes = typeof seed === 'string' ? Buffer.from(seed, 'base64') : Buffer.alloc(0);
  if (bytes.length !== 32 || bytes.toString('base64') !== seed) throw badKey(file, 'its "seed" is 32 bytes in base64');
  return new Uint8Array(bytes);
}

function badKey(file: string, remedy: string, cause?: unknown): AnchorError {
  return new AnchorError('bad-key', `The key file ${file} cannot be used: ${remedy}.`, { cause });
}
