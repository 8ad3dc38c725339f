import { BangleFetch, bangleStretches, isHeartRate } from '../core/bangle-history.js';
import { type BangleLine, readBangleLine } from '../core/bangle-line.js';
import { Repeats } from '../core/repeats.js';
import { gattAbout } from '../gatt/gatt-about.js';
import type { GattLink } from '../gatt/gatt-link.js';
import { HeldHistory, type HeldStretch } from '../gatt/held-history.js';
import { Inbox } from '../gatt/inbox.js';
import { Listening } from '../gatt/listening.js';
import { UART, UART_RX, UART_TX, UartLink } from '../gatt/uart-link.js';
import { WearableError } from '../wearable-error.js';
import type { About, Batch, Battery, Family, Session, Wearable, WearableClock } from '../wearable-port.js';

/** Keeps the watch from echoing what it is sent. */
const SILENTLY = '\x10';
const ASK_CLOCK = 'Bluetooth.println(JSON.stringify({t:"clock",ts:Date.now()}))';
const REALTIME_SECONDS = 10;
/** That a line came says all: what it says is kept elsewhere. */
const SIGN = new Uint8Array(0);

/** A fetch that is under way: what came of it, or what was wrong with it. */
interface Fetching {
  readonly fetch: BangleFetch;
  count?: number;
  breach?: WearableError;
}

/**
 * A Bangle.js on a link. The watch forgets nothing when it is read: an acknowledgement only lets the next stretch come.
 */
class BangleWearable implements Wearable {
  readonly clock: WearableClock;
  private readonly uart: UartLink;
  private readonly ends: Inbox;
  private readonly clocks: Inbox;
  private readonly held = new HeldHistory();
  private readonly listening: Listening;
  private readonly repeats = new Repeats();
  private fetching: Fetching | undefined;
  private status: Battery | undefined;
  private time = 0;

  constructor(
    private readonly link: GattLink,
    private readonly session: Session,
  ) {
    this.uart = new UartLink(link, session.silenceMs);
    this.ends = new Inbox(link.lifeline, session.silenceMs);
    this.clocks = new Inbox(link.lifeline, session.silenceMs);
    this.listening = new Listening({ link, session, markAt: () => undefined });
    this.clock = { read: () => this.readClock(), set: (unix) => this.setClock(unix) };
  }

  async start(): Promise<void> {
    await this.uart.listen((line) => this.take(line));
    if (this.session.listen) await this.realtime(true);
  }

  /** The watch tells it of its own accord: once a while after it is connected, and whenever it is charged. */
  async battery(): Promise<Battery | undefined> {
    return this.status;
  }

  get refused(): number {
    return this.listening.refused;
  }

  about(): Promise<About> {
    return gattAbout(this.link);
  }

  history(since: number): AsyncGenerator<Batch> {
    let waiting: HeldStretch[] | undefined;
    return this.held.read(async () => {
      waiting ??= (await this.orClose(() => this.fetch(since))).map((stretch) => ({
        ...stretch,
        forget: async () => {},
      }));
      return waiting.shift();
    });
  }

  live(until: number): Batch | undefined {
    return this.listening.live(until);
  }

  async close(): Promise<void> {
    // A watch that goes on measuring empties its battery; one that does not listen cannot be helped.
    if (this.session.listen && !this.link.lifeline.ended) await this.realtime(false).catch(() => undefined);
    await this.link.close();
  }

  private async fetch(since: number): Promise<ReturnType<typeof bangleStretches>> {
    const from = Math.max(0, Math.floor(since));
    const fetching: Fetching = { fetch: new BangleFetch() };
    this.fetching = fetching;
    try {
      await this.ends.answerTo(() => this.tell({ t: 'actfetch', ts: from * 1000 }));
      if (fetching.breach) throw fetching.breach;
      return bangleStretches(fetching.fetch.finish(fetching.count ?? 0), from);
    } finally {
      this.fetching = undefined;
    }
  }

  private async readClock(): Promise<number> {
    await this.clocks.answerTo(() => this.uart.send(`${SILENTLY}${ASK_CLOCK}\n`));
    return this.time;
  }

  private setClock(unix: number): Promise<void> {
    const hours = this.session.offsetMinutes(unix) / 60;
    return this.uart.send(`${SILENTLY}setTime(${unix});E.setTimeZone(${hours});\n`);
  }

  private realtime(on: boolean): Promise<void> {
    return this.tell({ t: 'act', hrm: on, stp: on, int: REALTIME_SECONDS });
  }

  private tell(message: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    return this.uart.send(`${SILENTLY}GB(${JSON.stringify(message)})\n`);
  }

  /** Runs in an event of the radio: what goes wrong with a fetch is kept for the one who waits. */
  private take(text: string | undefined): void {
    if (this.fetching) this.ends.stillComing();
    if (text === '') return;
    try {
      this.fetching?.fetch.countLine();
      if (text === undefined) throw new WearableError('malformed', 'The wearable sent a line without an end.');
      this.takeLine(readBangleLine(text), text);
    } catch (error) {
      // Outside a fetch a watch may print what it likes, but for what looks like a message and is none.
      if (!this.fetching) {
        if (text === undefined || text.startsWith('{')) this.listening.leftOut();
        return;
      }
      this.fetching.breach =
        error instanceof WearableError ? error : new WearableError('malformed', 'Unreadable line.', error);
      this.endFetch();
    }
  }

  private endFetch(): void {
    this.fetching = undefined;
    this.ends.put(SIGN);
  }

  private takeLine(line: BangleLine, text: string): void {
    if (line.kind === 'live') this.takeLive(line, text);
    else if (line.kind === 'record') this.fetching?.fetch.add(line.record);
    else if (line.kind === 'status') this.status = { percent: line.percent, charging: line.charging };
    else if (line.kind === 'clock') {
      this.time = line.unix;
      this.clocks.put(SIGN);
    } else if (line.kind === 'fetch-end' && this.fetching) {
      this.fetching.count = line.count;
      this.endFetch();
    }
  }

  /** Steps below zero: the count began anew at midnight, and what of it is new nobody knows. */
  private takeLive({ steps, heartRate }: { steps: number; heartRate: number }, text: string): void {
    const at = this.session.now();
    if (!this.session.listen || this.repeats.isRepeat(at, new TextEncoder().encode(text))) return;
    this.listening.attempt(() => {
      if (isHeartRate(heartRate)) this.listening.minutes.heartRate(at, heartRate);
      if (steps >= 0) this.listening.minutes.stepped(at, steps);
    });
  }

  private async orClose<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      await this.link.close();
      throw error;
    }
  }
}

export const family: Family = {
  name: 'banglejs',
  title: 'Bangle.js 1 and 2, with Android Integration and Health Tracking',
  keyed: false,
  advertises: [UART],
  requires: [UART_RX, UART_TX],
  memory: 'kept',
  sleep: 'stages',
  async open(link, session) {
    const wearable = new BangleWearable(link, session);
    await wearable.start();
    return wearable;
  },
};
