import { zoneOffset } from '@fit4work/protocol';
import { checkRoom } from './bounds.js';
import type { FoundWearable, RawLink, WearableCentral } from './central-port.js';
import { ConnectionClock } from './connection-clock.js';
import { after, BEGIN, type ConnectionEvent, type ConnectionPolicy, type Task, taskOf } from './core/connection.js';
import { guarded } from './driver-guard.js';
import type { GattLink } from './gatt/gatt-link.js';
import type { Person } from './person.js';
import type { PairedWearable } from './ports.js';
import { type Reading, type ReadingPorts, readMark, takeHistory, takeTold } from './synchronise.js';
import { WearableError } from './wearable-error.js';
import type { About, Family, Session, Wearable } from './wearable-port.js';

export interface ConnectionPorts extends ReadingPorts {
  readonly central: WearableCentral;
  readonly families: ReadonlyMap<string, Family>;
  /** Settles after so many milliseconds, or at once when the signal comes. */
  readonly pause: (milliseconds: number, until: AbortSignal) => Promise<void>;
  /** Called when something is stored. */
  readonly onStored: () => Promise<void>;
  /** Called with true when a wearable begins to hand over its history, and with false when that has ended, well or not. */
  readonly onReading?: (begun: boolean) => void;
}

/** How often what a wearable tells is stored while it is listened to. */
const STORE_MS = 15_000;
const MINUTE = 60;

/**
 * Keeps one wearable connected, synchronised and listened to, until the agent is told to stop; with `once` until it was
 * read to the end of what it holds.
 *
 * @returns whether it ever was read to its end
 * @throws AgentError when the vault cannot be used; what a wearable does wrong is reported and tried again
 */
export async function keepConnected(
  given: ConnectionPorts,
  person: Person,
  { paired, policy }: { paired: PairedWearable; policy: ConnectionPolicy },
): Promise<boolean> {
  // A signal for each wearable: few listen to any one, however many wearables there are.
  const ports = { ...given, stopped: AbortSignal.any([given.stopped]) };
  const connection = new Connection(ports, person, { id: paired.id, policy });
  let complete = false;
  for (let state = BEGIN; state.at !== 'ended'; ) {
    const event = await connection.perform(taskOf(state, policy, chance(ports)));
    const isRead = state.at === 'synchronising' && event.type === 'done' && !ports.stopped.aborted;
    complete ||= isRead;
    state = after(state, ports.stopped.aborted ? { type: 'stop' } : event, policy);
  }
  return complete;
}

const chance = ({ entropy }: ConnectionPorts): number => (entropy(1)[0] ?? 0) / 256;

/** Does what the state machine says, with the wearable as far as it was reached. */
class Connection {
  private found: FoundWearable | undefined;
  private raw: RawLink | undefined;
  private link: GattLink | undefined;
  private reading: Reading | undefined;
  private clock: ConnectionClock | undefined;
  private asked = false;
  /** Comes when the link is over, or the agent is told to stop. */
  private over: AbortSignal;

  constructor(
    private readonly ports: ConnectionPorts,
    private readonly person: Person,
    private readonly options: { readonly id: number; readonly policy: ConnectionPolicy },
  ) {
    this.over = ports.stopped;
  }

  async perform(task: Task): Promise<ConnectionEvent> {
    const paired = await this.current();
    // Taken off the allow-list while the agent runs.
    if (paired === undefined && task.do !== 'let-go') return { type: 'stop' };
    try {
      await this.attempt(task, paired);
      return { type: 'done' };
    } catch (error) {
      if (!(error instanceof WearableError)) throw error;
      if (task.do !== 'let-go' && !this.ports.stopped.aborted) {
        this.ports.report('wearable-failed', { code: error.code, wearable: this.options.id });
      }
      return { type: 'failed', fault: error.fault };
    }
  }

