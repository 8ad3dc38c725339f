import { boxKeyPair, jwkOf, signingKey, toBase64Url } from '@fit4work/protocol';
import type { Secrets } from './key-file.js';

/** What others need to know of a key file. */
export interface PublicParts {
  readonly version: 1;
  /** base64url */
  readonly signingKey: string;
  /** The newest: what is sealed from now on is sealed to it. */
  readonly boxKey: string;
  /** Older box keys that are still there to open with. */
  readonly older: number;
  /** The line of the broker's services file. */
  readonly jwk: object;
}

export function publicParts({ signingSeed, boxes }: Secrets): PublicParts {
  const { publicKey, keyId } = signingKey(signingSeed);
  return {
    version: 1,
    signingKey: toBase64Url(publicKey),
    boxKey: toBase64Url(boxKeyPair(boxes[0].secret).publicKey),
    older: boxes.length - 1,
    jwk: { ...jwkOf(publicKey), kid: toBase64Url(keyId), f4w_role: 'coach-api' },
  };
}
