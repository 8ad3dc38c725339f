import { once } from 'node:events';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openState, Supervisor, startNetwork } from '@fit4work/demo';
import { makeCertificate } from './adapters/certificates.js';
import { DatabaseCosts } from './adapters/database-costs.js';
import { byKind } from './core/row.js';
import type { Stores } from './core/stores.js';
import type { Administrator } from './enrolment.js';

export interface OwnNetworkOptions {
  /** Of an empty PostgreSQL database; a file without it. */
  readonly database: string | undefined;
  /** Milliseconds that leaves wait for others. */
  readonly batchMs: number;
  /** Whether the broker speaks TLS, by a certificate that is made for this run. */
  readonly tls: boolean;
}

/** A network of real processes on this machine, with nothing between its parts, that is gone with this one. */
export interface OwnNetwork {
  readonly administrator: Administrator;
  /** Path of the certificate that agents believe; undefined where the broker speaks plain TCP. */
  readonly authority: string | undefined;
  /** Seconds of a core so far, by kind of process. */
  used(): Promise<Readonly<Record<string, number>>>;
  /** The most that a process of each kind had resident so far, MiB. */
  memory(): Readonly<Record<string, number>>;
  /** What each store takes of the disk, without what a database has not put in its place yet: nothing, once the services have stopped. */
  stores(): Promise<Stores>;
  /** Kills the broker. Settles when it listens again. */
  killBroker(): Promise<void>;
  /** Ends the services; their stores stay until it is closed. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const FOLDERS = ['coach-api', 'anchor', 'log', 'witnesses'];
const AGAIN = 50;
/** Enrolling everybody is one administrator's work, from one address. */
const SETTINGS = {
  'coach-api': { FIT4WORK_COACH_REQUESTS: '999999', FIT4WORK_COACH_ADDRESS_REQUESTS: '999999' },
  broker: { FIT4WORK_BROKER_CONNECTIONS: '100000' },
};

export async function startOwnNetwork({ database, batchMs, tls }: OwnNetworkOptions): Promise<OwnNetwork> {
  const state = openState(
    {
      ...{
        once: true,
        json: false,
        coached: false,
        idleCoach: false,
        employees: 1,
        days: 1,
        replay: undefined,
        seed: 1,
      },
      ...{ state: undefined, port: 0, broker: 'aedes' as const, database },
    },
    Math.floor(Date.now() / 1_000),
  );
  const { root, manifest } = state;
  const supervisor = new Supervisor({ logs: join(root, 'logs'), inspector: undefined, onRestart: () => undefined });
  const costs = database === undefined ? undefined : new DatabaseCosts(database);
  const end = async (): Promise<void> => {
    await supervisor.stop();
    await costs?.close();
    rmSync(root, { recursive: true, force: true });
  };
  try {
    const brokerTls = tls ? makeCertificate(root) : undefined;
    const outside = { port: 0, login: undefined, inspector: undefined, players: [] };
    const network = await startNetwork({
      ...{ state, supervisor, database, batchMs, ...outside },
      ...{ direct: true, settings: SETTINGS, brokerTls },
    });
    return {
      administrator: { coachUrl: network.coachUrl, token: manifest.adminToken },
      authority: brokerTls?.cert,
      used: async () => {
        const server = costs && { postgres: await costs.seconds() };
        return { ...byKind(supervisor.used), ...server };
      },
      memory: () => byKind(supervisor.peaks, Math.max),
      stores: async () => {
        const folders = FOLDERS.map((name) => [name, bytesOf(join(root, name))] as const);
        return { ...Object.fromEntries(folders), ...(costs && { postgres: await costs.bytes() }) };
      },
      killBroker: async () => {
        supervisor.kill('broker');
        await listening(new URL(network.brokerUrl));
      },
      stop: () => supervisor.stop(),
      close: async () => {
        await network.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What the file system gave to what is in a folder, but for what SQLite has not put in its place yet. */
function bytesOf(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !/-(wal|shm)$/.test(name));
  return entries.reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesOf(path) : statSync(path).blocks * 512);
  }, 0);
}

/** Settles when somebody answers there, after a moment in which nobody may. */
async function listening({ hostname, port }: URL): Promise<void> {
  for (;;) {
    await pause(AGAIN);
    const socket = connect({ host: hostname, port: Number(port) });
    try {
      await once(socket, 'connect');
      return;
    } catch {
      // Not yet.
    } finally {
      socket.destroy();
    }
  }
}
