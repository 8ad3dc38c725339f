import {
  addDays,
  civilDay,
  civilDayBounds,
  type Envelope,
  type ErasureCertificate,
  METRICS,
  parseEnvelope,
} from '@fit4work/protocol';
import { sealChunk } from '../core/chunk.js';
import { isErased } from '../core/erased-days.js';
import type { Measured } from '../core/reconcile.js';
import { Chains } from '../core/recovery/chains.js';
import { Harvest } from '../core/recovery/harvest.js';
import type { RecoveredKeys } from '../core/recovery/recovered-keys.js';
import { unaccounted } from '../core/recovery/unaccounted.js';
import { openDay } from '../open-day.js';
import type { Person } from '../person.js';
import type { Chunk, Entropy, HeldEnvelope, PastEnvelope, Positions } from '../ports.js';
import type { RestorePorts, Trusted } from './take-records.js';

/** No wearable has this number: what was recovered comes before what a wearable gives again. */
const RECOVERED = 0;

export interface Harvested {
  readonly harvest: Harvest;
  /** The last sequence of each agent. */
  readonly ends: ReadonlyMap<number, number>;
  readonly envelopes: number;
  readonly erased: number;
}

/** Verifies every envelope of every agent, keeps where each stands, and opens what holds samples. */
export async function harvestEnvelopes(
  ports: RestorePorts,
  trusted: Trusted,
  {
    keys,
    retired,
    certificates,
  }: {
    keys: RecoveredKeys;
    retired: ReadonlyMap<number, number>;
    certificates: readonly ErasureCertificate[];
  },
): Promise<Harvested> {
  const { source, findings, vault, onStep } = ports;
  const chains = new Chains(trusted, retired, findings);
  const harvest = new Harvest({ keys, zone: trusted.pins.zone, findings });
  let done = 0;
  let envelopes = 0;
  for await (const page of source.envelopes()) {
    const past: PastEnvelope[] = [];
    const held: HeldEnvelope[] = [];
    for (const item of page) {
      const verified = chains.take(item);
      if (verified === undefined) continue;
      const { agent, sequence, leaf, envelope } = verified;
      past.push({ agent, sequence, leaf, windowStart: envelope?.windowStart });
      if (envelope !== undefined && harvest.add(envelope) && item.bytes !== null) {
        held.push({ agent, sequence, bytes: item.bytes });
      }
    }
    await vault.holdEnvelopes(held);
    await vault.addPast(past);
    await vault.addWindows(harvest.takeWindows());
    envelopes += past.length;
    done += page.length;
    onStep('envelopes', done);
  }
  const ends = chains.end();
  const count = unaccounted(chains.erased, certificates);
  if (count > 0) findings.note('envelopes', 'erasure-unaccounted', { count });
  return { harvest, ends, envelopes, erased: chains.erased.length };
}

/**
 * Stores the samples as the vault keeps them, day by day. Days that are over stay closed under the keys that they had; those
 * of which windows are still to be sealed get fresh keys of this agent, so that it can go on without the passphrase.
 *
 * @returns how many samples
 */
export async function restoreSamples(
  ports: RestorePorts & { readonly entropy: Entropy },
  person: Person,
  { harvest, keys }: { harvest: Harvest; keys: RecoveredKeys },
): Promise<number> {
  const positions = harvest.positions();
  if (positions === undefined) return 0;
  const openFrom = addDays(civilDay(positions.day, person.zone), -1);
  const erased = await ports.vault.erasures();
  let samples = 0;
  for (const day of harvest.days()) {
    if (isErased(day, erased)) continue;
    const measured = await measuredOn(ports.vault, harvest, day);
    const open = day >= openFrom ? await openDay(ports, person, day) : undefined;
    const made = open ?? keysOf(keys, day);
    if (made === undefined) continue;
    await storeDay(ports, { day, measured, positions, zone: person.zone }, made);
    samples += measured.samples.length;
  }
  await ports.vault.store([], { ...NO_PROGRESS, from: positions });
  return samples;
}

/** A day at a time: the samples of a year are more than a phone should hold at once. */
async function measuredOn(
  vault: Pick<RestorePorts['vault'], 'heldEnvelope'>,
  harvest: Harvest,
  day: string,
): Promise<Measured> {
  const envelopes: Envelope[] = [];
  for (const { agent, sequence } of harvest.envelopesOf(day)) {
    envelopes.push(parseEnvelope(new Uint8Array(await vault.heldEnvelope(agent, sequence))));
  }
  return harvest.measured(day, envelopes);
}

const NO_PROGRESS = {
  ...{ wearable: RECOVERED, to: undefined, mark: undefined },
  counts: { steps: 0, 'heart-rate': 0, sleep: 0 },
} as const;

function keysOf(keys: RecoveredKeys, day: string): { generation: number; open: Uint8Array } | undefined {
  const found = keys.ofDay(day);
  return found && { generation: found.stored.generation, open: found.keys };
}

async function storeDay(
  { vault, entropy }: RestorePorts & { readonly entropy: Entropy },
  { day, measured, positions, zone }: { day: string; measured: Measured; positions: Positions; zone: string },
  { generation, open }: { generation: number; open: Uint8Array },
): Promise<void> {
  const { start, end } = civilDayBounds(day, zone);
  const counts = { steps: 0, 'heart-rate': 0, sleep: 0 };
  const chunks = METRICS.map((metric): Chunk => {
    const samples = measured.samples.filter((sample) => sample.metric === metric);
    counts[metric] = samples.length;
    const place = { wearable: RECOVERED, told: 0 as const, metric, day, generation };
    return sealChunk(place, { span: end - start, samples, worn: measured.worn }, { dayKeys: open, zone, entropy });
  });
  await vault.store(chunks, { ...NO_PROGRESS, from: positions, counts });
}
