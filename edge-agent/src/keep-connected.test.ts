import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, type Sample } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lost, none, plainLink } from '../test/plain-link.js';
import { openVault } from './adapters/sqlite-open.js';
import { SqliteOutbox } from './adapters/sqlite-outbox.js';
import { SqliteVault } from './adapters/sqlite-vault.js';
import type { WearableCentral } from './central-port.js';
import { type ConnectionPolicy, POLICY } from './core/connection.js';
import { type ConnectionPorts, keepConnected } from './keep-connected.js';
import type { Identity } from './ports.js';
import { Turn } from './turn.js';
import { WearableError, type WearableErrorCode } from './wearable-error.js';
import type { Batch, Family, Wearable } from './wearable-port.js';

const ADDRESS = 'c0:00:00:00:00:01';
const NOW = 1_780_000_020;
/** Vault and keys without a person: nothing here is sealed to anybody or sent. */
const PERSON = {
  identity: {
    ...{ pseudonym: new Uint8Array(16), agent: 1, agentSeed: new Uint8Array(32).fill(8) },
    vaultPublicKey: new Uint8Array(32).fill(9),
  } as Identity,
  zone: 'Europe/Brussels',
};

let happened: string[];
let folder: string;
let vault: SqliteVault;
let stop: AbortController;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  happened = [];
  stop = new AbortController();
  folder = mkdtempSync(join(tmpdir(), 'keep-'));
  const open = openVault(join(folder, 'vault.db'));
  vault = new SqliteVault(open);
  ports = portsOn(new SqliteOutbox(open));
  await vault.pair({ address: ADDRESS, family: 'test', key: undefined });
});
afterEach(async () => {
  await vault.close();
  rmSync(folder, { recursive: true });
});

let ports: ConnectionPorts;
let family: Family;

const failing = (code: WearableErrorCode): Promise<never> => Promise.reject(new WearableError(code, 'So it is.'));

let link: ReturnType<typeof plainLink>;

const central = (find?: () => Promise<never> | undefined): WearableCentral => ({
  find: async (address) => {
    happened.push(`scan ${address}`);
    await find?.();
    return {
      connect: async () => {
        link = plainLink(() => happened.push('closed'));
        happened.push('connect');
        return link;
      },
    };
  },
  close: async () => undefined,
});

function portsOn(outbox: SqliteOutbox): ConnectionPorts {
  return {
    vault,
    outbox,
    entropy: (length) => new Uint8Array(randomBytes(length)),
    clock: () => NOW,
    central: central(),
    families: new Map(),
    report: (event, { code } = {}) => happened.push(code === undefined ? event : `${event} ${code}`),
    pause: async (milliseconds) => {
      happened.push(`pause ${Math.round(milliseconds / 1000)}`);
      // Whoever waits for the third time has been seen to go on.
      if (happened.filter((one) => one.startsWith('pause')).length === 3) stop.abort();
    },
    stopped: stop.signal,
    writing: new Turn(),
    onStored: async () => {
      happened.push('stored');
    },
  };
}

const beats = (from: number): Batch => ({
  from,
  to: from + 60,
  samples: [{ metric: 'heart-rate', start: from, value: 60 }] satisfies Sample[],
  worn: [],
  acknowledge: async () => {
    happened.push('acknowledged');
  },
});

/** A family whose wearables do what `wearable` says, and nothing where it says nothing. */
const familyWith = (wearable: Partial<Wearable>, open: () => Promise<void> = async () => undefined): Family => ({
  name: 'test',
  title: 'A wearable of no maker',
  keyed: false,
  memory: 'until-read',
  sleep: 'none',
  requires: ['2a37'],
  open: async (opened) => {
    happened.push('open');
    await open();
    return {
      history: () => {
        happened.push('history');
        return none();
      },
      live: () => undefined,
      battery: async () => ({ percent: 80, charging: false }),
      close: () => opened.close(),
      ...wearable,
    };
  },
});

async function keep(policy: Partial<ConnectionPolicy> = {}, more: Partial<ConnectionPorts> = {}): Promise<void> {
  const [paired] = await vault.wearables();
  if (!paired) throw new Error('not paired');
  const all = { ...ports, families: new Map([['test', family]]), ...more };
  await keepConnected(all, PERSON, { paired, policy: { ...POLICY, ...policy } });
}

const wearable = async () => (await vault.wearables())[0];

