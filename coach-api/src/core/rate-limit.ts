export interface RateLimitOptions {
  /** Requests of one name in one window, and all of them at once where none came before. */
  readonly most: number;
  /** Seconds. */
  readonly window: number;
}

/** What becomes of one request. */
export interface Allowance {
  readonly allowed: boolean;
  /** Requests that may still come at once. */
  readonly left: number;
  /** Whole seconds until one more may come; 0 where one may. */
  readonly wait: number;
}

/** More names than this are not told apart for long: the one that was heard least lately is forgotten. */
const MAX_NAMES = 10_000;

/** How often each name may ask: evenly, and a window’s worth at once (the generic cell rate algorithm, ITU-T I.371). */
export class RateLimit {
  readonly #options: RateLimitOptions;
  /** When each name has used up nothing any more, Unix seconds; the one that was heard least lately first. */
  readonly #empty = new Map<string, number>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** @param now Unix seconds */
  take(name: string, now: number): Allowance {
    const { most, window } = this.#options;
    const each = window / most;
    // Half of one request over, so that a sum of fractions refuses nobody.
    const room = now + window + each / 2;
    const known = this.#empty.get(name) ?? now;
    // Of a clock that went back far nothing is known, and one that went back a little keeps nobody waiting for longer.
    const before = known > now + 2 * window ? now : Math.min(Math.max(known, now), now + window);
    const allowed = before + each <= room;
    const after = allowed ? before + each : before;
    this.#note(name, after);
    const left = Math.max(0, Math.floor((room - after) / each));
    return { allowed, left, wait: left > 0 ? 0 : Math.max(1, Math.ceil(after + each - now - window)) };
  }

  #note(name: string, empty: number): void {
    this.#empty.delete(name);
    this.#empty.set(name, empty);
    const [oldest] = this.#empty.keys();
    if (this.#empty.size > MAX_NAMES && oldest !== undefined) this.#empty.delete(oldest);
  }
}

/** Of IPv6 whoever has one address has the 2^64 beside it too. */
export function neighbourhood(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = ''] = address.split('::');
  const groups = head.split(':').slice(0, 4);
  return [...groups, ...Array.from({ length: 4 - groups.length }, () => '0')].join(':');
}
