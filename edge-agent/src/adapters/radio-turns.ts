/** One that wants the radio for a connection. */
interface Place {
  /** Ends the waiting; its reason is what `enter` rejects with. */
  readonly until: AbortSignal;
  /** Whether it goes behind all that are not `last` themselves. */
  readonly last: boolean;
  /** Told, once its share is over and another waits: it is to leave, and may enter again. */
  readonly giveWay: () => void;
}

interface Waiting {
  readonly place: Place;
  readonly begin: () => void;
}

/**
 * One radio makes one connection at a time. Whoever has it longer than a share gives way to those that wait, so that a
 * wearable that never accepts keeps nobody from the others.
 */
export class RadioTurns {
  private waiting: Waiting[] = [];
  private holder: Place | undefined;
  private share: NodeJS.Timeout | undefined;
  private shareIsOver = false;
  private readonly idlers: (() => void)[] = [];

  constructor(private readonly shareMs: number) {}

  /** Settles when the radio is the caller's; what is returned gives it back. */
  enter(place: Place): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => this.leave(place);
      const giveUp = (): void => {
        this.waiting = this.waiting.filter((other) => other !== mine);
        reject(place.until.reason as Error);
      };
      const begin = (): void => {
        place.until.removeEventListener('abort', giveUp);
        resolve(leave);
      };
      const mine = { place, begin };
      if (place.until.aborted) return giveUp();
      place.until.addEventListener('abort', giveUp);
      this.queue(mine);
      this.next();
    });
  }

  /** Settles when nobody has the radio and nobody waits for it. */
  async idle(): Promise<void> {
    if (this.holder) await new Promise<void>((resolve) => this.idlers.push(resolve));
  }

  private queue(mine: Waiting): void {
    const before = mine.place.last ? -1 : this.waiting.findIndex(({ place }) => place.last);
    this.waiting.splice(before < 0 ? this.waiting.length : before, 0, mine);
  }

  private next(): void {
    if (this.holder) {
      if (this.shareIsOver && this.waiting.length > 0) this.holder.giveWay();
      return;
    }
    const first = this.waiting.shift();
    if (!first) {
      for (const wake of this.idlers.splice(0)) wake();
      return;
    }
    this.holder = first.place;
    this.shareIsOver = false;
    this.share = setTimeout(() => {
      this.shareIsOver = true;
      this.next();
    }, this.shareMs);
    first.begin();
  }

  private leave(place: Place): void {
    if (this.holder !== place) return;
    clearTimeout(this.share);
    this.holder = undefined;
    this.next();
  }
}
