import {
  fromBase64Url,
  fromHex,
  leafOf,
  openReceipt,
  type Receipt,
  seal,
  signRecoveryToken,
  TOPICS,
  toHex,
  type UpKind,
} from '@fit4work/protocol';
import { expect } from 'vitest';
import { DISTRICTS, districtOf } from '../src/core/districts.js';
import { type DayToSeal, Employee } from '../src/testing/employee.js';
import { enrolled, type House, type Running } from '../src/testing/house.js';
import type { Started } from '../src/testing/processes.js';

export const PATIENCE = { timeout: 60_000, interval: 200 };
export const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
export const NEXT: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };

export interface CoachApi extends Omit<Started, 'port'> {
  readonly name: string;
  readonly api: string;
}

/** Several coach APIs of one database, as processes. */
export class Several {
  readonly #house: House;
  readonly #running: Running;
  readonly all: readonly CoachApi[];

  private constructor(house: House, running: Running, all: readonly CoachApi[]) {
    [this.#house, this.#running, this.all] = [house, running, all];
  }

  /** @param names of those beside the first, which goes with the broker and is called `a` */
  static async start(house: House, database: string, names: readonly string[]): Promise<Several> {
    Object.assign(house.env, {
      FIT4WORK_COACH_DATABASE_URL: database,
      FIT4WORK_COACH_CLUSTER: 'a',
      FIT4WORK_COACH_ERASURES: house.file('shared/erasures'),
      FIT4WORK_COACH_CONSENTS: house.file('shared/consents'),
      FIT4WORK_COACH_EXCLUSIONS: house.file('shared/exclusions'),
    });
    const running = await house.startAll();
    const others = await Promise.all(names.map((name) => startOne(house, name)));
    return new Several(house, running, others);
  }

  /** Those beside the first, which the broker asks for keys and is let alone. */
  get first(): string {
    return this.#running.api;
  }

  /** Kills the first; the broker goes on with the keys that it knows. */
  endFirst(): Promise<void> {
    return this.#running.stop();
  }

  get addresses(): readonly string[] {
    return [this.first, ...this.all.map(({ api }) => api)];
  }

  /** @param more settings of its own */
  add(name: string, more: Readonly<Record<string, string>> = {}): Promise<CoachApi> {
    return startOne(this.#house, name, more);
  }

  get brokerPort(): number {
    return this.#running.broker;
  }

  /** Names of what each looks after. */
  async shares(addresses = this.addresses): Promise<readonly (readonly string[])[]> {
    return Promise.all(addresses.map((api) => districtsOf(api)));
  }

  /** Waits until everybody is looked after, by each of these as much as by the others. */
  async settled(addresses = this.addresses): Promise<void> {
    const most = Math.ceil(DISTRICTS.length / addresses.length);
    await expect
      .poll(async () => {
        const shares = await this.shares(addresses);
        return { districts: shares.flat().sort(), even: shares.every(({ length }) => length <= most) };
      }, PATIENCE)
      .toEqual({ districts: [...DISTRICTS].sort(), even: true });
    // And each has heard where the others are.
    const headers = { authorization: 'Bearer admin' };
    for (const api of addresses) {
      await lookedAfter(() => fetch(`${api}/v1/challenges`, { headers }));
      await peopleAt(api);
    }
  }

  enrol(employee: Employee, challenge?: number): Promise<Person> {
    return Person.enrol(this.#running, employee, challenge);
  }

  /** Somebody who is looked after by one of these. */
  async personOf({ api }: Pick<CoachApi, 'api'>, taken: readonly string[] = []): Promise<Person> {
    const district = (await districtsOf(api)).find((each) => each.length === 1 && !taken.includes(each));
    const employee = new Employee(Number.parseInt(`${district}1`, 16));
    expect(districtOf(employee.name)).toBe(district);
    return this.enrol(employee);
  }
}

async function startOne(house: House, name: string, more: Readonly<Record<string, string>> = {}): Promise<CoachApi> {
  const env = { ...house.env, FIT4WORK_COACH_CLUSTER: name, FIT4WORK_COACH_PORT: '0', ...more };
  const started = await house.processes.start('coach-api', env);
  return { ...started, name, api: `http://127.0.0.1:${started.port}` };
}

async function districtsOf(api: string): Promise<readonly string[]> {
  return JSON.parse(await (await fetch(`${api}/readyz`)).text()).districts;
}

/** An agent among them, that sends each thing once. */
export class Person {
  readonly employee: Employee;
  readonly #boxKey: Uint8Array;
  readonly #up: (kind: UpKind, payload: Uint8Array) => Promise<unknown>;
  readonly #receipts: () => readonly Receipt[];
  readonly close: () => Promise<void>;

  private constructor(employee: Employee, { invitation, client, told }: Awaited<ReturnType<typeof enrolled>>) {
    this.employee = employee;
    this.#boxKey = fromBase64Url(invitation.coachApi.boxKey);
    this.#up = (kind, payload) => client.publishAsync(TOPICS.up(employee.name, kind), Buffer.from(payload), { qos: 1 });
    this.#receipts = () =>
      told('receipt').map((bytes) => openReceipt(bytes, fromBase64Url(invitation.coachApi.signingKey)));
    this.close = () => client.endAsync();
  }

  static async enrol(running: Running, employee: Employee, challenge?: number): Promise<Person> {
    return new Person(employee, await enrolled(running, employee, challenge));
  }

  get name(): string {
    return this.employee.name;
  }

  async send(day: DayToSeal): Promise<void> {
    await this.#up('envelope', this.employee.seal(day));
  }

  /** Sends it until it is confirmed, as agents do. */
  async insist(day: DayToSeal): Promise<void> {
    const envelope = this.employee.seal(day);
    const { sequence } = this.employee;
    const send = async (): Promise<number | undefined> => {
      await this.#up('envelope', envelope);
      return this.confirmed;
    };
    await expect.poll(send, PATIENCE).toBe(sequence);
  }

  /** The last sequence that was confirmed. */
  get confirmed(): number | undefined {
    return this.#receipts().at(-1)?.sequence;
  }

  async hasStored(sequence: number): Promise<void> {
    await expect.poll(() => this.confirmed, PATIENCE).toBe(sequence);
  }

  /** @returns the id of the grant */
  async share(): Promise<string> {
    const { text, id } = this.employee.grant({});
    await this.#up('consent', seal(text, this.#boxKey));
    const release = this.employee.release(fromHex(id), this.#boxKey);
    await this.#up('release', release);
    await this.#hasRecord(toHex(leafOf(release)));
    return id;
  }

  /** @returns the leaf */
  async withdraw(grant: string): Promise<string> {
    const withdrawal = this.employee.withdraw(grant, 2_000);
    await this.#up('consent', seal(withdrawal, this.#boxKey));
    return toHex(leafOf(withdrawal));
  }

  async #hasRecord(leaf: string): Promise<void> {
    const leaves = () => this.#receipts().flatMap(({ records }) => records.map(toHex));
    await expect.poll(leaves, PATIENCE).toContain(leaf);
  }

  read(api: string): Promise<Response> {
    const asked = 'metrics=steps&granularity=day&from=2026-05-01&to=2026-05-02&purpose=talk';
    return fetch(`${api}/v1/people/${this.name}/summaries?${asked}`, { headers: COACH });
  }

  /** Steps of the days, or the status that says why there are none; asked again while nobody looks after the person. */
  async steps(api: string): Promise<readonly (number | undefined)[] | number> {
    const answer = await lookedAfter(() => this.read(api));
    if (answer.status !== 200) return answer.status;
    const { days } = JSON.parse(await answer.text());
    return days.map(({ steps }: { steps?: { total: number } }) => steps?.total);
  }

  async recovered(api: string): Promise<unknown> {
    const token = signRecoveryToken(this.employee.identity, Math.floor(Date.now() / 1000));
    const answer = await fetch(`${api}/v1/recovery`, { headers: { authorization: `Bearer ${token}` } });
    return JSON.parse(await answer.text()).pseudonym;
  }
}

export async function lookedAfter(ask: () => Promise<Response>): Promise<Response> {
  const answers: Response[] = [];
  const status = async (): Promise<number> => {
    const answer = await ask();
    answers.push(answer);
    return answer.status;
  };
  await expect.poll(status, PATIENCE).not.toBe(503);
  return answers.at(-1) ?? expect.fail('nothing was answered');
}

export const COACH = { authorization: 'Bearer coach' };

export async function peopleAt(api: string): Promise<readonly string[] | number> {
  const answer = await lookedAfter(() => fetch(`${api}/v1/people`, { headers: COACH }));
  if (answer.status !== 200) return answer.status;
  return JSON.parse(await answer.text()).people.map(({ pseudonym }: { pseudonym: string }) => pseudonym);
}
