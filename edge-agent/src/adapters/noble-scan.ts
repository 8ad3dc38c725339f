import type { Lifeline } from '../gatt/lifeline.js';
import { WearableError } from '../wearable-error.js';
import { onStop } from './bound.js';
import type { Noble, NoblePeripheral } from './noble-internals.js';
import { SearchClock } from './search-clock.js';

interface Search {
  readonly address: string;
  readonly found: (peripheral: NoblePeripheral) => void;
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

  /** @throws WearableError `not-found`, `no-radio`, `closed` */
  async find(address: string, limits: SearchLimits): Promise<NoblePeripheral> {
    let end = (): void => undefined;
    try {
      return await this.lifeline.bounded<NoblePeripheral>('Looking for it', limits.inAllMs, (found, fail) => {
        const unheard = (): void => fail(new WearableError('timeout', 'The wearable was not heard.'));
        const mine = { address, found, fail, clock: new SearchClock(limits.listeningMs, unheard) };
        const forget = onStop(limits.stopped, fail);
        end = () => {
          mine.clock.halt();
          forget();
          this.searches.delete(mine);
        };
        this.searches.add(mine);
        this.scan();
      });
    } catch (error) {
      const unheard = error instanceof WearableError && error.code === 'timeout';
      throw unheard ? new WearableError('not-found', 'The wearable is not in range.') : error;
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
