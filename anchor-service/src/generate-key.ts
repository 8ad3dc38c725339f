import sodium from 'libsodium-wrappers';
import { writeSigner } from './adapters/key-file.js';

/** Makes a key file of mode 0600. libsodium must be ready. @returns the vkey @throws AnchorError `bad-key` */
export function generateKey(options: { name: string; type: 'log' | 'witness'; out: string }): string {
  const seed = sodium.randombytes_buf(32);
  return writeSigner(options.out, { name: options.name, type: options.type === 'log' ? 1 : 4, seed });
}
