import type { Interval, Sample } from '@fit4work/protocol';
import type { GattLink } from './gatt/gatt-link.js';

/* What a family of wearables has to offer. A driver is one file of `families/` that exports one `Family`; nothing else in
   the agent knows what a wearable of that family says. */

/**
 * What a driver wants to find again next time, kept sealed in the vault together with the stretch that it came with: a
 * counter, the kind of minute that a stretch ended with. Numbers alone, eight at most.
 */
export type Mark = Readonly<Record<string, number>>;

/** A stretch of time and all that was measured in it. Half-open, Unix seconds. */
export interface Batch {
  /** The stretch that the wearable accounted for, measured or not. */
  readonly from: number;
  readonly to: number;
  /** Of each metric in order of time, and none beyond the stretch. */
  readonly samples: readonly Sample[];
  /** When it was on the wrist, as far as the wearable knows. */
  readonly worn: readonly Interval[];
  readonly mark?: Mark;
  /**
   * Lets the wearable, or the driver, forget this stretch. To be called only when every sample is durable: on a real band
   * the acknowledgement deletes them. A second call asks nothing anew.
   */
  acknowledge(): Promise<void>;
}

export interface Battery {
  /** 0 to 100. */
  readonly percent: number;
  readonly charging: boolean;
}

/** What a wearable says it is, for people: texts of at most 64 printable characters. */
export interface About {
  readonly maker?: string;
  readonly model?: string;
  readonly firmware?: string;
}

export interface WearableClock {
  /** What the wearable's clock says now, Unix seconds. */
  read(): Promise<number>;
  /** Sets time and time zone. */
  set(unix: number): Promise<void>;
}

/**
 * A wearable that is connected and has what its family has. Where the family has a key, the agent has proved to the wearable
 * that it knows it; no family proves the wearable to the agent (docs/adding-a-wearable.md, What proves what).
 */
export interface Wearable {
  /** Absent where the family has no clock, or none that can be read. */
  readonly clock?: WearableClock;
  /** How many notifications were left out since it was opened, because its protocol does not allow them; at any time. */
  readonly refused?: number;
  /** Undefined where the wearable does not say. */
  battery(): Promise<Battery | undefined>;
  /** What of it cannot be had is left out, and is no failure. */
  about?(): Promise<About>;
  /**
   * What it holds from `since` on, stretch after stretch as it kept them, in the time of its own clock; ends when it
   * holds nothing more. Each batch must be acknowledged before the next is asked for. A family without a memory yields
   * nothing.
   *
   * @throws WearableError
   */
  history(since: number): AsyncIterable<Batch>;
  /**
   * What it told by itself before `until`, in the time of this machine: everything since the last batch of this kind that
   * was acknowledged. Undefined when that is nothing at all. Also after the link is lost.
   */
  live(until: number): Batch | undefined;
  /** Takes the link down; what was told until then can still be had from `live`. */
  close(): Promise<void>;
}

/** What a driver is given with the link. */
export interface Session {
  /** The key that wearable and agent share; undefined for a family without one. */
  readonly key: Uint8Array | undefined;
  /** Whether the wearable is to tell by itself what it measures from now on. */
  readonly listen: boolean;
  /** What was kept with the last stretch of this wearable, if that is still readable. */
  readonly mark: Mark | undefined;
  /** How long a wearable that owes an answer may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** Unix seconds. */
  readonly now: () => number;
  /** Minutes by which the employee's wall clock is ahead of UTC at a Unix time. */
  readonly offsetMinutes: (unix: number) => number;
}

export interface Family {
  /** As the employee names it: `pair --family huami`. */
  readonly name: string;
  /** For people: which wearables these are. */
  readonly title: string;
  /** Whether it asks for a key that both sides know. */
  readonly keyed: boolean;
  /** Canonical UUIDs of the services that all of its wearables say they have before anybody connects. */
  readonly advertises: readonly string[];
  /** Canonical UUIDs of characteristics without which a device is none of this family. */
  readonly requires: readonly string[];
  /**
   * What becomes of what it measured: `none` if it only tells it, `until-read` if it forgets what is acknowledged, `kept` if it
   * gives the same again. What a wearable with a memory tells by itself comes a second time with its history.
   */
  readonly memory: 'none' | 'until-read' | 'kept';
  /** The wearable's own record of sleep, or `none`: then no sleep is ever made up for it. */
  readonly sleep: 'stages' | 'none';
  /** Gives the wearable a new key, once the employee has confirmed on it. Only of a family with a key. */
  agreeOnKey?(link: GattLink, key: Uint8Array, session: Session): Promise<void>;
  /**
   * Proves to the wearable that the agent has the key, where the family has one, and begins to listen. Discovery is done, and `requires` holds.
   *
   * @throws WearableError `auth-refused` and others; whoever called takes the link down then
   */
  open(link: GattLink, session: Session): Promise<Wearable>;
}
