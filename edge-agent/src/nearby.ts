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

/** Bands say what they are several times a second; somebody waits for it. */
export const LISTENS_MS = 2_000;
/** How often it is listened where no band was heard: one that was just taken in hand wakes up first. */
const TRIES = 3;

/**
 * Who is near and of a family that there is, the nearest first; nobody else is told of. Whoever misses one looks again.
 * @throws AgentError `wearable`
 */
export async function nearbyWearables(ports: NearbyPorts): Promise<readonly NearbyWearable[]> {
  for (let tries = 1; tries < TRIES; tries += 1) {
    const known = await heardOnce(ports);
    if (known.length > 0) return known;
  }
  return heardOnce(ports);
}

async function heardOnce({ vault, central, families }: NearbyPorts): Promise<readonly NearbyWearable[]> {
  const paired = new Set((await vault.wearables()).map(({ address }) => address));
  const heard = await listen(central);
  const known = heard.flatMap(({ address, name, services, signal }) => {
    const family = familyOf(families.values(), services);
    if (family === undefined) return [];
    const { name: of, keyed } = family;
    return [{ address, name: name ?? null, family: of, signal, keyed, paired: paired.has(address) }];
  });
  return known.sort((a, b) => b.signal - a.signal);
}

async function listen(central: Pick<WearableCentral, 'nearby'>): Promise<readonly HeardDevice[]> {
  try {
    return await central.nearby(LISTENS_MS);
  } catch (cause) {
    if (!(cause instanceof WearableError)) throw cause;
    throw new AgentError('wearable', UNPAIRED[cause.code], { cause });
  }
}
