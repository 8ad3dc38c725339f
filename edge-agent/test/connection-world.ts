import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '@fit4work/protocol';
import { openVault } from '../src/adapters/sqlite-open.js';
import { SqliteOutbox } from '../src/adapters/sqlite-outbox.js';
import { SqliteVault } from '../src/adapters/sqlite-vault.js';
import type { WearableCentral } from '../src/central-port.js';
import { type ConnectionPolicy, POLICY } from '../src/core/connection.js';
import { type ConnectionPorts, keepConnected } from '../src/keep-connected.js';
import type { Identity, PairedWearable } from '../src/ports.js';
import { Turn } from '../src/turn.js';
import { WearableError, type WearableErrorCode } from '../src/wearable-error.js';
import type { Batch, Family, Wearable } from '../src/wearable-port.js';
import { none, plainLink } from './plain-link.js';

export const ADDRESS = 'c0:00:00:00:00:01';
export const NOW = 1_780_000_020;
/** Vault and keys without a person: nothing here is sealed to anybody or sent. */
const PERSON = {
  identity: {
    ...{ pseudonym: new Uint8Array(16), agent: 1, agentSeed: new Uint8Array(32).fill(8) },
    vaultPublicKey: new Uint8Array(32).fill(9),
  } as Identity,
  zone: 'Europe/Brussels',
};

export const failing = (code: WearableErrorCode): Promise<never> =>
  Promise.reject(new WearableError(code, 'So it is.'));

/** A vault with one wearable that is paired, a radio that finds it, and a list of what happened, in order. */
export class ConnectionWorld {
  readonly happened: string[] = [];
  readonly vault: SqliteVault;
  readonly ports: ConnectionPorts;
  /** The wearable's, to be set by a test. */
  family: Family = this.familyWith({});
  /** The one that was made last. */
  link: ReturnType<typeof plainLink> = plainLink(() => undefined);
  readonly #folder: string;
  readonly #stop = new AbortController();

  private constructor(folder: string) {
    this.#folder = folder;
    const open = openVault(join(folder, 'vault.db'));
    this.vault = new SqliteVault(open);
    this.ports = this.#portsOn(new SqliteOutbox(open));
  }

  static async open(): Promise<ConnectionWorld> {
    const world = new ConnectionWorld(mkdtempSync(join(tmpdir(), 'keep-')));
    await world.vault.pair({ address: ADDRESS, family: 'test', key: undefined });
    return world;
  }

  async close(): Promise<void> {
    await this.vault.close();
    rmSync(this.#folder, { recursive: true });
  }

  central(find?: () => Promise<never> | undefined): WearableCentral {
    return {
      find: async (address) => {
        this.happened.push(`scan ${address}`);
        await find?.();
        return {
          connect: async () => {
            this.link = plainLink(() => this.happened.push('closed'));
            this.happened.push('connect');
            return this.link;
          },
        };
      },
      nearby: async () => [],
      close: async () => undefined,
    };
  }

  #portsOn(outbox: SqliteOutbox): ConnectionPorts {
    const { happened } = this;
    return {
      vault: this.vault,
      outbox,
      entropy: (length) => new Uint8Array(randomBytes(length)),
      clock: () => NOW,
      central: this.central(),
      families: new Map(),
      report: (event, { code } = {}) => happened.push(code === undefined ? event : `${event} ${code}`),
      pause: async (milliseconds) => {
        happened.push(`pause ${Math.round(milliseconds / 1000)}`);
        // Whoever waits for the third time has been seen to go on.
        if (happened.filter((one) => one.startsWith('pause')).length === 3) this.#stop.abort();
      },
      stopped: this.#stop.signal,
      writing: new Turn(),
      onStored: async () => {
        happened.push('stored');
      },
    };
  }

  beats(from: number): Batch {
    return {
      from,
      to: from + 60,
      samples: [{ metric: 'heart-rate', start: from, value: 60 }] satisfies Sample[],
      worn: [],
      acknowledge: async () => {
        this.happened.push('acknowledged');
      },
    };
  }

  /** A family whose wearables do what `wearable` says, and nothing where it says nothing. */
  familyWith(wearable: Partial<Wearable>, open: () => Promise<void> = async () => undefined): Family {
    return {
      name: 'test',
      title: 'A wearable of no maker',
      keyed: false,
      memory: 'until-read',
      sleep: 'none',
      advertises: ['180d'],
      requires: ['2a37'],
      open: async (opened) => {
        this.happened.push('open');
        await open();
        return {
          history: () => {
            this.happened.push('history');
            return none();
          },
          live: () => undefined,
          battery: async () => ({ percent: 80, charging: false }),
          close: () => opened.close(),
          ...wearable,
        };
      },
    };
  }

  async keep(policy: Partial<ConnectionPolicy> = {}, more: Partial<ConnectionPorts> = {}): Promise<void> {
    const paired = await this.wearable();
    if (!paired) throw new Error('not paired');
    const all = { ...this.ports, families: new Map([['test', this.family]]), ...more };
    await keepConnected(all, PERSON, { paired, policy: { ...POLICY, ...policy } });
  }

  async wearable(): Promise<PairedWearable | undefined> {
    return (await this.vault.wearables())[0];
  }
}
