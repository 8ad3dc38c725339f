import {
  type BoxKeyPair,
  type DataKey,
  decodeCbor,
  encodeCbor,
  GRANULARITIES,
  type Granularity,
  METRICS,
  type Metric,
  ProtocolError,
  readArray,
  readBytes,
  seal,
  unseal,
} from '@fit4work/protocol';
import type { DayKeys, Entropy, OpenDayKeys } from '../ports.js';

/* Nine random data keys a civil day: one per metric and granularity, sealed to the vault as they are made. */

const KEY = 32;
const COUNT = METRICS.length * GRANULARITIES.length;

export function makeDayKeys(
  day: string,
  generation: number,
  vault: { publicKey: Uint8Array; entropy: Entropy },
): OpenDayKeys {
  const open = vault.entropy(KEY * COUNT);
  return { day, generation, open, sealed: seal(encodeCbor([day, generation, open]), vault.publicKey) };
}

/** One key out of the nine. */
export function dataKeyOf(keys: Uint8Array, metric: Metric, granularity: Granularity): Uint8Array {
  const index = METRICS.indexOf(metric) * GRANULARITIES.length + GRANULARITIES.indexOf(granularity);
  return keys.subarray(index * KEY, (index + 1) * KEY);
}

/**
 * The nine keys of a day that may be closed. They say of which day and generation they are: those of another do not stand
 * in for them.
 *
 * @throws ProtocolError `decryption-failed`, `malformed`
 */
export function unsealDayKeys(keys: DayKeys, vault: BoxKeyPair): Uint8Array {
  const [day, generation, open] = readArray(decodeCbor(unseal(keys.sealed, vault)), 'the day keys', 3);
  if (day !== keys.day || generation !== keys.generation) {
    throw new ProtocolError('malformed', 'the day keys are those of another day');
  }
  return readBytes(open, 'the day keys', KEY * COUNT);
}

/** The keys of a day that a grant's scope names. */
export function releasedKeys(
  day: string,
  open: Uint8Array,
  scope: readonly { metric: Metric; granularities: readonly Granularity[] }[],
): readonly DataKey[] {
  return scope.flatMap(({ metric, granularities }) =>
    granularities.map((granularity) => ({ day, metric, granularity, key: dataKeyOf(open, metric, granularity) })),
  );
}
