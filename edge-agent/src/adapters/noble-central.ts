import type HciSocket from '@fit4work/hci-seam';
import type { Wearable, WearableCentral, WearablePairing } from '../ports.js';
import { WearableError } from '../wearable-error.js';
import { HuamiWearable, type KindMark } from './huami-wearable.js';
import { NobleHost } from './noble-host.js';
import { NobleLink } from './noble-link.js';

/** Bounds of every wait, in milliseconds. */
export interface CentralTimes {
  readonly powerOnMs: number;
  readonly findMs: number;
  readonly connectMs: number;
  /** One GATT step. */
  readonly stepMs: number;
  /** The silence of a band that owes an answer. */
  readonly silenceMs: number;
}

const TIMES: CentralTimes = { powerOnMs: 5000, findMs: 15_000, connectMs: 10_000, stepMs: 5000, silenceMs: 10_000 };

export interface NobleCentralOptions {
  /**
   * `kernel`, `tcp:HOST:PORT`, `unix:PATH` or a controller in this process; `FIT4WORK_HCI` decides if it is left out.
   */
  readonly hci?: HciSocket.HciTarget;
  readonly times?: Partial<CentralTimes>;
  /** Told the code of every fault survived; no content. */
  readonly report?: (code: string) => void;
  /** Minutes by which the wall clock of this machine is ahead of UTC. */
  readonly offsetMinutes?: (unix: number) => number;
}

/** The BLE central on noble. noble is loaded at the first connect, and made anew whenever its radio is lost. */
export class NobleCentral implements WearableCentral {
  private readonly times: CentralTimes;
  private readonly marks = new Map<string, KindMark>();
  private host: NobleHost | undefined;
  private closed = false;
  /** One radio looks for one wearable at a time. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: NobleCentralOptions = {}) {
    this.times = { ...TIMES, ...options.times };
  }

  connect(pairing: WearablePairing): Promise<Wearable> {
    const mine = this.turn.then(() => this.connectNow({ ...pairing, address: pairing.address.toLowerCase() }));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.host?.close();
    await this.turn;
  }

  private async connectNow(pairing: WearablePairing): Promise<Wearable> {
    const host = await this.ready();
    const peripheral = await host.find(pairing.address, this.times.findMs);
    const link = await NobleLink.open(host, peripheral, this.times);
    return HuamiWearable.open(link, pairing, {
      silenceMs: this.times.silenceMs,
      offsetMinutes: this.options.offsetMinutes ?? ((unix) => -new Date(unix * 1000).getTimezoneOffset()),
      marks: this.marks,
    });
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
