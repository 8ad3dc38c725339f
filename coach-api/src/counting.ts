import { civilDay, flooredMonths, MAX_MONTHS, type SigningKey, signErasureCounts } from '@fit4work/protocol';
import type { LetterStore } from './letter-port.js';
import type { Clock } from './ports.js';

export interface CountingOptions {
  readonly letters: Pick<LetterStore, 'timesOfErasures'>;
  readonly signingKey: SigningKey;
  readonly clock: Clock;
}

/** Counts the certificates of erasure of the last ten years by month, and signs the counts (SPEC.md clause 14.4). */
export async function countErasures({ letters, signingKey, clock }: CountingOptions): Promise<Uint8Array> {
  const counts = new Map<string, number>();
  for (const time of await letters.timesOfErasures()) {
    const month = civilDay(time, 'UTC').slice(0, 7);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return signErasureCounts({ months: flooredMonths(counts).slice(-MAX_MONTHS), issued: clock.now() }, signingKey);
}
