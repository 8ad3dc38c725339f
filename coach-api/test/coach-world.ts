import { civilDay, civilDayBounds, fromHex } from '@fit4work/protocol';
import { DemoProvider } from '../src/testing/demo-provider.js';
import { COACH, Desk } from '../src/testing/desk.js';
import { Employee } from '../src/testing/employee.js';
import { freePort } from '../src/testing/house.js';

const ZONE = 'Europe/Brussels';
/** Keys in one release (protocol/SPEC.md). */
const MAX_RELEASED = 512;
const [HOUR, DAY] = [3_600, 86_400];

/** Of a day that is sealed; `undefined` seals nothing of it. */
type Sealed = { readonly steps?: number | null; readonly asleep?: number; readonly worn?: number } | undefined;

interface PersonToBe {
  /** Before today, each of which is asked what is sealed of it. */
  readonly days: number;
  readonly sealed: (before: number) => Sealed;
  /** Of one day, so many before today, each of its hours. */
  readonly hours?: { readonly before: number; readonly sealed: (hour: number) => Sealed };
  readonly grant?: Parameters<Desk['share']>[1];
}

/** A coach API that answers over HTTP, a provider that believes whoever is chosen, and people who share. */
export class CoachWorld {
  readonly desk: Desk;
  readonly provider: DemoProvider;

  private constructor(desk: Desk, provider: DemoProvider) {
    [this.desk, this.provider] = [desk, provider];
  }

  /** @param portOf finds a port on which nobody listens */
  static async open(portOf = freePort): Promise<CoachWorld> {
    const port = await portOf();
    const provider = await DemoProvider.start(`http://127.0.0.1:${port}`);
    try {
      const desk = await Desk.open({ ...provider.env, FIT4WORK_COACH_PORT: port });
      return await CoachWorld.#listening(new CoachWorld(desk, provider), Number(port));
    } catch (error) {
      await provider.stop();
      // Its address is named before it listens there: meanwhile another test may have taken the port.
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      return CoachWorld.open(portOf);
    }
  }

  static async #listening(world: CoachWorld, port: number): Promise<CoachWorld> {
    try {
      await world.desk.listen(port);
      return world;
    } catch (error) {
      await world.desk.close();
      throw error;
    }
  }

  get page(): string {
    return `${this.provider.origin}/coach/`;
  }

  /** The civil day that it is here, or so many days before. */
  today(before = 0): string {
    return civilDay(this.desk.now - before * DAY, ZONE);
  }

  /** Somebody who is enrolled, seals the days before today, and one of them by the hour, and shares with the first coach. */
  async person(seed: number, { days, sealed, hours, grant }: PersonToBe): Promise<Employee> {
    const person = new Employee(seed);
    await this.desk.enrol(person);
    const envelopes: Uint8Array[] = [];
    for (let before = days; before > 0; before -= 1) {
      const told = sealed(before);
      if (told !== undefined) envelopes.push(person.seal(dayToSeal(this.today(before), told)));
    }
    if (hours !== undefined) {
      const { start, end } = civilDayBounds(this.today(hours.before), ZONE);
      for (let hour = 0; start + hour * HOUR < end; hour += 1) {
        const told = hours.sealed(hour);
        const window = { windowStart: start + hour * HOUR, granularity: 'hour' as const, stages: null };
        if (told !== undefined) envelopes.push(person.seal({ day: this.today(hours.before), ...window, ...told }));
      }
    }
    await this.desk.publish(person, 'envelope', ...envelopes);
    await this.#share(person, grant);
    return person;
  }

  /** Grants, and releases every key of the person, in as many releases as they take. */
  async #share(person: Employee, change: PersonToBe['grant'] = {}): Promise<void> {
    const { text, id } = person.grant(change);
    await this.desk.publishConsent(person, text);
    for (let i = 0; i < person.keys.length || i === 0; i += MAX_RELEASED) {
      const keys = person.keys.slice(i, i + MAX_RELEASED);
      await this.desk.publish(person, 'release', person.release(fromHex(id), this.desk.boxKey, { keys }));
    }
  }

  /** Sends a programme of a template as the first coach does. @returns its leaf */
  async programme(person: Employee, from: string): Promise<string> {
    const ask = { template: 'start-to-walk', from, weeks: 8, aim: 'effort', language: 'nl' };
    const draft = await this.desk.http('POST', '/v1/programmes/drafts', { token: COACH, body: ask });
    const { warnings, ...body } = draft.body;
    const path = `/v1/people/${person.name}/programmes`;
    const sent = await this.desk.http('POST', path, { token: COACH, body });
    if (sent.status !== 201) throw new TypeError(`The programme was not sent (status ${sent.status}).`);
    return sent.body.leaf;
  }

  /** The person tells of a session, or says something. */
  async tell(
    person: Employee,
    told: { text?: string; leaf?: string; session?: number; done?: boolean; effort?: number },
  ): Promise<void> {
    const { text = '', leaf, session = 0, done = true, effort = null } = told;
    const report = leaf === undefined ? null : { programme: fromHex(leaf), session, done, effort };
    await this.desk.publishSealed(person, 'message', person.message({ text, report, time: this.desk.now - 60 }));
  }

  /** The person has the day so many days ago forgotten. */
  async erase(person: Employee, before: number): Promise<void> {
    const day = this.today(before);
    const erasure = person.erasure({ from: day, until: day, issued: this.desk.now, ...civilDayBounds(day, ZONE) });
    await this.desk.publishSealed(person, 'erasure', erasure);
  }

  async close(): Promise<void> {
    try {
      await this.desk.close();
    } finally {
      await this.provider.stop();
    }
  }
}

function dayToSeal(day: string, { steps, asleep, worn = 61_200 }: NonNullable<Sealed>) {
  const stages = asleep === undefined ? null : [12, asleep, 0, 0, 0, 3];
  return {
    ...{ day, windowStart: civilDayBounds(day, ZONE).start, granularity: 'day' as const, stages, worn },
    ...(steps === undefined ? {} : { steps }),
  };
}
