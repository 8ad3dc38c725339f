import crypto from 'node:crypto';
import type { Hasher } from '@fit4work/protocol';

/** What a hasher takes from node:crypto; `hash` came with Node 20.12 and 21.7. */
type NodeHashing = Pick<typeof crypto, 'createHash'> & Partial<Pick<typeof crypto, 'hash'>>;

const DIGEST = 32;

/**
 * The bytes of a digest that came as text, a character each. Asking node:crypto for a Buffer instead costs more than
 * hashing 64 bytes does, and a Buffer out of its pool would keep eight kilobytes alive for 32.
 */
function bytesOf(digest: string): Uint8Array {
  const bytes = new Uint8Array(DIGEST);
  for (let i = 0; i < DIGEST; i++) bytes[i] = digest.charCodeAt(i);
  return bytes;
}

/** The fastest hasher that this node:crypto has. */
export function hasherOf({ hash, createHash }: NodeHashing): Hasher {
  if (hash === undefined) return { sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()) };
  return { sha256: (bytes) => bytesOf(hash('sha256', bytes, 'binary')) };
}

/** SHA-256 by the OpenSSL of the Node that runs. */
export const nodeHasher: Hasher = hasherOf(crypto);
