import {
  type BoxKeyPair,
  civilDay,
  type Envelope,
  isKeyOf,
  leafOf,
  METRICS,
  type Metric,
  openBox,
  parseEnvelope,
  sealEnvelope,
  signingKey,
} from '@fit4work/protocol';
import { dataKeyOf } from '../core/day-keys.js';
import { isErasedWindow } from '../core/erased-days.js';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { AgentError } from '../error.js';
import type { Entropy, Identity, NextAgent, OutboxEntry, SealedEntry, Vault } from '../ports.js';
import { unsealed } from '../stored-samples.js';

export interface ResealPorts {
  readonly vault: Vault;
  readonly entropy: Entropy;
}

export interface Resealing {
  readonly pseudonym: Identity['pseudonym'];
  readonly next: NextAgent;
  readonly vaultKey: BoxKeyPair;
  readonly zone: string;
}

/**
 * The windows of envelopes that nobody received, sealed again in the chain of the next agent: the same window, revision and
 * plaintext under the same data key, with nonces of their own. Windows of days that were erased since are left out.
 *
 * @throws AgentError `vault-damaged`
 */
export async function resealEntries(
  ports: ResealPorts,
  resealing: Resealing,
  entries: readonly OutboxEntry[],
): Promise<readonly SealedEntry[]> {
  const { pseudonym, next } = resealing;
  const key = signingKey(next.agentSeed);
  const made: SealedEntry[] = [];
  let last: Pick<OutboxEntry, 'sequence' | 'leaf'> = { sequence: 0, leaf: new Uint8Array(32) };
  const erased = await ports.vault.erasures();
  for (const { bytes } of entries) {
    const envelope = parseEnvelope(new Uint8Array(bytes));
    const { windowStart: start } = envelope;
    // Its keys are destroyed. In the new chain nothing has to stand in its place.
    if (isErasedWindow({ day: civilDay(start, resealing.zone), start }, erased)) continue;
    const { windowStart, granularity, revision } = envelope;
    const header = {
      ...{ pseudonym, agent: next.agent, sequence: last.sequence + 1, previous: last.leaf },
      ...{ windowStart, granularity, revision, salt: ports.entropy(32) },
    };
    const sealed = sealEnvelope(header, await boxesOf(ports, resealing, envelope), key);
    last = { sequence: header.sequence, leaf: leafOf(sealed) };
    made.push({ ...last, bytes: sealed, windowStart });
  }
  return made;
}

async function boxesOf(
  { vault, entropy }: ResealPorts,
  { vaultKey, zone }: Resealing,
  envelope: Envelope,
): Promise<Parameters<typeof sealEnvelope>[1]> {
  const day = civilDay(envelope.windowStart, zone);
  const keys = (await vault.dayKeys(day, day)).map((each): Uint8Array => each.open ?? unsealed(each, vaultKey));
  return METRICS.map((metric) => {
    const dataKey = keyOf(envelope, metric, keys);
    return { plaintext: openBox(envelope, metric, dataKey), dataKey, nonce: entropy(12) };
  });
}

function keyOf(envelope: Envelope, metric: Metric, keys: readonly Uint8Array[]): Uint8Array {
  const found = keys
    .map((each) => dataKeyOf(each, metric, envelope.granularity))
    .find((each) => isKeyOf(envelope, metric, each));
  if (found !== undefined) return found;
  throw new AgentError('vault-damaged', VAULT_REFUSALS.keysMissing(envelope.sequence));
}
