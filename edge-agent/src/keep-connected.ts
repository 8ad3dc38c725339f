import { civilDay, civilDayBounds, zoneOffset } from '@fit4work/protocol';
import { CLOCK_TOLERANCE } from './core/clock-frame.js';
import { after, BEGIN, type ConnectionEvent, type ConnectionPolicy, type Task, taskOf } from './core/connection.js';
import type { GattLink } from './gatt/gatt-link.js';
import type { Person } from './person.js';
import type { FoundWearable, PairedWearable, RawLink, Report, WearableCentral } from './ports.js';
import { type Reading, type ReadingPorts, readMark, takeHistory, takeTold } from './synchronise.js';
import { WearableError } from './wearable-error.js';
import type { Family, Session } from './wearable-port.js';

export interface ConnectionPorts extends ReadingPorts {
  readonly central: WearableCentral;
  readonly families: ReadonlyMap<string, Family>;
  readonly report: Report;
  /** Settles after so many milliseconds, or at once when the signal comes. */
  readonly pause: (milliseconds: number, until: AbortSignal) => Promise<void>;
  /** Called when something is stored. */
  readonly onStored: () => Promise<void>;
}

/** How long a wearable that owes an answer may be silent. */
const SILENCE_MS = 10_000;
/** How often what a wearable tells is stored while it is listened to. */
const STORE_MS = 15_000;
const MINUTE = 60;

/**
 * Keeps one wearable connected, synchronised and listened to, until the agent is told to stop; with `once` until it was
 * read to the end of what it holds.
 *
 * @throws AgentError when the vault cannot be used; what a wearable does wrong is reported and tried again
 */
export async function keepConnected(
  ports: ConnectionPorts,
  person: Person,
  { paired, policy }: { paired: PairedWearable; policy: ConnectionPolicy },
): Promise<void> {
  const connection = new Connection(ports, person, { id: paired.id, policy });
  for (let state = BEGIN; state.at !== 'ended'; ) {
    const event = await connection.perform(taskOf(state, policy, chance(ports)));
    state = after(state, ports.stopped.aborted ? { type: 'stop' } : event, policy);
  }
}

const chance = ({ entropy }: ConnectionPorts): number => (entropy(1)[0] ?? 0) / 256;

/** Does what the state machine says, with the wearable as far as it was reached. */
class Connection {
  private found: FoundWearable | undefined;
  private raw: RawLink | undefined;
  private link: GattLink | undefined;
  private reading: Reading | undefined;
  /** Settles when the link is over. */
  private gone: Promise<void> = Promise.resolve();

  constructor(
    private readonly ports: ConnectionPorts,
    private readonly person: Person,
    private readonly options: { readonly id: number; readonly policy: ConnectionPolicy },
  ) {}

  async perform(task: Task): Promise<ConnectionEvent> {
    try {
      await this.attempt(task);
      return { type: 'done' };
    } catch (error) {
      if (!(error instanceof WearableError)) throw error;
      if (task.do !== 'let-go' && !this.ports.stopped.aborted) {
        this.ports.report('wearable-failed', { code: error.code, wearable: (await this.paired()).address });
      }
      return { type: 'failed', fault: error.fault };
    }
  }

  private async attempt(task: Task): Promise<void> {
    switch (task.do) {
      case 'scan':
        this.found = await this.ports.central.find((await this.paired()).address, task.withinMs);
        return;
      case 'connect':
        this.raw = await this.found?.connect(task.withinMs);
        return;
      case 'discover':
        return this.within(task.withinMs, () => this.discover());
      case 'authenticate':
        return this.within(task.withinMs, () => this.authenticate());
      case 'synchronise':
        return this.within(task.withinMs, () => this.synchronise());
      case 'listen':
        return this.listen(task.forMs);
      case 'let-go':
        return this.within(task.withinMs, () => this.letGo());
      case 'wait':
        return this.ports.pause(task.forMs, this.ports.stopped);
      case 'nothing':
        return;
    }
  }

  private async discover(): Promise<void> {
    const link = await this.raw?.discover();
    this.link = link;
    this.gone = new Promise((resolve) => {
      link?.lifeline.onEnd(() => resolve());
    });
  }

