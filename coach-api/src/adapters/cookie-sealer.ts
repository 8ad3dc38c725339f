import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealer } from '../identity/ports.js';

const ALGORITHM = 'aes-256-gcm';
const [IV, TAG] = [12, 16];

/**
 * AES-256-GCM under a key of this process, which is written nowhere: what was sealed before a restart opens no more.
 *
 * @param key of 32 bytes, where what one process sealed is opened by another
 */
export function cookieSealer(key: Uint8Array = randomBytes(32)): Sealer {
  return {
    seal: (text) => {
      const iv = randomBytes(IV);
      const cipher = createCipheriv(ALGORITHM, key, iv);
      const sealed = [cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([iv, ...sealed, cipher.getAuthTag()]).toString('base64url');
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      // Of some texts the last character has bits that count for nothing: one text alone is what was sealed.
      if (bytes.length <= IV + TAG || bytes.toString('base64url') !== sealed) return undefined;
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV), { authTagLength: TAG });
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV, bytes.length - TAG)), decipher.final()]).toString();
      } catch {
        return undefined;
      }
    },
  };
}
