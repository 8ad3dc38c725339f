import { setTimeout as pause } from 'node:timers/promises';
import { type Administrator, enrol, type Place, Players, seeded } from '@fit4work/load';
import type { Cable } from './cable.js';
import { ClusterError } from './error.js';
import { SharingEmployee } from './sharing-employee.js';

/** Everybody who is outside the cluster, but for the coach. */
export interface People {
  readonly players: Players;
  /** Whom a coach may read. */
  readonly sharing: readonly SharingEmployee[];
  readonly place: Place;
  /** The broker that somebody who shares speaks to; undefined where it speaks to none. */
  brokerOf(employee: SharingEmployee): string | undefined;
  close(): Promise<void>;
}

export interface PeopleOptions {
  readonly administrator: Administrator;
  readonly agents: number;
  readonly processes: number;
  /** How many of them share their days with the coach. */
  readonly sharing: number;
  readonly seed: number;
  /** Of each who shares, so that it is known which broker that one speaks to. */
  readonly layLine: () => Promise<Cable>;
  readonly tell: (sentence: string) => void;
}

/** Days that each has measured before anything happens. */
const DAYS = 3;
const PATIENCE_MS = 120_000;
const LOOK_MS = 100;

/** Enrols everybody, and connects. Settles when the first days of those who share have their receipts. */
export async function gatherPeople(options: PeopleOptions): Promise<People> {
  const { administrator, agents, seed, tell } = options;
  tell(`${agents} agents enrol, ${options.sharing} of them of people who share their days`);
  const { place, agents: enrolled } = await enrol(administrator, agents, () => undefined);
  const players = new Players(options.processes);
  const lines = new Map<SharingEmployee, Cable>();
  for (const [i, each] of enrolled.slice(0, options.sharing).entries()) {
    const line = await options.layLine();
    const own = { ...place, brokerUrl: `mqtt://127.0.0.1:${line.port}` };
    lines.set(new SharingEmployee(each, own, seeded(seed + 100 + i)), line);
  }
  const sharing = [...lines.keys()];
  const close = async (): Promise<void> => {
    for (const employee of sharing) employee.close();
    await players.end();
  };
  try {
    tell('they connect, each with a session that the brokers keep');
    for (const employee of sharing) begin(employee);
    await players.connect(place, enrolled.slice(options.sharing), seed);
    await until(() => sharing.every(({ isConfirmed }) => isConfirmed), 'receipts of those who share their days');
    return { players, sharing, place, brokerOf: (employee) => lines.get(employee)?.leadsTo, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function begin(employee: SharingEmployee): void {
  employee.connect();
  employee.share();
  for (let day = 0; day < DAYS; day += 1) employee.measure();
}

/** @throws ClusterError `not-whole` */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > end) {
      throw new ClusterError(
        'not-whole',
        `The cluster owes ${what} for too long; see the logs in the folder of the run.`,
      );
    }
    await pause(LOOK_MS);
  }
}
