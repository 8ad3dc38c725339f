/** Where a radio has its time from. */
export interface Clock {
  /** Unix time in milliseconds with fractions (the radio counts in 0.625 and 1.25 ms); it never runs backwards. */
  now(): number;
  /** Runs `task` when `ms` have passed, unless the function it returns is called before. */
  after(ms: number, task: () => void): () => void;
  /** Runs `task` after the present call and before any time passes, in order. */
  soon(task: () => void): void;
}

/** The machine's own. Its timers keep no process alive: an air that nobody uses is no reason to live. */
export const realClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, Math.ceil(ms)).unref();
    return () => clearTimeout(timer);
  },
  soon: (task) => {
    setImmediate(task);
  },
};

interface Waiting {
  readonly at: number;
  readonly task: () => void;
}

/** Stands still until it is advanced, so that hours of radio pass in an instant, and twice in the same way. */
export class VirtualClock implements Clock {
  /** By time; equal times in the order in which they were asked for. */
  private waiting: Waiting[] = [];

  /** @param time Unix time in milliseconds. */
  constructor(private time = 0) {}

  now(): number {
    return this.time;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.time + Math.max(0, ms), task };
    const before = this.waiting.findLastIndex(({ at }) => at <= entry.at);
    this.waiting.splice(before + 1, 0, entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  soon(task: () => void): void {
    this.after(0, task);
  }

  /** Lets `ms` pass and runs all that falls due, what that asks for included. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.waiting[0]; next && next.at <= end; next = this.waiting[0]) {
      this.waiting.shift();
      this.time = next.at;
      next.task();
    }
    this.time = end;
  }
}
