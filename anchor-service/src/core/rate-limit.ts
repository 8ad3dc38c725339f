interface Bucket {
  /** Requests that may still come at once. */
  left: number;
  /** Milliseconds. */
  at: number;
}

/** More addresses than this are not told apart for long: the one that was heard least lately is forgotten. */
const MAX_ADDRESSES = 4096;

/** How many requests a second each address may make, and twice as many at once. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether a request of this address may be looked at. @param now milliseconds of a clock that does not go back */
  admits(address: string, now: number): boolean {
    const from = neighbourhood(address);
    const burst = 2 * this.#perSecond;
    const { left, at } = this.#buckets.get(from) ?? { left: burst, at: now };
    const filled = Math.min(burst, left + ((now - at) / 1000) * this.#perSecond);
    // Set anew at the end, so that the first of the map is the one that was heard least lately.
    this.#buckets.delete(from);
    this.#buckets.set(from, { left: filled < 1 ? filled : filled - 1, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_ADDRESSES && oldest !== undefined) this.#buckets.delete(oldest);
    return filled >= 1;
  }
}

/** Of IPv6 whoever has one address has the 2^64 beside it too. */
function neighbourhood(address: string): string {
  return firstGroups(address, 4);
}

/** One place with all of its networks: one line may have 256 networks of IPv6, or 65,536. What is counted by it may be shared by others. */
export function site(address: string): string {
  return firstGroups(address, 3);
}

function firstGroups(address: string, count: number): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = ''] = address.split('::');
  const groups = head.split(':').slice(0, count);
  return [...groups, ...Array.from({ length: count - groups.length }, () => '0')].join(':');
}
