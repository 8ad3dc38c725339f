import type HciSocket from '@fit4work/hci-seam';
import type { FoundWearable, WearableCentral } from '../ports.js';
import { Turn } from '../turn.js';
import { WearableError } from '../wearable-error.js';
import { NobleHost } from './noble-host.js';
import { NobleLink } from './noble-link.js';

/** Bounds of every wait that a caller does not name, in milliseconds. */
export interface CentralTimes {
  readonly powerOnMs: number;
  /** One GATT step. */
  readonly stepMs: number;
}

const TIMES: CentralTimes = { powerOnMs: 5000, stepMs: 5000 };

export interface NobleCentralOptions {
  /**
   * `kernel`, `tcp:HOST:PORT`, `unix:PATH` or a controller in this process; `FIT4WORK_HCI` decides if it is left out.
   */
  readonly hci?: HciSocket.HciTarget;
  readonly times?: Partial<CentralTimes>;
  /** Told the code of every fault survived; no content. */
  readonly report?: (code: string) => void;
}

/** The BLE central on noble. noble is loaded at the first search, and made anew whenever its radio is lost. */
export class NobleCentral implements WearableCentral {
  private readonly times: CentralTimes;
  private host: NobleHost | undefined;
  private closed = false;
  /** One radio makes one connection at a time. */
  private readonly turn = new Turn();

  constructor(private readonly options: NobleCentralOptions = {}) {
    this.times = { ...TIMES, ...options.times };
  }

  async find(address: string, withinMs: number): Promise<FoundWearable> {
    const host = await this.turn.take(() => this.ready());
    const peripheral = await host.scan.find(address.toLowerCase(), withinMs);
    const open = (connectMs: number): Promise<NobleLink> =>
      NobleLink.open(host, peripheral, { connectMs, stepMs: this.times.stepMs });
    return { connect: (connectMs) => this.turn.take(() => host.scan.pausedFor(() => open(connectMs))) };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.host?.close();
    await this.turn.idle();
  }

  private async ready(): Promise<NobleHost> {
    if (this.host && !this.host.lifeline.ended) return this.host;
    this.assertOpen();
    const report = this.options.report ?? (() => undefined);
    const host = await NobleHost.start(this.options.hci, { powerOnMs: this.times.powerOnMs, report });
    if (this.closed) host.close();
    this.assertOpen();
    this.host = host;
    return host;
  }

  private assertOpen(): void {
    if (this.closed) throw new WearableError('closed', 'The central is closed.');
  }
}