  private async attempt(task: Task, paired: PairedWearable | undefined): Promise<void> {
    switch (task.do) {
      case 'scan':
        this.found = paired && (await this.ports.central.find(paired.address, task.withinMs, this.ports.stopped));
        return;
      case 'connect':
        this.raw = await this.found?.connect(task.withinMs, this.ports.stopped);
        return;
      case 'discover':
        return this.within(task, () => this.discover());
      case 'authenticate':
        return this.within(task, () => this.authenticate(paired));
      case 'synchronise':
        this.ports.onReading?.(true);
        return this.within(task, () => this.synchronise(paired)).finally(() => this.ports.onReading?.(false));
      case 'listen':
        return this.listen(task.forMs);
      case 'let-go':
        return this.within(task, () => this.letGo());
      case 'wait':
        return this.ports.pause(task.forMs, this.ports.stopped);
      case 'nothing':
        return;
    }
  }

  private async discover(): Promise<void> {
    const link = await this.raw?.discover();
    this.link = link;
    const gone = new AbortController();
    link?.lifeline.onEnd(() => gone.abort());
    this.over = AbortSignal.any([this.ports.stopped, gone.signal]);
  }

  private async authenticate(paired: PairedWearable | undefined): Promise<void> {
    const { link, ports } = this;
    if (!link || !paired) return;
    const family = familyOf(ports, paired.family);
    if (!family.requires.every((uuid) => link.has(uuid))) {
      throw new WearableError('not-a-band', 'The device is not of the family that was paired; pair it anew.');
    }
    const session = sessionFor(this.person, {
      key: paired.key,
      listen: !this.options.policy.once,
      silenceMs: this.options.policy.silenceMs,
      mark: await readMark(ports, paired),
      clock: ports.clock,
    });
    const wearable = await guarded(() => family.open(link, session));
    const clock = new ConnectionClock(ports, wearable, () => link.lifeline.ended !== undefined);
    this.clock = clock;
    this.reading = {
      paired,
      memory: family.memory,
      wearable,
      cursor: paired.cursor,
      onWrongFrom: (stamp) => clock.wrongFrom(paired.id, stamp),
      onStored: async (from, until) => {
        await ports.onStored();
        ports.report('synchronised', { minutes: Math.round((until - from) / MINUTE) });
      },
    };
  }

  /** Its clock is set when everything that it stamped is read: until then one jump explains what is off. */
  private async synchronise(paired: PairedWearable | undefined): Promise<void> {
    const { reading, clock, ports, person } = this;
    if (!reading || !clock || !paired) return;
    await checkRoom(ports.vault);
    const drift = await clock.look({ ...paired, cursor: reading.cursor }).catch((error: unknown) => {
      // What it tells would be stored under a time that is only claimed.
      if (error instanceof WearableError && error.code === 'clock-ahead') this.reading = undefined;
      throw error;
    });
    reading.paired = paired;
    let complete = await takeHistory(ports, person, { reading, drift });
    if (complete && (await clock.setIfOff(paired.id))) {
      // What it measured since, by a clock that is right.
      reading.paired = (await this.current()) ?? paired;
      complete = await takeHistory(ports, person, { reading, drift: 0, justSet: true });
    }
    await this.store(wholeMinute(ports.clock()));
    if (!complete) return;
    await clock.settle(paired.id);
    await this.note(reading);
  }

  /** It was read to its end: of one that keeps nothing, what it did not tell until now is never to come. */
  private async note(reading: Reading): Promise<void> {
    const { vault, clock } = this.ports;
    const { wearable } = reading;
    const battery = await this.optional(() => wearable.battery());
    const device = await this.deviceOf(wearable);
    // Told nothing yet: nothing older is to come. Afterwards what it tells moves the cursor, and nothing else.
    const isNew = reading.memory === 'none' && reading.cursor === undefined;
    if (isNew) reading.cursor = wholeMinute(clock());
    await vault.note(reading.paired.id, {
      ...(battery === undefined ? {} : { battery }),
      ...(device === undefined ? {} : { device }),
      ...(isNew && reading.cursor !== undefined ? { cursor: reading.cursor } : {}),
      synchronised: clock(),
    });
  }