  private async authenticate(): Promise<void> {
    const { link } = this;
    if (!link) return;
    const paired = await this.paired();
    const family = familyOf(this.ports, paired.family);
    if (!family.requires.every((uuid) => link.has(uuid))) {
      throw new WearableError('not-a-band', 'The device is not of the family that was paired; pair it anew.');
    }
    const wearable = await family.open(link, await this.session(paired));
    this.reading = {
      paired,
      memory: family.memory,
      wearable,
      cursor: paired.cursor,
      onStored: async (from, until) => {
        await this.ports.onStored();
        this.ports.report('synchronised', { minutes: Math.round((until - from) / MINUTE) });
      },
    };
  }

  private async session(paired: PairedWearable): Promise<Session> {
    const { clock } = this.ports;
    return sessionFor(this.person, {
      key: paired.key,
      listen: !this.options.policy.once,
      mark: await readMark(this.ports, paired),
      clock,
    });
  }

  private async synchronise(): Promise<void> {
    const { reading, ports } = this;
    if (!reading) return;
    const drift = await this.checkClock(reading);
    await takeHistory(ports, this.person, { reading, drift });
    await this.store(wholeMinute(ports.clock()));
    const battery = await reading.wearable.battery();
    const clock = (await this.paired()).clock;
    await ports.vault.note(reading.paired.id, {
      ...(battery === undefined ? {} : { battery }),
      ...(clock === undefined ? {} : { clock: { ...clock, unread: false } }),
      synchronised: ports.clock(),
    });
  }

  /**
   * Sets a clock that is off, and gives by how much it was. The drift is durable before the clock is set: a crash after
   * would otherwise leave minutes on the wearable that nobody could place any more.
   */
  private async checkClock({ paired, wearable }: Reading): Promise<number> {
    const { vault, clock, report } = this.ports;
    const before = (await this.paired()).clock;
    const unread = before?.unread === true ? before.drift : 0;
    if (!wearable.clock) return unread;
    const drift = Math.round((await wearable.clock.read()) - clock());
    if (Math.abs(drift) <= CLOCK_TOLERANCE) return unread;
    await vault.note(paired.id, { clock: { at: clock(), drift, unread: true } });
    await wearable.clock.set(clock());
    report('clock-corrected', { wearable: paired.address, seconds: drift });
    return drift;
  }

  /** Ends when it is time to synchronise again, or when the link is lost. */
  private async listen(forMs: number): Promise<void> {
    const { link, ports } = this;
    if (!link) return;
    for (let left = forMs; left > 0 && !ports.stopped.aborted; left -= STORE_MS) {
      await Promise.race([ports.pause(Math.min(left, STORE_MS), ports.stopped), this.gone]);
      if (link.lifeline.ended) throw link.lifeline.ended;
      await this.store(wholeMinute(ports.clock()));
    }
  }

  /** What was told up to this very second is stored, whether the link could be taken down or not. */
  private async letGo(): Promise<void> {
    const { reading, raw } = this;
    try {
      await (reading?.wearable ?? raw)?.close();
    } finally {
      if (reading) await this.store(this.ports.clock() + 1);
      this.found = undefined;
      this.raw = undefined;
      this.link = undefined;
      this.reading = undefined;
    }
  }

  private async store(until: number): Promise<void> {
    const { reading, ports, person } = this;
    if (reading) await takeTold(ports, person, { reading, until });
  }

  /** As the vault has it now. */
  private async paired(): Promise<PairedWearable> {
    const paired = (await this.ports.vault.wearables()).find(({ id }) => id === this.options.id);
    if (paired) return paired;
    throw new WearableError('no-family', 'The wearable is no longer paired.');
  }

  /** When the time is over the link is taken down, which ends every wait on it. */
  private async within(milliseconds: number, work: () => Promise<void>): Promise<void> {
    const late = setTimeout(() => {
      void this.raw?.close();
    }, milliseconds);
    try {
      await work();
    } finally {
      clearTimeout(late);
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
  { clock, ...given }: Pick<Session, 'key' | 'listen' | 'mark'> & { readonly clock: () => number },
): Session {
  return {
    ...given,
    silenceMs: SILENCE_MS,
    now: clock,
    offsetMinutes: (unix) => zoneOffset(unix, zone) / MINUTE,
    startOfDay: (unix) => civilDayBounds(civilDay(unix, zone), zone).start,
  };
}

const wholeMinute = (unix: number): number => Math.floor(unix / MINUTE) * MINUTE;
