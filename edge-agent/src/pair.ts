import { fromHex } from '@fit4work/protocol';
import type { WearableCentral } from './central-port.js';
import { POLICY } from './core/connection.js';
import { UNPAIRED, WEARABLE_REFUSALS } from './core/refusal-words/wearable-refusals.js';
import { refuseRecovering } from './enrol.js';
import { AgentError } from './error.js';
import { sessionFor } from './keep-connected.js';
import type { Clock, Entropy, Vault, WearablePairing } from './ports.js';
import { WearableError } from './wearable-error.js';
import type { Family } from './wearable-port.js';

export interface PairingPorts {
  readonly vault: Vault;
  readonly central: Pick<WearableCentral, 'find'>;
  readonly families: ReadonlyMap<string, Family>;
  readonly entropy: Entropy;
  readonly clock: Clock;
  readonly zone: string;
}

const KEY_BYTES = 16;
const FIND_MS = 30_000;
const CONNECT_MS = 15_000;

/** @throws AgentError `bad-configuration` */
export function toPairing(
  families: ReadonlyMap<string, Family>,
  { address, family, key }: WearablePairing,
): WearablePairing {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address)) {
    throw new AgentError('bad-configuration', WEARABLE_REFUSALS.noAddress);
  }
  if (!families.has(family)) {
    const names = [...families.keys()].join(', ');
    throw new AgentError('bad-configuration', WEARABLE_REFUSALS.noFamily(names));
  }
  return { address: address.toLowerCase(), family, key };
}

/** @throws AgentError `bad-file` */
export function parseKey(text: string): Uint8Array {
  if (!/^[0-9a-f]{32}$/i.test(text.trim())) {
    throw new AgentError('bad-file', WEARABLE_REFUSALS.noKey);
  }
  return fromHex(text.trim().toLowerCase(), KEY_BYTES);
}

/** Pairs a wearable that was chosen on the page. @throws AgentError `bad-configuration`, `wearable`, `not-enrolled` while it is being recovered */
export async function pairWearable(
  ports: PairingPorts,
  { address, family }: Pick<WearablePairing, 'address' | 'family'>,
): Promise<void> {
  refuseRecovering(await ports.vault.identity());
  const pairing = toPairing(ports.families, { address, family, key: undefined });
  if (ports.families.get(family)?.keyed === true) await agreeOnKey(ports, pairing);
  else await ports.vault.pair(pairing);
}

/**
 * Gives the wearable a new key, which its wearer confirms on it, and then keeps the pairing. A crash in between leaves a
 * wearable with a key that nobody has: it is paired again.
 *
 * @throws AgentError `wearable` when it cannot be reached or does not agree
 */
export async function agreeOnKey(ports: PairingPorts, pairing: WearablePairing): Promise<void> {
  const family = ports.families.get(pairing.family);
  const key = ports.entropy(KEY_BYTES);
  try {
    const found = await ports.central.find(pairing.address, FIND_MS);
    const raw = await found.connect(CONNECT_MS);
    try {
      const link = await raw.discover();
      const { clock } = ports;
      await family?.agreeOnKey?.(
        link,
        key,
        sessionFor(ports, { key, listen: false, mark: undefined, silenceMs: POLICY.silenceMs, clock }),
      );
    } finally {
      await raw.close();
    }
  } catch (cause) {
    if (!(cause instanceof WearableError)) throw cause;
    throw new AgentError('wearable', UNPAIRED[cause.code], { cause });
  }
  await ports.vault.pair({ ...pairing, key });
}
