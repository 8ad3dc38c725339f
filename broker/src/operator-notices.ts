import type { Notifier } from './ports.js';

/** What operators are told at once: codes of ours and how often each came, between two times. */
export interface Notice {
  /** The same when it is told again, since it may have been heard although it seemed not to be. */
  readonly id: string;
  /** Unix seconds. */
  readonly since: number;
  readonly until: number;
  readonly counts: readonly { readonly code: string; readonly count: number }[];
}

/** Where notices go. Never throws. @returns whether it was taken */
export type Deliver = (notice: Notice) => Promise<boolean>;

export interface OperatorNoticesOptions {
  readonly deliver: Deliver;
  readonly newId: () => string;
  /** Unix seconds */
  readonly now: () => number;
}

/** Codes that are counted, more than there are; nothing else grows with what happens. */
const MOST_CODES = 64;

/**
 * Counts what happens and tells it in turns: one notice under way, which is told again until it is taken, and one that gathers.
 * Whoever notes something waits for nobody.
 */
export class OperatorNotices implements Notifier {
  readonly #options: OperatorNoticesOptions;
  #gathered = new Map<string, number>();
  #since: number;
  #underWay: Notice | undefined;

  constructor(options: OperatorNoticesOptions) {
    this.#options = options;
    this.#since = options.now();
  }

  note(code: string): void {
    if (this.#gathered.size >= MOST_CODES && !this.#gathered.has(code)) return;
    this.#gathered.set(code, (this.#gathered.get(code) ?? 0) + 1);
  }

  /** Tells what there is to tell, once. @returns whether nothing is left over that was not taken */
  async tell(): Promise<boolean> {
    this.#underWay ??= this.#gather();
    if (this.#underWay === undefined) return true;
    if (!(await this.#options.deliver(this.#underWay))) return false;
    this.#underWay = undefined;
    return true;
  }

  #gather(): Notice | undefined {
    if (this.#gathered.size === 0) return undefined;
    const [since, until] = [this.#since, this.#options.now()];
    const counts = [...this.#gathered].map(([code, count]) => ({ code, count }));
    this.#gathered = new Map();
    this.#since = until;
    return { id: this.#options.newId(), since, until, counts };
  }
}

export interface Turns {
  /** Milliseconds from one notice to the next, and after one that was not taken: twice as long each time, to the longest. */
  readonly everyMs: number;
  readonly longestMs: number;
  readonly pause: (ms: number) => Promise<void>;
}

/** Tells on end; ends when the pause does so by throwing. */
export async function tellInTurns(notices: OperatorNotices, { everyMs, longestMs, pause }: Turns): Promise<void> {
  for (let wait = everyMs; ; ) {
    await pause(wait);
    wait = (await notices.tell()) ? everyMs : Math.min(longestMs, wait * 2);
  }
}
