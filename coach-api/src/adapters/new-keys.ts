import { randomBytes } from 'node:crypto';
import type { HeldBox, Secrets } from '../core/key-file.js';

const secret = (): Uint8Array => new Uint8Array(randomBytes(32));

/** @param now Unix seconds */
export const newBox = (now: number): HeldBox => ({ secret: secret(), made: now });

/** @param now Unix seconds */
export const newSecrets = (now: number): Secrets => ({ signingSeed: secret(), boxes: [newBox(now)] });
