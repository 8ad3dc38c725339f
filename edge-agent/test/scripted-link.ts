import type { GattLink } from '../src/gatt/gatt-link.js';
import { Lifeline } from '../src/gatt/lifeline.js';
import { WearableError } from '../src/wearable-error.js';
import type { Session } from '../src/wearable-port.js';

export type Notify = (uuid: string, value: Uint8Array) => void;

/** What a wearable of a family does, as far as its driver can see. One object plays one wearable. */
export interface Script {
  /** Characteristics that it has. */
  readonly uuids: readonly string[];
  /** The key that it accepts. */
  readonly key?: Uint8Array;
  /** Undefined where it refuses. */
  read(uuid: string): Uint8Array | undefined;
  write(uuid: string, value: Uint8Array<ArrayBuffer>, notify: Notify): void;
  /** Tells one thing by itself: at least a heart rate or a step. `turn` counts up from 1. */
  tell(notify: Notify, turn: number): void;
}

export interface Written {
  readonly uuid: string;
  readonly value: Uint8Array;
}

/** A link to a scripted wearable, which can be made to die at any of its operations. */
export class ScriptedLink implements GattLink {
  readonly lifeline = new Lifeline();
  readonly written: Written[] = [];
  writeLength = 20;
  closed = 0;
  operations = 0;
  private readonly listeners = new Map<string, (value: Uint8Array) => void>();

  /** @param diesAt the number of the operation during which the link breaks, from 1 on */
  constructor(
    private readonly script: Script,
    public diesAt = Number.POSITIVE_INFINITY,
  ) {}

  readonly notify: Notify = (uuid, value) => {
    if (!this.lifeline.ended) this.listeners.get(uuid)?.(value);
  };

  has(uuid: string): boolean {
    return this.script.uuids.includes(uuid);
  }

  async read(uuid: string): Promise<Uint8Array> {
    await this.step();
    const value = this.script.read(uuid);
    if (!value || value.length === 0) throw new WearableError('refused', 'The wearable refused to give a value.');
    return value;
  }

  async subscribe(uuid: string, listener: (value: Uint8Array) => void): Promise<void> {
    await this.step();
    this.listeners.set(uuid, listener);
  }

  async write(uuid: string, value: Uint8Array): Promise<void> {
    await this.step();
    if (value.length > this.writeLength) throw new WearableError('refused', 'More than one write may carry.');
    const copy = Uint8Array.from(value);
    this.written.push({ uuid, value: copy });
    this.script.write(uuid, copy, this.notify);
  }

  async close(): Promise<void> {
    this.closed++;
    this.lifeline.end(new WearableError('closed', 'Closed.'));
  }

  lose(): void {
    this.lifeline.end(new WearableError('link-lost', 'The link to the wearable is lost.'));
  }

  private async step(): Promise<void> {
    this.operations++;
    if (this.operations >= this.diesAt) this.lose();
    if (this.lifeline.ended) throw this.lifeline.ended;
    await Promise.resolve();
  }
}

/** A civil day that begins at midnight UTC, and a clock that the test moves. */
export const NOON = Date.UTC(2026, 4, 4, 12) / 1000;

export interface Time {
  now: number;
}

export function sessionAt(time: Time, more: Partial<Session> = {}): Session {
  return {
    key: undefined,
    listen: true,
    mark: undefined,
    silenceMs: 50,
    now: () => time.now,
    offsetMinutes: () => 0,
    ...more,
  };
}

/** The code of the WearableError that work ends with; anything else thrown is passed on. */
export async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof WearableError) return error.code;
    throw error;
  }
  return 'none';
}

/** The same of what throws at once. */
export function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof WearableError) return error.code;
    throw error;
  }
  return 'accepted';
}

/** Lets everything that waits for nothing but its turn run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