  /** Asked once a connection: it does not change. */
  private async deviceOf(wearable: Wearable): Promise<string | undefined> {
    if (this.asked || !wearable.about) return undefined;
    this.asked = true;
    const about = await this.optional(async (): Promise<About | undefined> => wearable.about?.());
    const words = [about?.maker, about?.model, about?.firmware].filter((word) => word !== undefined);
    return words.length === 0 ? undefined : words.join(' ');
  }

  private async current(): Promise<PairedWearable | undefined> {
    return (await this.ports.vault.wearables()).find(({ id }) => id === this.options.id);
  }

  /** What a wearable need not have. Only the end of the link is the end of the connection. */
  private async optional<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await guarded(ask);
    } catch (error) {
      if (this.link?.lifeline.ended || !(error instanceof WearableError)) throw error;
      this.ports.report('wearable-silent', { code: error.code, wearable: this.options.id });
      return undefined;
    }
  }

  /** Ends when it is time to synchronise again, or when the link is lost. */
  private async listen(forMs: number): Promise<void> {
    const { link, ports } = this;
    if (!link) return;
    for (let left = forMs; left > 0 && !ports.stopped.aborted; left -= STORE_MS) {
      await ports.pause(Math.min(left, STORE_MS), this.over);
      if (link.lifeline.ended) throw link.lifeline.ended;
      await this.store(wholeMinute(ports.clock()));
    }
  }

  /** What was told up to this very second is stored, whether the link could be taken down or not. */
  private async letGo(): Promise<void> {
    const { reading, raw } = this;
    this.found = undefined;
    this.raw = undefined;
    this.link = undefined;
    this.reading = undefined;
    this.asked = false;
    this.over = this.ports.stopped;
    try {
      const refused = await guarded(() => reading?.wearable.refused ?? 0);
      if (refused > 0) this.ports.report('told-refused', { wearable: this.options.id, notifications: refused });
      await guarded(async () => (reading?.wearable ?? raw)?.close());
    } finally {
      if (reading) await this.take(reading, this.ports.clock() + 1);
    }
  }

  private async store(until: number): Promise<void> {
    if (this.reading) await this.take(this.reading, until);
  }

  private take(reading: Reading, until: number): Promise<void> {
    return takeTold(this.ports, this.person, { reading, until });
  }

  /** When the time is over the link is taken down, which ends every wait on it; a stop does not wait for an answer. */
  private async within(task: { do: Task['do']; withinMs: number }, work: () => Promise<void>): Promise<void> {
    const takeDown = (): void => {
      // Whoever waits on the link is told; there is nobody else to tell.
      this.raw?.close().catch(() => undefined);
    };
    const late = setTimeout(takeDown, task.withinMs);
    const { stopped } = this.ports;
    const heeds = task.do === 'discover' || task.do === 'authenticate';
    if (heeds) stopped.addEventListener('abort', takeDown, { once: true });
    try {
      await work();
    } finally {
      clearTimeout(late);
      stopped.removeEventListener('abort', takeDown);
    }
  }
}

/** The driver of a wearable's family. @throws WearableError `no-family` */
function familyOf({ families }: Pick<ConnectionPorts, 'families'>, name: string): Family {
  const family = families.get(name);
  if (family) return family;
  throw new WearableError(
    'no-family',
    `There is no family ${name}; pair the wearable with one of the families listed.`,
  );
}

/** What a driver is given, with the employee's civil time. */
export function sessionFor(
  { zone }: Pick<Person, 'zone'>,
  { clock, ...given }: Pick<Session, 'key' | 'listen' | 'mark' | 'silenceMs'> & { readonly clock: () => number },
): Session {
  return {
    ...given,
    now: clock,
    offsetMinutes: (unix) => zoneOffset(unix, zone) / MINUTE,
  };
}

const wholeMinute = (unix: number): number => Math.floor(unix / MINUTE) * MINUTE;