describe('a wearable that is kept connected', () => {
  it('is read once and let go when that is all that is wanted', async () => {
    family = familyWith({});
    await keep({ once: true });
    expect(happened).toEqual([`scan ${ADDRESS}`, 'connect', 'open', 'history', 'closed']);
    expect(await wearable()).toMatchObject({ synchronised: NOW, battery: { percent: 80, charging: false } });
  });

  it('is synchronised again and again while it is listened to, until the agent is told to stop', async () => {
    family = familyWith({});
    await keep({ listenMs: 15_000 });
    expect(happened.filter((one) => one === 'history')).toHaveLength(3);
    expect(happened.at(-1)).toBe('closed');
  });

  it('is tried again after a wait that grows, however it fails', async () => {
    family = familyWith({});
    let tries = 0;
    const find = (): Promise<never> | undefined => (tries++ < 2 ? failing('not-found') : undefined);
    await keep({ once: true }, { central: central(find), entropy: (length) => new Uint8Array(length) });
    expect(happened.filter((one) => /pause|failed/.test(one))).toEqual([
      'wearable-failed not-found',
      'pause 1',
      'wearable-failed not-found',
      'pause 2',
    ]);
    expect(happened).toContain('history');
  });

  it('is not read when it is none of its family', async () => {
    family = { ...familyWith({}), requires: ['fff0'] };
    await keep();
    expect(happened).not.toContain('open');
    expect(happened).toContain('wearable-failed not-a-band');
    expect(happened).toContain('closed');
  });

  it('whose step never ends loses the link when its time is over', async () => {
    family = familyWith({}, () => link.lifeline.bounded('Opening', 60_000, () => undefined));
    await keep({ authenticateMs: 20 });
    expect(happened).toContain('wearable-failed closed');
    expect(happened).not.toContain('history');
  });

  it('has what it told stored when the link breaks, before it is looked for again', async () => {
    let told: Batch | undefined;
    family = { ...familyWith({ live: () => told }), memory: 'none' };
    const pause = async (milliseconds: number): Promise<void> => {
      await ports.pause(milliseconds, stop.signal);
      told ??= beats(NOW - 60);
      link.lifeline.end(new WearableError('link-lost', 'Lost.'));
    };
    await keep({}, { pause });
    const order = happened.filter((one) => /acknowledged|failed|scan/.test(one));
    expect(order.slice(0, 4)).toEqual([
      `scan ${ADDRESS}`,
      'wearable-failed link-lost',
      'acknowledged',
      `scan ${ADDRESS}`,
    ]);
    expect((await wearable())?.cursor).toBe(NOW);
  });

  it('is a crash when the vault cannot be used', async () => {
    family = familyWith({ live: () => beats(NOW - 60) });
    const broken = Object.assign(Object.create(vault) as SqliteVault, {
      ...{ wearables: vault.wearables.bind(vault), erasures: vault.erasures.bind(vault), size: vault.size.bind(vault) },
      dayKeys: async () => {
        throw new Error('the disk is gone');
      },
    });
    await expect(keep({}, { vault: broken })).rejects.toThrow('the disk is gone');
    expect(happened).not.toContain('acknowledged');
  });
});

describe('the clock of a wearable', () => {
  let ahead = 0;
  const clock = (off: number) => {
    ahead = off;
    return set();
  };
  const set = () => ({
    read: async () => NOW + ahead,
    set: async (unix: number) => {
      happened.push(`set ${unix - NOW}`, JSON.stringify((await wearable())?.clock));
      ahead = 0;
    },
  });

  it.each([-5, 0, 5])('that is off by %d seconds is left alone', async (off) => {
    family = familyWith({ clock: clock(off) });
    await keep({ once: true });
    expect(happened.join()).not.toContain('set');
    expect((await wearable())?.clock).toBeUndefined();
  });

  it('that drifted is set once it was read to its end, and by how much it was off is on disk before', async () => {
    family = familyWith({ clock: clock(3600) });
    await keep({ once: true });
    const record = { at: NOW, drift: 3600, from: undefined };
    const order = happened.filter((one) => /history|set 0|corrected/.test(one));
    expect(order).toEqual(['history', 'set 0', 'clock-corrected', 'history']);
    expect(happened[happened.indexOf('set 0') + 1]).toBe(JSON.stringify({ ...record, set: false }));
    expect((await wearable())?.clock).toEqual({ ...record, set: true });
  });

  it('that is off is not set as long as something that it stamped may be unread', async () => {
    const since: number[] = [];
    family = familyWith({
      clock: clock(-86_400),
      history: (from) => {
        since.push(from);
        return since.length === 1 ? lost() : none();
      },
    });
    await vault.note(1, { cursor: NOW - 600 });
    await keep({ once: true });
    expect(since).toEqual([NOW - 600 - 86_400, NOW - 600 - 86_400, NOW - 600]);
    expect(happened.indexOf('set 0')).toBeGreaterThan(happened.indexOf('wearable-failed link-lost'));
  });

  it('that says nothing is set, and one that takes no setting is given up, once a connection', async () => {
    const unknown = () => failing('malformed');
    family = familyWith({ clock: { read: unknown, set: async () => void happened.push('set') } });
    await keep({ listenMs: 15_000 });
    expect(happened.filter((one) => one === 'history').length).toBeGreaterThan(1);
    expect(happened.filter((one) => /^set|clock/.test(one))).toEqual(['set', 'clock-not-set']);
  });

  it('of this machine is not believed when it is behind what is stored', async () => {
    family = familyWith({});
    await vault.note(1, { cursor: NOW + 300 });
    await keep();
    expect(happened).toContain('wearable-failed clock-behind');
    expect(happened).not.toContain('history');
  });
});

describe('a wearable with less than others', () => {
  it('is read and listened to without a battery that can be read', async () => {
    family = familyWith({ battery: () => failing('refused') });
    await keep({ once: true });
    expect(happened).toContain('wearable-silent refused');
    expect((await wearable())?.synchronised).toBe(NOW);
  });

  it('that keeps nothing and tells nothing holds nothing back', async () => {
    family = { ...familyWith({}), memory: 'none' };
    await keep({ once: true });
    expect((await wearable())?.cursor).toBe(NOW);
  });

  it('that told before has its cursor moved by what it tells alone', async () => {
    family = { ...familyWith({}), memory: 'none' };
    await vault.note(1, { cursor: NOW - 600 });
    await keep({ once: true });
    expect((await wearable())?.cursor).toBe(NOW - 600);
  });
});

it('a wearable that is taken off the allow-list is let go', async () => {
  family = familyWith({ battery: async () => void (await vault.unpair(ADDRESS)) });
  await keep();
  expect(happened.at(-1)).toBe('closed');
  expect(happened.filter((one) => one === 'history')).toHaveLength(1);
});
