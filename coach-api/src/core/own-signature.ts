import { ProtocolError } from '@fit4work/protocol';

/**
 * Opens what this coach API signed, now or under a signing key that it had before.
 *
 * @param keys public keys, the newest first
 * @throws ProtocolError `bad-signature` where none of them did, and as `open`
 */
export function openOwn<T>(
  keys: readonly Uint8Array[],
  open: (publicKey: Uint8Array) => T,
): { readonly key: Uint8Array; readonly opened: T } {
  for (const key of keys) {
    try {
      return { key, opened: open(key) };
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.code !== 'bad-signature') throw error;
    }
  }
  throw new ProtocolError('bad-signature', 'the record is signed by no key of this coach API');
}
