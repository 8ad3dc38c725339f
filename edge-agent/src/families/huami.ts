import { sha256, toHex } from '@fit4work/protocol';
import {
  ACKNOWLEDGE_TRANSFER,
  type Announcement,
  readAcknowledged,
  readAnnouncement,
  START_TRANSFER,
  selectActivity,
  type Transfer,
  TransferCollector,
} from '../core/huami-fetch.js';
import {
  CONTINUOUS_HEART_RATE,
  KEEP_MEASURING,
  NO_HEART_RATE,
  readBandBattery,
  readRealtimeSteps,
} from '../core/huami-live.js';
import { decodeMinutes } from '../core/huami-samples.js';
import { decodeClock, encodeClock } from '../core/huami-time.js';
import { CounterListening } from '../gatt/counter-listening.js';
import { gattAbout } from '../gatt/gatt-about.js';
import { CURRENT_TIME } from '../gatt/gatt-clock.js';
import type { GattLink } from '../gatt/gatt-link.js';
import { HeldHistory, type HeldStretch } from '../gatt/held-history.js';
import { agreeOnHuamiKey, authenticateToHuami, HUAMI_AUTH } from '../gatt/huami-authentication.js';
import { Inbox } from '../gatt/inbox.js';
import { HEART_RATE, Listening } from '../gatt/listening.js';
import { WearableError } from '../wearable-error.js';
import type { About, Batch, Battery, Family, Mark, Session, Wearable, WearableClock } from '../wearable-port.js';

const huami = (short: string): string => `0000${short}0000351221180009af100700`;
const CONTROL = huami('0004');
const DATA = huami('0005');
const BATTERY = huami('0006');
const STEPS = huami('0007');
/** Heart Rate Control Point. */
const HEART_RATE_CONTROL = '2a39';
const KEEP_MEASURING_MS = 12_000;
/** No band measured before this: 2000-01-02, so that every time zone is in that year. */
const EARLIEST = 946_771_200;
/** A conversation ends: a band that never comes to an end of its history is not believed. */
const MOST_MINUTES = 400 * 1440;

/**
 * A Huami band on a link that let the agent in. Any breach of the history protocol takes the link down: what the band is about to
 * say is then unknown.
 */
class HuamiWearable implements Wearable {
  readonly clock?: WearableClock;
  private readonly replies: Inbox;
  private readonly held = new HeldHistory();
  private readonly listening: Listening;
  private collector: TransferCollector | undefined;
  private breach: WearableError | undefined;
  /** With which kind of minute the last acknowledged stretch ended. */
  private mark: Mark | undefined;

  constructor(
    private readonly link: GattLink,
    private readonly session: Session,
  ) {
    this.replies = new Inbox(link.lifeline, session.silenceMs);
    this.mark = session.mark;
    // A stretch of live values goes with the mark of the history, so that one never takes the place of the other.
    this.listening = new Listening({ link, session, markAt: () => this.mark });
    if (link.has(CURRENT_TIME)) this.clock = bandClock(link, session);
  }

  async start(): Promise<void> {
    const { link } = this;
    await link.subscribe(CONTROL, (value) => this.replies.put(value));
    await link.subscribe(DATA, (value) => this.take(value));
    if (this.session.listen) await this.listen();
  }

  async battery(): Promise<Battery | undefined> {
    return this.link.has(BATTERY) ? readBandBattery(await this.link.read(BATTERY)) : undefined;
  }

  get refused(): number {
    return this.listening.refused;
  }

  about(): Promise<About> {
    return gattAbout(this.link);
  }

  history(since: number): AsyncGenerator<Batch> {
    const seen = new Map<string, string>();
    let left = MOST_MINUTES;
    return this.held.read(() =>
      this.orClose(async () => {
        // Acknowledged stretches are gone, and a clock that was set back made later minutes earlier: so always from `since`.
        const found = await this.fetch(Math.max(EARLIEST, Math.floor(since / 60) * 60));
        if (!found) return undefined;
        left -= found.minutes;
        if (left < 0) throw new WearableError('malformed', 'The wearable never comes to the end of its history.');
        if (seen.get(found.name) === found.digest) {
          throw new WearableError('malformed', 'The wearable repeats what it was to forget.');
        }
        seen.set(found.name, found.digest);
        return found.stretch;
      }),
    );
  }

  live(until: number): Batch | undefined {
    return this.listening.live(until);
  }

