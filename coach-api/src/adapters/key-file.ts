import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { boxKeyPair, jwkOf, signingKey, toBase64Url } from '@fit4work/protocol';
import { CoachError } from '../error.js';

/** What others need to know of a new key file. */
export interface PublicParts {
  readonly version: 1;
  /** base64url */
  readonly signingKey: string;
  readonly boxKey: string;
  /** The line of the broker's services file. */
  readonly jwk: object;
}

/** Makes a key file that only its owner can read, and never overwrites one. @throws CoachError `bad-config` */
export async function makeKeyFile(path: string): Promise<PublicParts> {
  const [seed, secret] = [randomBytes(32), randomBytes(32)];
  const text = JSON.stringify({
    version: 1,
    signingSeed: seed.toString('base64'),
    boxSecret: secret.toString('base64'),
  });
  try {
    await writeFile(path, `${text}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new CoachError(
      'bad-config',
      `The key file ${path} cannot be made: it exists already, or its folder does not.`,
      {
        cause,
      },
    );
  }
  const { publicKey, keyId } = signingKey(seed);
  return {
    version: 1,
    signingKey: toBase64Url(publicKey),
    boxKey: toBase64Url(boxKeyPair(secret).publicKey),
    jwk: { ...jwkOf(publicKey), kid: toBase64Url(keyId), f4w_role: 'coach-api' },
  };
}
