import type HciSocket from '@fit4work/hci-seam';
import type { FoundWearable, HeardDevice, WearableCentral } from '../central-port.js';
import { Lifeline } from '../gatt/lifeline.js';
import { WearableError } from '../wearable-error.js';
import { Bound, onStop } from './bound.js';
import type { Attempt } from './noble-connect.js';
import { NobleHost } from './noble-host.js';
import type { NoblePeripheral } from './noble-internals.js';
import { NobleLink } from './noble-link.js';
import { RadioTurns } from './radio-turns.js';

/** Bounds of every wait that a caller does not name, in milliseconds. */
export interface CentralTimes {
  readonly powerOnMs: number;
  /** One GATT step. */
  readonly stepMs: number;
  /** How long a radio that could not be opened is left alone. */
  readonly restMs: number;
  /** How long a connection that does not come about may keep the radio from the others that want one. */
  readonly shareMs: number;
}

const TIMES: CentralTimes = { powerOnMs: 5000, stepMs: 5000, restMs: 1000, shareMs: 2000 };
/** A radio gives up a connection within milliseconds; one that does not in this time hangs. */
const CANCEL_MS = 1000;

/** Ends an attempt whose share of the radio is over; it is made again. */
const GIVEN_WAY = new WearableError('timeout', 'Another wearable waits for the radio.');

export interface NobleCentralOptions {
  /**
   * `kernel`, `tcp:HOST:PORT`, `unix:PATH` or a controller in this process; `FIT4WORK_HCI` decides if it is left out.
   */
  readonly hci?: HciSocket.HciTarget;
  readonly times?: Partial<CentralTimes>;
  /** Told the code of every fault survived; no content. */
  readonly report?: (code: string) => void;
}

/** A wearable as it was heard, and by which noble. */
interface Heard {
  readonly host: NobleHost;
  readonly peripheral: NoblePeripheral;
}

/** The BLE central on noble. noble is loaded at the first search, and made anew whenever its radio is lost. */
export class NobleCentral implements WearableCentral {
  private readonly times: CentralTimes;
  private readonly lifeline = new Lifeline();
  private host: NobleHost | undefined;
  private starting: Promise<NobleHost> | undefined;
  /** The last start, if it failed, and when, in milliseconds. */
  private failed: { readonly error: unknown; readonly at: number } | undefined;
  private readonly turns: RadioTurns;
  /** Addresses of wearables that had the radio last time, and did not take the connection. */
  private readonly unwilling = new Set<string>();

  constructor(private readonly options: NobleCentralOptions = {}) {
    this.times = { ...TIMES, ...options.times };
    this.turns = new RadioTurns(this.times.shareMs);
  }

  /** Ends within `withinMs` of listening, and within twice that time however often others have the radio meanwhile. */
  async find(address: string, withinMs: number, stopped?: AbortSignal): Promise<FoundWearable> {
    const asked = performance.now();
    const host = await this.opened(withinMs, stopped);
    const left = withinMs - (performance.now() - asked);
    const limits = { listeningMs: left, inAllMs: left + withinMs, stopped };
    const peripheral = await host.scan.find(address.toLowerCase(), limits);
    return { connect: (connectMs, given) => this.connect({ host, peripheral }, connectMs, given) };
  }

  /** Opening the radio is not part of the time. */
  async nearby(forMs: number, stopped?: AbortSignal): Promise<readonly HeardDevice[]> {
    const host = await this.opened(this.times.powerOnMs, stopped);
    return host.scan.nearby({ listeningMs: forMs, inAllMs: 2 * forMs, stopped });
  }

  private opened(withinMs: number, stopped: AbortSignal | undefined): Promise<NobleHost> {
    return new Bound('Opening the radio', withinMs, { lifeline: this.lifeline, stopped }).hold(() => this.ready());
  }

  async close(): Promise<void> {
    this.lifeline.end(new WearableError('closed', 'The central is closed.'));
    this.host?.close();
    await this.starting?.catch(() => undefined);
    await this.turns.idle();
  }

  /** Waiting for the radio and giving it back are part of the time. */
  private connect(heard: Heard, withinMs: number, stopped: AbortSignal | undefined): Promise<NobleLink> {
    const cancelMs = Math.min(CANCEL_MS, withinMs / 2);
    const bound = new Bound('Connecting', withinMs - cancelMs, { lifeline: heard.host.lifeline, stopped });
    const done = this.attempt(heard, { until: bound.until, cancelMs }).finally(() => bound.release());
    return unlessStopped(done, stopped);
  }

  private async attempt({ host, peripheral }: Heard, { until, cancelMs }: Attempt): Promise<NobleLink> {
    const { stepMs } = this.times;
    const { address } = peripheral;
    for (let last = this.unwilling.has(address); ; last = true) {
      const share = new AbortController();
      const leave = await this.turns.enter({ until, last, giveWay: () => share.abort(GIVEN_WAY) });
      const attempt = { until: AbortSignal.any([until, share.signal]), cancelMs, stepMs };
      try {
        const link = await host.scan.pausedFor(() => NobleLink.open(host, peripheral, attempt));
        this.unwilling.delete(address);
        return link;
      } catch (error) {
        if (error !== GIVEN_WAY) {
          if (isUnwilling(error)) this.unwilling.add(address);
          throw error;
        }
      } finally {
        leave();
      }
    }
  }

  /** One start for all that ask for the radio; none for a while after it could not be opened. */
  private async ready(): Promise<NobleHost> {
    if (this.lifeline.ended) throw this.lifeline.ended;
    if (this.host && !this.host.lifeline.ended) return this.host;
    if (this.failed && performance.now() - this.failed.at < this.times.restMs) throw this.failed.error;
    this.starting ??= this.start().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  private async start(): Promise<NobleHost> {
    const report = this.options.report ?? (() => undefined);
    const { powerOnMs } = this.times;
    this.failed = undefined;
    try {
      this.host = await NobleHost.start(this.options.hci, { powerOnMs, report, central: this.lifeline });
      return this.host;
    } catch (error) {
      this.failed = { error, at: performance.now() };
      throw error;
    }
  }
}

function isUnwilling(error: unknown): boolean {
  return error instanceof WearableError && (error.code === 'timeout' || error.code === 'link-lost');
}

/** Ends at once when the caller stops: a link that comes about all the same is taken down behind its back. */
function unlessStopped(done: Promise<NobleLink>, stopped: AbortSignal | undefined): Promise<NobleLink> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const forget = onStop(stopped, (error) => {
      isOver = true;
      reject(error);
    });
    done.finally(forget).then((link) => (isOver ? link.close() : resolve(link)), reject);
  });
}
