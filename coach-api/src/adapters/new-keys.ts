import { randomBytes } from 'node:crypto';
import type { HeldBox, Secrets } from '../core/key-file.js';
import type { NewKeys } from '../core/rotated-keys.js';

const secret = (): Uint8Array => new Uint8Array(randomBytes(32));

/** @param now Unix seconds */
const newBox = (now: number): HeldBox => ({ secret: secret(), made: now });

/** @param now Unix seconds */
export const newSecrets = (now: number): Secrets => ({ signingSeed: secret(), boxes: [newBox(now)] });

/** What a rotation brings. @param now Unix seconds */
export const newKeys = (now: number, withSigningKey = false): NewKeys => ({
  box: newBox(now),
  signingSeed: withSigningKey ? secret() : undefined,
  salt: secret(),
});
