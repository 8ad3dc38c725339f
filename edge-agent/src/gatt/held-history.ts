import { WearableError } from '../wearable-error.js';
import type { Batch, Mark } from '../wearable-port.js';

/** A stretch that a wearable still holds. */
export interface HeldStretch extends Omit<Batch, 'acknowledge'> {
  /** Lets the wearable, or the driver, forget it. */
  forget(): Promise<void>;
}

/** Reads what a wearable holds, stretch by stretch, for one reader at a time. */
export class HeldHistory {
  private reading = false;

  /**
   * Yields what `next` gives until that is undefined.
   *
   * @throws WearableError `unacknowledged` for a second reader, and where more is asked for too early
   */
  async *read(next: () => Promise<HeldStretch | undefined>): AsyncGenerator<Batch> {
    if (this.reading) throw new WearableError('unacknowledged', 'The history of this wearable is being read already.');
    this.reading = true;
    try {
      for (let held = await next(); held; held = await next()) {
        const batch = new HeldBatch(held);
        yield batch;
        if (!batch.acknowledged) {
          throw new WearableError('unacknowledged', 'The next batch was asked for before this one was acknowledged.');
        }
      }
    } finally {
      this.reading = false;
    }
  }
}

class HeldBatch implements Batch {
  readonly from: number;
  readonly to: number;
  readonly samples: Batch['samples'];
  readonly worn: Batch['worn'];
  readonly mark?: Mark;
  private acknowledgement: Promise<void> | undefined;
  private done = false;

  constructor(private readonly held: HeldStretch) {
    this.from = held.from;
    this.to = held.to;
    this.samples = held.samples;
    this.worn = held.worn;
    if (held.mark) this.mark = held.mark;
  }

  get acknowledged(): boolean {
    return this.done;
  }

  /** A second call asks nothing anew: the wearable has only one thing to forget. */
  acknowledge(): Promise<void> {
    this.acknowledgement ??= this.held.forget().then(() => {
      this.done = true;
    });
    return this.acknowledgement;
  }
}
