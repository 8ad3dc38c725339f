import { uniform } from './random.js';

/** One in so many notifications of data is lost, told twice, or told after the next one. */
export interface StreamFault {
  readonly kind: 'drop' | 'duplicate' | 'reorder';
  readonly oneIn: number;
}

/** The link dies, as out of range, before the notified value that would pass this many bytes. */
export interface DisconnectFault {
  readonly kind: 'disconnect';
  readonly atByte: number;
  /** In every connection; otherwise in the first that gets so far. */
  readonly each?: boolean;
}

/** What happens at a time; Unix seconds of the world. */
export type TimedFault =
  | { readonly kind: 'reboot'; readonly at: number }
  | { readonly kind: 'battery-empty'; readonly at: number; readonly until: number }
  | { readonly kind: 'clock-jump'; readonly at: number; readonly seconds: number };

export type Fault = StreamFault | DisconnectFault | TimedFault;

/** A moment of the schedule. */
export type TimedEvent =
  | { readonly kind: 'reboot' | 'battery-empty' | 'battery-full'; readonly at: number }
  | { readonly kind: 'clock-jump'; readonly at: number; readonly seconds: number };

export interface StreamCounts {
  readonly dropped: number;
  readonly duplicated: number;
  readonly reordered: number;
}

const ASK = { drop: 41, duplicate: 42, reorder: 43 } as const;

/** Decides what becomes of each notification, from a seed. */
export class FaultyStream {
  private told = 0;
  private readonly behind = new Map<string, Uint8Array>();
  private readonly count = { dropped: 0, duplicated: 0, reordered: 0 };

  constructor(
    private readonly faults: readonly Fault[],
    private readonly seed: number,
  ) {}

  get counts(): StreamCounts {
    return this.count;
  }

  /** What is told in the place of `value`, in order; `key` names the characteristic. */
  pass(key: string, value: Uint8Array): readonly Uint8Array[] {
    this.told++;
    const before = this.flush(key);
    if (this.strikes('drop')) {
      this.count.dropped++;
      return before;
    }
    if (this.strikes('duplicate')) {
      this.count.duplicated++;
      return [value, ...before, value];
    }
    if (before.length === 0 && this.strikes('reorder')) {
      this.count.reordered++;
      this.behind.set(key, value);
      return [];
    }
    return [value, ...before];
  }

  /** What is still to be told of a characteristic whose stream ends. */
  flush(key: string): readonly Uint8Array[] {
    const value = this.behind.get(key);
    this.behind.delete(key);
    return value ? [value] : [];
  }

  /** A link that ended takes with it what was held back. */
  clear(): void {
    this.behind.clear();
  }

  private strikes(kind: StreamFault['kind']): boolean {
    return this.faults.some(
      (fault) => fault.kind === kind && uniform(this.seed, ASK[kind], this.told) < 1 / fault.oneIn,
    );
  }
}

/** Counts the bytes of a link, and says when it dies. */
export class LinkCutter {
  private bytes = 0;
  private readonly spent = new Set<DisconnectFault>();

  constructor(private readonly faults: readonly Fault[]) {}

  connected(): void {
    this.bytes = 0;
  }

  /** Whether the link dies before a value of this length. */
  cuts(length: number): boolean {
    const fault = this.faults.find(
      (one): one is DisconnectFault =>
        one.kind === 'disconnect' && !this.spent.has(one) && this.bytes + length > one.atByte,
    );
    if (!fault) {
      this.bytes += length;
      return false;
    }
    if (!fault.each) this.spent.add(fault);
    return true;
  }
}

/** The timed faults as moments in the order of time. */
export class Schedule {
  private readonly events: TimedEvent[];

  constructor(faults: readonly Fault[]) {
    this.events = faults.flatMap(momentsOf).sort((one, other) => one.at - other.at);
  }

  /** The next moment that is not after `now`, once. */
  due(now: number): TimedEvent | undefined {
    const [next] = this.events;
    return next && next.at <= now ? this.events.shift() : undefined;
  }
}

function momentsOf(fault: Fault): TimedEvent[] {
  if (fault.kind === 'reboot' || fault.kind === 'clock-jump') return [fault];
  if (fault.kind !== 'battery-empty') return [];
  return [
    { kind: 'battery-empty', at: fault.at },
    { kind: 'battery-full', at: fault.until },
  ];
}
