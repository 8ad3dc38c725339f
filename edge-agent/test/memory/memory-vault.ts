import { type Metric, toHex } from '@fit4work/protocol';
import { isErased } from '../../src/core/erased-days.js';
import type { Said } from '../../src/core/language.js';
import type {
  Chunk,
  DayKeys,
  Identity,
  NewRecord,
  OutboxRecord,
  PairedWearable,
  Positions,
  SealedWindow,
  StoreProgress,
  TouchedDay,
  Vault,
  VaultSize,
  WearableNews,
  WearablePairing,
} from '../../src/ports.js';
import { MemoryChains, refuseOther, takenMeanwhile } from './memory-chains.js';
import { type MemoryDisk, withRecords } from './memory-disk.js';
import { beginWindows, reaching, withTouched, withWindows } from './memory-windows.js';

/** The vault in memory. */
export class MemoryVault extends MemoryChains implements Vault {
  /** Nobody can change what is in this memory. */
  readonly noticed: readonly Said[] = [];
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    super(disk);
    this.#disk = disk;
  }

  async identity(): Promise<Identity | undefined> {
    return this.#disk.read(({ identity }) => identity);
  }

  async saveIdentity(identity: Identity, over = identity): Promise<void> {
    this.#disk.write(({ identity: present }) => {
      refuseOther(present, over);
      if (present?.registered && !identity.registered) throw takenMeanwhile();
      return { identity };
    });
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

  async store(
    chunks: readonly Chunk[],
    { wearable, to, mark, from, counts, touched = [] }: StoreProgress,
  ): Promise<void> {
    this.#disk.write((state) => {
      const isKept = ({ day }: { readonly day: string }): boolean => !isErased(day, state.erasures);
      const lastChunk = state.lastChunk + chunks.length;
      const keptMark = mark && !isKept(mark) ? null : mark;
      const progress = (known: PairedWearable): PairedWearable => ({
        ...known,
        cursor: to ?? known.cursor,
        mark: keptMark === null ? undefined : (keptMark ?? known.mark),
      });
      return {
        positions: beginWindows(state, from),
        chunks: [...state.chunks, ...chunks.filter(isKept)],
        lastChunk,
        touched: withTouched(
          state.touched,
          touched.filter(isKept).map((stretch) => ({ ...stretch, chunk: lastChunk, waiting: false })),
        ),
        counts: sum(state.counts, counts),
        wearables: state.wearables.map((known) => (known.id === wearable ? progress(known) : known)),
      };
    });
  }

  async addDayKeys(keys: DayKeys, added: readonly NewRecord[], known?: ReadonlySet<string>): Promise<boolean> {
    return this.#disk.tryWrite(({ dayKeys, records, erasures }) => {
      // Of a day that is erased nothing is kept, and nobody came first.
      if (isErased(keys.day, erasures)) return {};
      if (dayKeys.some(({ day, generation }) => day === keys.day && generation === keys.generation)) return undefined;
      const isOther = ({ kind, leaf }: OutboxRecord): boolean =>
        kind === 'consent' && known?.has(toHex(leaf)) === false;
      if (records.some(isOther)) return undefined;
      return { dayKeys: [...dayKeys, keys].sort(byDay), records: withRecords(records, added) };
    });
  }

  async sealedWindows(from: number, until: number): Promise<readonly SealedWindow[]> {
    return this.#disk.read(({ windows }) => reaching(windows, from, until));
  }

  async touchedDays(): Promise<readonly TouchedDay[]> {
    return this.#disk.read(({ touched }) => touched);
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

  /** Nothing here has a size. */
  async size(): Promise<VaultSize> {
    return { bytes: 0, limit: Number.MAX_SAFE_INTEGER, free: Number.MAX_SAFE_INTEGER, copies: [] };
  }

  async forgetSamples(forgotten: string, windows: readonly SealedWindow[]): Promise<void> {
    this.#disk.write((state) => ({
      chunks: state.chunks.filter(({ day }) => day !== forgotten),
      ...withWindows(state, { windows }),
    }));
  }

  async positions(): Promise<Positions | undefined> {
    return this.#disk.read(({ positions }) => positions);
  }

  async daysHeld(fromDay: string): Promise<readonly string[]> {
    const days = this.#disk.read(({ chunks }) => chunks.map(({ day }) => day));
    return [...new Set(days)].filter((day) => day >= fromDay).sort();
  }

  async check(): Promise<readonly Said[]> {
    return [];
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
