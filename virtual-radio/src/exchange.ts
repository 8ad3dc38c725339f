import type { LinkParameters } from './hci.js';
import type { Conditions } from './options.js';

/** Something to be carried to the other end of a link, exactly once and in order. */
export interface Parcel {
  /** It is there; `taken` is to be called when the far side has room for the next. */
  arrive(taken: () => void): void;
  /** It is there, the near controller knows, and the far side has room: its buffer is free. */
  done?(): void;
}

/** What an exchange knows of its link. */
export interface Channel {
  readonly parameters: LinkParameters;
  /** Whether the two controllers hear each other at the moment. */
  reachable(): boolean;
  /** Nothing was heard for the supervision timeout, or the link never came to life. */
  silent(everHeard: boolean): void;
}

export type Role = 'central' | 'peripheral';

interface Waiting {
  readonly parcel: Parcel;
  acknowledged: boolean;
  taken: boolean;
}

interface Side {
  readonly waiting: Waiting[];
  /** The first of `waiting` has arrived, and no acknowledgement of it was heard. */
  headArrived: boolean;
  heardAt: number;
}

const INTERVAL_MS = 1.25;
const TIMEOUT_MS = 10;
/** A link that hears nothing in its first six events never was one (Vol 6, Part B, 4.5.2). */
const EVENTS_TO_ESTABLISH = 6;

/**
 * The link layer between two controllers: connection events in which the central speaks and the peripheral answers, each
 * packet acknowledging the last one of the other side (Vol 6, Part B, 4.5). What is not acknowledged is sent again, and
 * never passed on twice. Where nothing can be lost and nothing is paced, a parcel is there at once and no event is run.
 */
export class Exchange {
  private readonly central: Side;
  private readonly peripheral: Side;
  private readonly perfect: boolean;
  private nextEvent: number;
  private cancelTick: (() => void) | undefined;
  private everHeard: boolean;
  private open = true;

  constructor(
    private readonly conditions: Conditions,
    private readonly channel: Channel,
  ) {
    const now = conditions.clock.now();
    this.central = { waiting: [], headArrived: false, heardAt: now };
    this.peripheral = { waiting: [], headArrived: false, heardAt: now };
    this.perfect = conditions.loss === 0 && conditions.pace === Number.POSITIVE_INFINITY;
    this.everHeard = conditions.loss === 0;
    this.nextEvent = now + this.interval();
    this.wake();
  }

  send(from: Role, parcel: Parcel): void {
    if (!this.open) return;
    const side = this[from];
    if (this.perfect && side.waiting.length === 0 && this.channel.reachable()) {
      parcel.arrive(() => parcel.done?.());
      return;
    }
    side.waiting.push({ parcel, acknowledged: false, taken: false });
    this.wake();
  }

  /** The controllers hear each other differently from before. */
  changed(): void {
    if (!this.cancelTick) {
      this.wake();
      return;
    }
    this.cancelTick();
    this.cancelTick = undefined;
    if (this.open && !this.isIdle()) this.schedule(this.conditions.clock.now());
  }

  /** The link has other parameters: their first event is one interval from here. */
  retimed(): void {
    this.nextEvent = this.conditions.clock.now() + this.interval();
    this.changed();
  }

  close(): void {
    this.open = false;
    this.cancelTick?.();
    this.central.waiting.length = 0;
    this.peripheral.waiting.length = 0;
  }

  /** An idle link that loses nothing would only exchange empty packets: its events need not be run. */
  private isIdle(): boolean {
    return this.conditions.loss === 0 && this.channel.reachable() && this.isEmpty();
  }

  private isEmpty(): boolean {
    return this.central.waiting.length === 0 && this.peripheral.waiting.length === 0;
  }

  /** Until this moment the link was idle and in good health: its silence begins here at the earliest. */
  private wake(): void {
    if (!this.open || this.cancelTick || this.isIdle()) return;
    const now = this.conditions.clock.now();
    this.central.heardAt = now;
    this.peripheral.heardAt = now;
    if (this.nextEvent <= now) this.nextEvent = this.eventAfter(now);
    this.schedule(now);
  }

  private schedule(now: number): void {
    const at = Math.min(this.nextEvent, this.expiry());
    this.cancelTick = this.conditions.clock.after(at - now, () => this.tick());
  }

  /** A radio never runs late, a busy machine does: each event counts at the time that it was due. */
  private tick(): void {
    this.cancelTick = undefined;
    const now = this.conditions.clock.now();
    while (this.open && !this.isIdle() && this.nextEvent <= now && this.nextEvent < this.expiry()) {
      const at = this.nextEvent;
      this.nextEvent = at + this.interval();
      this.connectionEvent(at);
    }
    // An event may end the link, or leave it with nothing to do.
    if (!this.open || this.isIdle()) return;
    if (now >= this.expiry()) this.channel.silent(this.everHeard);
    else if (!this.cancelTick) this.schedule(now);
  }

  private connectionEvent(now: number): void {
    for (let packets = 0; packets < this.conditions.pace && this.open; packets++) {
      // A packet that is not received closes the event (Vol 6, Part B, 4.5.1).
      if (!this.pass(this.central, this.peripheral, now) || !this.pass(this.peripheral, this.central, now)) return;
      this.everHeard = true;
      if (this.isEmpty()) return;
    }
  }

  /** One packet on the air, empty if there is nothing to send. False if it is not received. */
  private pass(from: Side, to: Side, now: number): boolean {
    if (!this.channel.reachable()) return false;
    if (this.conditions.loss > 0 && this.conditions.random() < this.conditions.loss) return false;
    to.heardAt = now;
    if (to.headArrived) this.acknowledge(to);
    const head = from.waiting[0];
    if (head && !from.headArrived) {
      from.headArrived = true;
      head.parcel.arrive(() => {
        head.taken = true;
        settle(head);
      });
    }
    return this.open;
  }

  private acknowledge(side: Side): void {
    side.headArrived = false;
    const head = side.waiting.shift();
    if (!head) return;
    head.acknowledged = true;
    settle(head);
  }

  private interval(): number {
    return this.channel.parameters.interval * INTERVAL_MS;
  }

  /** When the side that has heard nothing for longest gives up. */
  private expiry(): number {
    const patience = this.everHeard
      ? this.channel.parameters.timeout * TIMEOUT_MS
      : this.interval() * EVENTS_TO_ESTABLISH;
    return Math.min(this.central.heardAt, this.peripheral.heardAt) + patience;
  }

  /** The first event after an idle time: the grid of the events went on meanwhile. */
  private eventAfter(now: number): number {
    const interval = this.interval();
    return now + interval - ((now - this.nextEvent) % interval);
  }
}

function settle({ parcel, acknowledged, taken }: Waiting): void {
  if (acknowledged && taken) parcel.done?.();
}
