import { createCipheriv } from 'node:crypto';
import { proofOf, REQUEST_CHALLENGE, readChallenge, readVerdict } from '../core/huami-auth.js';
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
import { decodeMinutes } from '../core/huami-samples.js';
import type { GattLink } from '../gatt-link.js';
import { Inbox } from '../inbox.js';
import type { HistoryBatch, Wearable, WearablePairing } from '../ports.js';
import { WearableError } from '../wearable-error.js';

const huami = (short: string): string => `0000${short}0000351221180009af100700`;
const CONTROL = huami('0004');
const DATA = huami('0005');
const AUTH = huami('0009');
/** No band measured before this: 2000-01-02, so that every time zone is in that year. */
const EARLIEST = 946_771_200;

/** The kind of minute with which the last acknowledged stretch of a wearable ended. */
export interface KindMark {
  readonly at: number;
  readonly kind: number | undefined;
}

export interface HuamiOptions {
  /** How long a band may be silent within one step. */
  readonly silenceMs: number;
  /** Minutes by which the wall clock of this machine is ahead of UTC at a Unix time. */
  readonly offsetMinutes: (unix: number) => number;
  /** Outlives the connection, because a stretch may begin with a repeat of the one before. */
  readonly marks: Map<string, KindMark>;
}

/**
 * A Huami band on a link, authenticated. Any breach of protocol takes the link down: what the band is about to say is
 * then unknown.
 */
export class HuamiWearable implements Wearable {
  readonly address: string;
  private readonly replies: Inbox;
  private collector: TransferCollector | undefined;
  private breach: WearableError | undefined;
  private reading = false;

  private constructor(
    private readonly link: GattLink,
    address: string,
    private readonly options: HuamiOptions,
  ) {
    this.address = address;
    this.replies = new Inbox(link.lifeline, options.silenceMs);
  }

  /** @throws WearableError `auth-refused` and others; the link is down then */
  static async open(link: GattLink, pairing: WearablePairing, options: HuamiOptions): Promise<HuamiWearable> {
    const wearable = new HuamiWearable(link, pairing.address, options);
    await wearable.orClose(async () => {
      if (![CONTROL, DATA, AUTH].every((uuid) => link.has(uuid))) {
        throw new WearableError('not-a-band', 'The device is not a band of the kind that was paired.');
      }
      await wearable.authenticate(pairing.authKey);
      await link.subscribe(CONTROL, (value) => wearable.replies.put(value));
      await link.subscribe(DATA, (value) => wearable.take(value));
    });
    return wearable;
  }

  async *history(since: number): AsyncGenerator<HistoryBatch> {
    if (this.reading) throw new WearableError('unacknowledged', 'The history of this wearable is being read already.');
    this.reading = true;
    try {
      let from = Math.max(EARLIEST, Math.floor(since / 60) * 60);
      for (;;) {
        const batch = await this.orClose(() => this.fetch(from));
        if (!batch) return;
        yield batch;
        if (!batch.acknowledged) {
          throw new WearableError('unacknowledged', 'The next batch was asked for before this one was acknowledged.');
        }
        from = batch.to;
      }
    } finally {
      this.reading = false;
    }
  }

  close(): Promise<void> {
    return this.link.close();
  }

  private async authenticate(key: Uint8Array): Promise<void> {
    const replies = new Inbox(this.link.lifeline, this.options.silenceMs);
    await this.link.subscribe(AUTH, (value) => replies.put(value));
    const challenge = readChallenge(await replies.answerTo(() => this.link.write(AUTH, REQUEST_CHALLENGE)));
    const proof = proofOf(aesBlock(key, challenge));
    readVerdict(await replies.answerTo(() => this.link.write(AUTH, proof)));
  }

  private async fetch(since: number): Promise<Batch | undefined> {
    const announcement = readAnnouncement(
      await this.ask(selectActivity(since, this.options.offsetMinutes(since))),
      since,
    );
    if (!announcement) {
      readAcknowledged(await this.ask(ACKNOWLEDGE_TRANSFER));
      return undefined;
    }
    const bytes = await this.receive(announcement);
    const { from } = announcement;
    const mark = this.options.marks.get(this.address);
    const decoded = decodeMinutes({ ...bytes, from }, mark?.at === from ? mark.kind : undefined);
    const to = from + announcement.minutes * 60;
    return new Batch({ from, to, samples: decoded.samples, worn: decoded.worn }, () =>
      this.orClose(async () => {
        readAcknowledged(await this.ask(ACKNOWLEDGE_TRANSFER));
        this.options.marks.set(this.address, { at: to, kind: decoded.lastKind });
      }),
    );
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

  /** Runs in noble's event: it keeps what goes wrong for the one who waits. */
  private take(value: Uint8Array): void {
    this.replies.stillComing();
    try {
      this.collector?.add(value);
    } catch (error) {
      this.breach ??=
        error instanceof WearableError ? error : new WearableError('malformed', 'Unreadable data.', error);
      this.collector = undefined;
      this.replies.fail(this.breach);
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

class Batch implements HistoryBatch {
  readonly from: number;
  readonly to: number;
  readonly samples: HistoryBatch['samples'];
  readonly worn: HistoryBatch['worn'];
  private acknowledgement: Promise<void> | undefined;
  private done = false;

  constructor(
    stretch: Pick<HistoryBatch, 'from' | 'to' | 'samples' | 'worn'>,
    private readonly send: () => Promise<void>,
  ) {
    this.from = stretch.from;
    this.to = stretch.to;
    this.samples = stretch.samples;
    this.worn = stretch.worn;
  }

  get acknowledged(): boolean {
    return this.done;
  }

  /** A second call asks nothing anew: the band has only one thing to forget. */
  acknowledge(): Promise<void> {
    this.acknowledgement ??= this.send().then(() => {
      this.done = true;
    });
    return this.acknowledgement;
  }
}

function aesBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}