  async close(): Promise<void> {
    if (this.session.listen && !this.link.lifeline.ended && this.link.has(HEART_RATE_CONTROL)) {
      // A band that goes on measuring empties its battery; one that does not listen cannot be helped.
      await this.link.write(HEART_RATE_CONTROL, NO_HEART_RATE).catch(() => undefined);
    }
    await this.link.close();
  }

  private async listen(): Promise<void> {
    const { link, session } = this;
    if (link.has(STEPS)) {
      await new CounterListening(
        { link, uuid: STEPS, read: readRealtimeSteps, now: session.now },
        this.listening,
      ).start();
    }
    if (!link.has(HEART_RATE) || !link.has(HEART_RATE_CONTROL)) return;
    await this.listening.hearHeartRate();
    await link.write(HEART_RATE_CONTROL, CONTINUOUS_HEART_RATE);
    const beat = setInterval(() => {
      void link.write(HEART_RATE_CONTROL, KEEP_MEASURING).catch(() => undefined);
    }, KEEP_MEASURING_MS);
    link.lifeline.onEnd(() => clearInterval(beat));
  }

  private async fetch(since: number): Promise<Found | undefined> {
    const announcement = readAnnouncement(
      await this.ask(selectActivity(since, this.session.offsetMinutes(since))),
      since,
    );
    if (!announcement) {
      readAcknowledged(await this.ask(ACKNOWLEDGE_TRANSFER));
      return undefined;
    }
    const transfer = await this.receive(announcement);
    const { from, minutes } = announcement;
    return {
      minutes,
      name: `${from} ${minutes}`,
      digest: toHex(sha256(transfer.bytes)),
      stretch: this.stretchOf(announcement, transfer),
    };
  }

  private stretchOf({ from, minutes }: Announcement, transfer: Transfer): HeldStretch {
    const before = this.mark?.at === from ? this.mark.kind : undefined;
    const { samples, worn, lastKind } = decodeMinutes({ ...transfer, from }, before);
    const to = from + minutes * 60;
    const mark = lastKind === undefined ? undefined : { at: to, kind: lastKind };
    const forget = (): Promise<void> =>
      this.orClose(async () => {
        readAcknowledged(await this.ask(ACKNOWLEDGE_TRANSFER));
        this.mark = mark;
      });
    return { from, to, samples, worn, ...(mark && { mark }), forget };
  }

  private async receive(announcement: Announcement): Promise<Transfer> {
    const collector = new TransferCollector(announcement.minutes);
    this.collector = collector;
    this.breach = undefined;
    try {
      const end = await this.ask(START_TRANSFER);
      if (this.breach) throw this.breach;
      return collector.finish(end);
    } finally {
      this.collector = undefined;
    }
  }

  /**
   * Runs in an event of the radio: it keeps what goes wrong for the one who waits. What nobody asked for is no sign of life:
   * a transfer has a bound, and that has none.
   */
  private take(value: Uint8Array): void {
    if (!this.collector) return;
    this.replies.stillComing();
    try {
      this.collector.add(value);
    } catch (error) {
      this.breach ??=
        error instanceof WearableError ? error : new WearableError('malformed', 'Unreadable data.', error);
      this.collector = undefined;
      // Any answer will do: the one who waits, or will wait, looks at the breach first.
      this.replies.put(new Uint8Array(0));
    }
  }

  private ask(request: Uint8Array): Promise<Uint8Array> {
    return this.replies.answerTo(() => this.link.write(CONTROL, request));
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

interface Found {
  readonly minutes: number;
  readonly name: string;
  readonly digest: string;
  readonly stretch: HeldStretch;
}

function bandClock(link: GattLink, { now, offsetMinutes }: Session): WearableClock {
  return {
    read: async () => decodeClock(await link.read(CURRENT_TIME), now(), offsetMinutes),
    set: (unix) => link.write(CURRENT_TIME, encodeClock(unix, offsetMinutes(unix))),
  };
}

export const family: Family = {
  name: 'huami',
  title: 'Mi Band 2 and later, Amazfit Bip, GTR and GTS, before the protocol of 2021',
  keyed: true,
  advertises: ['fee0'],
  requires: [CONTROL, DATA, HUAMI_AUTH],
  memory: 'until-read',
  sleep: 'stages',
  agreeOnKey: agreeOnHuamiKey,
  async open(link, session) {
    await authenticateToHuami(link, session);
    const wearable = new HuamiWearable(link, session);
    await wearable.start();
    return wearable;
  },
};
