import type { HeardDevice, WearableCentral } from './central-port.js';
import { familyOf } from './core/family-of.js';
import { UNPAIRED } from './core/refusal-words/wearable-refusals.js';
import { AgentError } from './error.js';
import type { Vault } from './ports.js';
import { WearableError } from './wearable-error.js';
import type { Family } from './wearable-port.js';

/** A wearable that can be chosen. */
export interface NearbyWearable {
  readonly address: string;
  readonly name: string | null;
  readonly family: string;
  /** dBm */
  readonly signal: number;
  readonly keyed: boolean;
  readonly paired: boolean;
}

interface NearbyPorts {
  readonly vault: Pick<Vault, 'wearables'>;
  readonly central: Pick<WearableCentral, 'nearby'>;
  readonly families: ReadonlyMap<string, Family>;
}

/** Bands say what they are several times a second. */
const LISTENS_MS = 6_000;

/** Who is near and of a family that there is, the nearest first; nobody else is told of. @throws AgentError `wearable` */
export async function nearbyWearables(
  { vault, central, families }: NearbyPorts,
  forMs = LISTENS_MS,
): Promise<readonly NearbyWearable[]> {
  const paired = new Set((await vault.wearables()).map(({ address }) => address));
  const heard = await listen(central, forMs);
  const known = heard.flatMap(({ address, name, services, signal }) => {
    const family = familyOf(families.values(), services);
    if (family === undefined) return [];
    const { name: of, keyed } = family;
    return [{ address, name: name ?? null, family: of, signal, keyed, paired: paired.has(address) }];
  });
  return known.sort((a, b) => b.signal - a.signal);
}

async function listen(central: Pick<WearableCentral, 'nearby'>, forMs: number): Promise<readonly HeardDevice[]> {
  try {
    return await central.nearby(forMs);
  } catch (cause) {
    if (!(cause instanceof WearableError)) throw cause;
    throw new AgentError('wearable', UNPAIRED[cause.code], { cause });
  }
}
