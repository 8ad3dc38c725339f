import type { Metric } from '@fit4work/protocol';
import type {
  Chunk,
  DayKeys,
  Identity,
  PairedWearable,
  Positions,
  StoreProgress,
  Vault,
  WearableNews,
  WearablePairing,
} from '../../src/ports.js';
import { type MemoryDisk, withRecords } from './memory-disk.js';

/** The vault in memory. */
export class MemoryVault implements Vault {
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  async identity(): Promise<Identity | undefined> {
    return this.#disk.read(({ identity }) => identity);
  }

  async saveIdentity(identity: Identity): Promise<void> {
    this.#disk.write(() => ({ identity }));
  }

  async wearables(): Promise<readonly PairedWearable[]> {
    return this.#disk.read(({ wearables }) => wearables);
  }

  async pair({ address, family, key }: WearablePairing): Promise<void> {
    this.#disk.write(({ wearables, lastWearable }) => {
      if (wearables.some((known) => known.address === address)) {
        return { wearables: wearables.map((known) => (known.address === address ? { ...known, family, key } : known)) };
      }
      const id = lastWearable + 1;
      return { lastWearable: id, wearables: [...wearables, { ...UNREAD, id, address, family, key }] };
    });
  }

  async unpair(address: string): Promise<boolean> {
    const known = (await this.wearables()).some((wearable) => wearable.address === address);
    this.#disk.write(({ wearables }) => ({ wearables: wearables.filter((each) => each.address !== address) }));
    return known;
  }

  async note(wearable: number, news: WearableNews): Promise<void> {
    const named = Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined));
    this.#disk.write(({ wearables }) => ({
      wearables: wearables.map((known) => (known.id === wearable ? { ...known, ...named } : known)),
    }));
  }

  async store(chunks: readonly Chunk[], { wearable, to, mark, from, counts }: StoreProgress): Promise<void> {
    this.#disk.write((state) => ({
      positions: state.positions ?? from,
      chunks: [...state.chunks, ...chunks],
      counts: sum(state.counts, counts),
      wearables: state.wearables.map((known) =>
        known.id === wearable ? { ...known, cursor: to ?? known.cursor, mark: mark ?? known.mark } : known,
      ),
    }));
  }

  async addDayKeys(keys: DayKeys, releases: readonly Uint8Array[]): Promise<void> {
    this.#disk.write(({ dayKeys, records }) => {
      if (dayKeys.some(({ day, generation }) => day === keys.day && generation === keys.generation)) {
        throw new RangeError('This generation of the day has its keys.');
      }
      const added = releases.map((bytes) => ({ kind: 'release' as const, bytes, payload: bytes }));
      return { dayKeys: [...dayKeys, keys].sort(byDay), records: withRecords(records, added) };
    });
  }

  async chunks(fromDay: string, untilDay: string): Promise<readonly Chunk[]> {
    return this.#disk.read(({ chunks }) => chunks.filter(({ day }) => fromDay <= day && day <= untilDay));
  }

  async sampleCounts(): Promise<Readonly<Record<Metric, number>>> {
    return this.#disk.read(({ counts }) => counts);
  }

  async dayKeys(fromDay: string, untilDay: string): Promise<readonly DayKeys[]> {
    return this.#disk.read(({ dayKeys }) => dayKeys.filter(({ day }) => fromDay <= day && day <= untilDay));
  }

  async days(): Promise<{ readonly from: string; readonly until: string } | undefined> {
    const held = await this.daysHeld('');
    const [from, until] = [held.at(0), held.at(-1)];
    return from === undefined || until === undefined ? undefined : { from, until };
  }

  async positions(): Promise<Positions | undefined> {
    return this.#disk.read(({ positions }) => positions);
  }

  async daysHeld(fromDay: string): Promise<readonly string[]> {
    const days = this.#disk.read(({ chunks }) => chunks.map(({ day }) => day));
    return [...new Set(days)].filter((day) => day >= fromDay).sort();
  }

  async close(): Promise<void> {}
}

const UNREAD = {
  cursor: undefined,
  mark: undefined,
  clock: undefined,
  battery: undefined,
  device: undefined,
  synchronised: undefined,
};

const byDay = (a: DayKeys, b: DayKeys): number => a.day.localeCompare(b.day) || a.generation - b.generation;

const sum = (a: Readonly<Record<Metric, number>>, b: Readonly<Record<Metric, number>>): Record<Metric, number> => ({
  steps: a.steps + b.steps,
  'heart-rate': a['heart-rate'] + b['heart-rate'],
  sleep: a.sleep + b.sleep,
});
