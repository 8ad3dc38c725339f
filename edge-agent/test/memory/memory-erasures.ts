import { equalBytes, type Metric } from '@fit4work/protocol';
import { type ErasedDays, isErased } from '../../src/core/erased-days.js';
import type { ErasurePlan, HeldDays, KeptErasure, Vault, Verdict } from '../../src/ports.js';
import { type MemoryDisk, type MemoryState, withRecords } from './memory-disk.js';

/** The days that an employee had forgotten, in memory. */
export class MemoryErasures implements Pick<Vault, 'erasures' | 'erase' | 'keepErasures' | 'scrub' | 'saveVerdict'> {
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  async erasures(): Promise<readonly KeptErasure[]> {
    return this.#disk.read(({ erasures }) => erasures);
  }

  async erase(days: ErasedDays, plan: (held: HeldDays) => ErasurePlan): Promise<void> {
    this.#disk.write((state) => {
      const isGone = ({ day }: { readonly day: string }): boolean => isErased(day, [days]);
      const { dayKeys, records, chunks } = state;
      const made = plan(structuredClone({ dayKeys, records, chunks: chunks.filter(isGone) }));
      const isDropped = (leaf: Uint8Array): boolean => made.drop.some((each) => equalBytes(each, leaf));
      const left = records.filter(({ leaf }) => !isDropped(leaf));
      return {
        chunks: chunks.filter((chunk) => !isGone(chunk)),
        dayKeys: dayKeys.filter((keys) => !isGone(keys)),
        touched: state.touched.filter((each) => !isGone(each)),
        wearables: state.wearables.map((each) =>
          each.mark && isGone(each.mark) ? { ...each, mark: undefined } : each,
        ),
        counts: less(state.counts, made.counts),
        records: withRecords(left, made.records),
        erasures: [...state.erasures, { ...made.erasure, receivedUpTo: state.received, verdict: undefined }],
      };
    });
  }

  async keepErasures(added: readonly Omit<KeptErasure, 'verdict'>[]): Promise<void> {
    this.#disk.write(({ erasures }) => {
      const fresh = added.filter(({ leaf }) => !erasures.some((known) => equalBytes(known.leaf, leaf)));
      return { erasures: [...erasures, ...fresh.map((each) => ({ ...each, verdict: undefined }))] };
    });
  }

  async scrub(): Promise<boolean> {
    return true;
  }

  async saveVerdict(leaf: Uint8Array, verdict: Verdict): Promise<void> {
    this.#disk.write(({ erasures }) => {
      if (!erasures.some((each) => equalBytes(each.leaf, leaf))) throw new RangeError('Nobody asked for this erasure.');
      return { erasures: erasures.map((each) => (equalBytes(each.leaf, leaf) ? { ...each, verdict } : each)) };
    });
  }
}

function less(counts: MemoryState['counts'], by: Readonly<Record<string, number>>): MemoryState['counts'] {
  const left = (metric: Metric): number => Math.max(0, counts[metric] - (by[metric] ?? 0));
  return { steps: left('steps'), 'heart-rate': left('heart-rate'), sleep: left('sleep') };
}
