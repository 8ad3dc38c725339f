import { type BoxKeyPair, vaultKey, wipe } from '@fit4work/protocol';
import type { Identity, PassphraseLock } from './ports.js';

/**
 * The vault's key pair, which opens days that are closed and what is sealed to the employee. The root is not kept.
 *
 * @throws AgentError `bad-passphrase`
 */
export async function unlockVault(
  lock: PassphraseLock,
  { wrappedRoot }: Identity,
  passphrase: string,
): Promise<BoxKeyPair> {
  const root = await lock.unwrap(wrappedRoot, passphrase);
  const pair = vaultKey(root);
  wipe(root);
  return pair;
}
