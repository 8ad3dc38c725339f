import type { HeardDevice } from '../central-port.js';
import { readAdvertisement, together } from '../core/advertisement.js';
import type { Lifeline } from '../gatt/lifeline.js';
import { WearableError } from '../wearable-error.js';
import { onStop } from './bound.js';
import type { Noble, NoblePeripheral } from './noble-internals.js';
import { SearchClock } from './search-clock.js';

/** One that listens. */
interface Search {
  /** Who is looked for; undefined where it is everybody. */
  readonly address: string | undefined;
  readonly found: (peripheral: NoblePeripheral) => void;
  /** Told of everybody, of whom noble is not. */
  readonly heard?: (device: HeardDevice) => void;
  readonly fail: (error: WearableError) => void;
  readonly clock: SearchClock;
}

interface SearchLimits {
  /** While the radio listens. */
  readonly listeningMs: number;
  /** With the times in which it does not. */
  readonly inAllMs: number;
  readonly stopped: AbortSignal | undefined;
}

/** In a full hall more are not worth choosing among. */
const MOST_HEARD = 256;

const isOver = (error: unknown): boolean => error instanceof WearableError && error.code === 'timeout';

/** One scan for all that are looked for, so that the one that is away keeps nobody waiting. */
export class NobleScan {
  private readonly searches = new Set<Search>();
  private scanning = false;
  private pauses = 0;

  constructor(
    private readonly noble: Noble,
    private readonly lifeline: Lifeline,
  ) {
    noble.on('discover', (peripheral: NoblePeripheral) => {
      for (const { address, found } of this.searches) {
        if (address === peripheral.address.toLowerCase()) found(peripheral);
      }
    });
  }

  /** Whether this address is looked for: every other advertiser is dropped before noble keeps a record of it. */
  isWanted(address: string): boolean {
    return [...this.searches].some((search) => search.address === address);
  }

  /** A report of the radio, before anything is made of it. @param rest kind of address, data, dBm */
  heard(address: string, [, data, signal]: readonly unknown[]): void {
    if (!(data instanceof Uint8Array) || typeof signal !== 'number') return;
    for (const { heard } of this.searches) {
      heard?.({ address: address.toLowerCase(), signal, ...readAdvertisement(data) });
    }
  }

  /** @throws WearableError `not-found`, `no-radio`, `closed` */
  async find(address: string, limits: SearchLimits): Promise<NoblePeripheral> {
    try {
      return await this.listen<NoblePeripheral>(limits, (found) => ({ address, found }));
    } catch (error) {
      throw isOver(error) ? new WearableError('not-found', 'The wearable is not in range.') : error;
    }
  }

  /** Everybody who was heard within the time, whom nothing here remembers afterwards. @throws WearableError `no-radio`, `closed` */
  async nearby(limits: SearchLimits): Promise<readonly HeardDevice[]> {
    const devices = new Map<string, HeardDevice>();
    const heard = (device: HeardDevice): void => {
      const before = devices.get(device.address);
      if (before === undefined && devices.size >= MOST_HEARD) return;
      const signal = Math.max(device.signal, before?.signal ?? device.signal);
      devices.set(device.address, { ...device, ...(before && together(before, device)), signal });
    };
    try {
      return await this.listen<never>(limits, () => ({ address: undefined, found: () => undefined, heard }));
    } catch (error) {
      if (isOver(error)) return [...devices.values()];
      throw error;
    }
  }

  /** @param search what is done with what is heard, until it is found or the time is over */
  private async listen<T>(
    { inAllMs, listeningMs, stopped }: SearchLimits,
    search: (found: (value: T) => void) => Omit<Search, 'fail' | 'clock'>,
  ): Promise<T> {
    let end = (): void => undefined;
    try {
      return await this.lifeline.bounded<T>('Looking for it', inAllMs, (found, fail) => {
        const unheard = (): void => fail(new WearableError('timeout', 'The wearable was not heard.'));
        const mine: Search = { ...search(found), fail, clock: new SearchClock(listeningMs, unheard) };
        const forget = onStop(stopped, fail);
        end = () => {
          mine.clock.halt();
          forget();
          this.searches.delete(mine);
        };
        this.searches.add(mine);
        this.scan();
      });
    } finally {
      end();
      this.stopIfIdle();
    }
  }

  /** Many controllers cannot make a connection while they scan. */
  async pausedFor<T>(work: () => Promise<T>): Promise<T> {
    this.pauses++;
    for (const { clock } of this.searches) clock.halt();
    this.stopIfIdle();
    try {
      return await work();
    } finally {
      this.pauses--;
      if (this.searches.size > 0) this.scan();
    }
  }

  /** Begins anew when it is on: a controller reports an advertiser once in a scan, and this one was not wanted before. */
  private scan(): void {
    if (this.pauses > 0 || this.lifeline.ended) return;
    if (this.noble._state !== 'poweredOn') {
      for (const { fail } of [...this.searches]) fail(new WearableError('no-radio', 'The Bluetooth radio is off.'));
      return;
    }
    for (const { clock } of this.searches) clock.run();
    this.scanning = true;
    this.noble.startScanning([], false);
  }

  private stopIfIdle(): void {
    if (!this.scanning || (this.searches.size > 0 && this.pauses === 0)) return;
    this.scanning = false;
    if (!this.lifeline.ended) this.noble.stopScanning();
  }
}
