import { readHeartRate } from '../core/gatt-heart-rate.js';
import { LiveMinutes } from '../core/live-minutes.js';
import { Repeats } from '../core/repeats.js';
import type { Batch, Mark, Session } from '../wearable-port.js';
import type { GattLink } from './gatt-link.js';

/** Heart Rate Measurement. */
export const HEART_RATE_SERVICE = '180d';
export const HEART_RATE = '2a37';

/** What is to come with a stretch: `counter` is the wearable's own, as it stood at `at`, the end of the stretch. */
type MarkAt = (at: number, counter: number | undefined) => Mark | undefined;

interface ListeningOptions {
  readonly link: GattLink;
  readonly session: Session;
  readonly markAt: MarkAt;
  /** Since when what it tells was measured; the present where it is left out. */
  readonly from?: number;
}

/**
 * What a wearable tells by itself, kept until it is acknowledged. What its protocol or its body does not allow is left out:
 * one bad notification is no reason to miss the next. Nothing is forgotten: where nobody takes what is told, the link is
 * taken down, and what was told until then can still be had.
 */
export class Listening {
  readonly minutes: LiveMinutes;
  private unreadable = 0;

  constructor(private readonly options: ListeningOptions) {
    const { link, session } = options;
    this.minutes = new LiveMinutes(options.from ?? session.now());
    link.lifeline.onEnd(() => this.minutes.finish(session.now()));
  }

  /** How many notifications could not be read. */
  get refused(): number {
    return this.unreadable;
  }

  /** Counts one that somebody else could not read. */
  leftOut(): void {
    this.unreadable++;
  }

  /** Subscribes, and gives each notification to `take` with the Unix second of its arrival. */
  async hear(uuid: string, take: (value: Uint8Array, at: number) => void): Promise<void> {
    const { link, session } = this.options;
    const repeats = new Repeats();
    await link.subscribe(uuid, (value) => {
      const at = session.now();
      if (!repeats.isRepeat(at, value)) this.attempt(() => take(value, at));
    });
  }

  /** Runs in an event of the radio, where nothing may be thrown: what cannot be read was not told. */
  attempt(take: () => void): void {
    try {
      take();
    } catch {
      this.leftOut();
      return;
    }
    if (this.minutes.isFull) void this.options.link.close().catch(() => undefined);
  }

  hearHeartRate(): Promise<void> {
    return this.hear(HEART_RATE, (value, at) => {
      const beat = readHeartRate(value);
      if (beat.contact === false) return;
      if (beat.value !== undefined) this.minutes.heartRate(at, beat.value, beat.rr);
      else if (beat.contact) this.minutes.contact(at);
    });
  }

  live(until: number): Batch | undefined {
    const told = this.minutes.take(
      this.options.link.lifeline.ended ? until : Math.min(until, this.options.session.now()),
    );
    if (!told) return undefined;
    const { counter, ...stretch } = told;
    const mark = this.options.markAt(told.to, counter);
    return { ...stretch, ...(mark && { mark }), acknowledge: async () => this.minutes.acknowledge(told.to) };
  }
}
