import { openRetirement } from '@fit4work/protocol';
import type { Identity, Outbox, Vault } from './ports.js';

/** Numbers of the agents that a recovery on this machine left standing, and that nothing ended from here since. */
export async function keptAgents(
  { vault, outbox }: { readonly vault: Pick<Vault, 'recovered'>; readonly outbox: Pick<Outbox, 'records'> },
  { identityPublicKey }: Identity,
): Promise<readonly number[]> {
  const told = await vault.recovered();
  if (told === undefined) return [];
  // Who was recovered by an earlier version was not told which agents were kept.
  const { kept = [] } = JSON.parse(told) as { readonly kept?: readonly number[] };
  if (kept.length === 0) return [];
  const ended = (await outbox.records())
    .filter(({ kind }) => kind === 'retirement')
    .map(({ bytes }) => openRetirement(bytes, identityPublicKey).agent);
  return kept.filter((agent) => !ended.includes(agent));
}
