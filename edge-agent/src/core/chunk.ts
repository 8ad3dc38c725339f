import {
  aeadOpen,
  aeadSeal,
  BOUNDS,
  civilDayBounds,
  decodeSeries,
  encodeCbor,
  encodeSeries,
  hmacLabel,
  type Interval,
  METRICS,
  type Metric,
  padTo,
  unpad,
} from '@fit4work/protocol';
import { AgentError } from '../error.js';
import type { Chunk, Entropy } from '../ports.js';
import { dataKeyOf } from './day-keys.js';
import type { Measured } from './reconcile.js';
import { VAULT_REFUSALS } from './refusal-words/vault-refusals.js';

/* How samples lie in the vault: a series per wearable, metric and civil day, sealed under a key derived from the day's raw
   key, so that closing the day closes the vault's copy too. */

interface ChunkPlace {
  readonly wearable: number;
  readonly told: 0 | 1;
  readonly metric: Metric;
  readonly day: string;
  readonly generation: number;
}

/** What a sensor tells in a minute at most, beats among it. */
const TOLD = 704;

/**
 * Room for a sample a minute and its worn stretch, or for what was told; doubled where that is not enough. The size tells
 * the length of the stretch, and of what was told that somebody listened.
 */
function sizeFor(span: number, { told, needed }: { told: 0 | 1; needed: number }): number {
  let size = Math.max(64 + 10 * Math.ceil(span / 60), told * TOLD);
  while (size <= needed) size *= 2;
  return size;
}

const chunkKey = (dayKeys: Uint8Array, metric: Metric): Uint8Array =>
  hmacLabel(dataKeyOf(dayKeys, metric, 'raw'), 'f4w/v1/vault-chunk');

const placeAad = ({ wearable, told, metric, day, generation }: ChunkPlace): Uint8Array =>
  encodeCbor(['f4w/v1/vault-chunk', wearable, told, METRICS.indexOf(metric), day, generation]);

/** A civil day may have 25 hours, and a series no stretch of more than 24 (SPEC.md clause 3.2). */
function withinBounds({ start, duration }: Interval): readonly Interval[] {
  const pieces = Math.ceil(duration / BOUNDS.duration);
  return Array.from({ length: pieces }, (_, i) => ({
    start: start + i * BOUNDS.duration,
    duration: Math.min(BOUNDS.duration, duration - i * BOUNDS.duration),
  }));
}

/** @param measured `span` is the length in seconds of the stretch that it covers */
export function sealChunk(
  place: ChunkPlace,
  { span, ...measured }: Measured & { readonly span: number },
  secrets: { dayKeys: Uint8Array; zone: string; entropy: Entropy },
): Chunk {
  const from = civilDayBounds(place.day, secrets.zone).start;
  const worn = measured.worn.flatMap(withinBounds);
  const plaintext = encodeSeries({ metric: place.metric, ...measured, worn }, from);
  const nonce = secrets.entropy(12);
  const key = chunkKey(secrets.dayKeys, place.metric);
  const padded = padTo(plaintext, sizeFor(span, { told: place.told, needed: plaintext.length }));
  return { ...place, nonce, sealed: aeadSeal({ key, nonce, aad: placeAad(place) }, padded) };
}

/** @throws AgentError `vault-damaged` when a bit of the chunk is not as it was written */
export function openChunk(chunk: Chunk, secrets: { dayKeys: Uint8Array; zone: string }): Measured {
  try {
    const key = chunkKey(secrets.dayKeys, chunk.metric);
    const plaintext = aeadOpen({ key, nonce: chunk.nonce, aad: placeAad(chunk) }, chunk.sealed);
    return decodeSeries(unpad(plaintext), civilDayBounds(chunk.day, secrets.zone).start);
  } catch (cause) {
    throw new AgentError('vault-damaged', VAULT_REFUSALS.samplesChanged(chunk.day), { cause });
  }
}
