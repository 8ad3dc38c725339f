import { identityKey, signingKey, toBase64Url } from '@fit4work/protocol';
import { keepPins } from '../src/new-agent.js';
import type { ReadWorld } from './read-world.js';
import { NOW, StoredPerson } from './recovery-world.js';

/** A coach API that has all consent that was signed in a world; the leaves of it stand in the log. */
export async function storedConsent(world: ReadWorld): Promise<StoredPerson> {
  const { outbox } = world.ports;
  const stored = new StoredPerson(world.identity, identityKey(world.vault.root));
  stored.kept = toBase64Url(keepPins(() => NOW, world.identity, stored.person));
  const key = toBase64Url(signingKey(world.identity.agentSeed).publicKey);
  stored.registered.push({ agent: 1, key, certificate: toBase64Url(world.identity.certificate) });
  const consents = (await outbox.records()).filter(({ kind }) => kind === 'consent');
  for (const { bytes } of consents) stored.add('consents', new Uint8Array(bytes));
  const leaves = consents.map(({ leaf }) => new Uint8Array(leaf));
  world.log.append(...leaves);
  await outbox.markReceived(0, leaves, 1);
  return stored;
}
