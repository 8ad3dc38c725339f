import { plainText, readKeyFile, type SealedSecrets, type Secrets } from '../core/key-file.js';
import { checkRotations } from '../core/rotated-keys.js';
import { CoachError } from '../error.js';
import type { KeyPlaces } from '../key-places.js';
import { openByPassphrase, sealByPassphrase } from './passphrase-seal.js';
import { readPrivateFile } from './private-file.js';
import { makeFile, replaceFile } from './replace-file.js';

/** Where the passphrase comes from when a key file is sealed. */
export type AskPassphrase = () => Promise<string>;

export interface LoadedKeys {
  readonly secrets: Secrets;
  /** Undefined where the file is not sealed. */
  readonly passphrase: string | undefined;
}

/** The file is read by whoever may: nothing but the rights to it and systemd keep it. */
export const isBare = ({ passphrase }: LoadedKeys, { path, credentials }: KeyPlaces): boolean =>
  passphrase === undefined && (credentials === undefined || !path.startsWith(`${credentials}/`));

/** @throws CoachError `bad-config`, also when others than the owner may read the file; `bad-passphrase` */
export async function loadKeys(places: KeyPlaces, ask: AskPassphrase): Promise<LoadedKeys> {
  const { path, credentials } = places;
  const text = await readPrivateFile({ what: 'key file', variable: 'FIT4WORK_COACH_KEYS', path, credentials });
  const read = parse(path, text);
  if (!('sealed' in read)) return { secrets: read, passphrase: undefined };
  const passphrase = await ask();
  const opened = parse(path, await openByPassphrase(read, passphrase));
  if ('sealed' in opened) throw malformed(path, 'it is sealed twice');
  return { secrets: opened, passphrase };
}

/** @throws CoachError `bad-config` where there is no such file, or it cannot be a passphrase */
export async function readPassphrase({ passphraseFile, credentials, path }: KeyPlaces): Promise<string> {
  const variable = 'FIT4WORK_COACH_PASSPHRASE_FILE';
  if (passphraseFile === undefined) {
    throw new CoachError(
      'bad-config',
      `The key file ${path} is sealed: point ${variable} to the file of its passphrase.`,
    );
  }
  const file = { what: 'passphrase file', variable, path: passphraseFile, credentials };
  // An editor, or echo, ends a line; nobody means that to be a part of it.
  return checkPassphrase((await readPrivateFile(file)).replace(/\r?\n$/, ''));
}

const SHORTEST_PASSPHRASE = 8;

/** @throws CoachError `bad-passphrase` */
export function checkPassphrase(passphrase: string): string {
  if (passphrase.length >= SHORTEST_PASSPHRASE) return passphrase;
  throw new CoachError('bad-passphrase', `The passphrase must have ${SHORTEST_PASSPHRASE} characters or more.`);
}

/** Makes a key file that only its owner can read, and never overwrites one. @throws CoachError `bad-config` */
export async function makeKeyFile(path: string, { secrets, passphrase }: LoadedKeys): Promise<void> {
  const text = await textOf(secrets, passphrase);
  try {
    await makeFile(path, text);
  } catch (cause) {
    throw new CoachError(
      'bad-config',
      `The key file ${path} cannot be made: it exists already, or its folder does not.`,
      { cause },
    );
  }
}

/** Puts other secrets in a key file, sealed as it was. @throws CoachError `bad-config` */
export async function replaceKeyFile(path: string, { secrets, passphrase }: LoadedKeys): Promise<void> {
  const text = await textOf(secrets, passphrase);
  try {
    await replaceFile(path, text);
  } catch (cause) {
    throw new CoachError(
      'bad-config',
      `The key file ${path} cannot be written: give this account the right to write it and its folder.`,
      { cause },
    );
  }
}

async function textOf(secrets: Secrets, passphrase: string | undefined): Promise<string> {
  const plain = plainText(secrets, encode);
  if (passphrase === undefined) return `${plain}\n`;
  const { salt, nonce, sealed } = await sealByPassphrase(plain, passphrase);
  return `${JSON.stringify({ version: 2, salt: encode(salt), nonce: encode(nonce), sealed: encode(sealed) })}\n`;
}

function parse(path: string, text: string): Secrets | SealedSecrets {
  try {
    const read = readKeyFile(JSON.parse(text), decode);
    return 'sealed' in read ? read : checkRotations(read);
  } catch (cause) {
    // The parser of JSON quotes what it read, which may be a secret: nothing of its error is passed on.
    throw malformed(path, cause instanceof CoachError ? cause.message : 'it is not JSON');
  }
}

const malformed = (path: string, why: string): CoachError =>
  new CoachError('bad-config', `The key file ${path} is malformed: ${why}.`);

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function decode(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined;
}
