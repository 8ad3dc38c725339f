import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  boxKeyPair,
  civilDayBounds,
  cryptoReady,
  decodeSeries,
  decodeSummary,
  identityKey,
  openBox,
  openRelease,
  parseEnvelope,
  parseRelease,
  type Sample,
  signCertificate,
  signingKey,
  vaultKey,
  verifyEnvelope,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SqliteOutbox } from './adapters/sqlite-outbox.js';
import { openDatabase } from './adapters/sqlite-schema.js';
import { SqliteVault } from './adapters/sqlite-vault.js';
import { dataKeyOf, unsealDayKeys } from './core/day-keys.js';
import { grant, withdraw } from './grants.js';
import type { Person, PersonPorts } from './person.js';
import type { Identity, PassphraseLock } from './ports.js';
import { sealDueWindows } from './seal-windows.js';
import { type Reading, readMark, takeHistory, takeTold } from './synchronise.js';
import { Turn } from './turn.js';
import type { Batch, Wearable } from './wearable-port.js';

const ZONE = 'Europe/Brussels';
const DAY = '2026-03-10';
const NEXT = '2026-03-11';
const COACH_BOX = boxKeyPair(new Uint8Array(32).fill(7));
const PASSPHRASE = 'een lange zin om te onthouden';

/** The port's contract without Argon2id's cost, which its own test pays. */
const lock: PassphraseLock = {
  wrap: async (secret) => ({ salt: new Uint8Array(16), nonce: new Uint8Array(12), ciphertext: secret }),
  unwrap: async ({ ciphertext }) => ciphertext,
};

interface World {
  readonly folder: string;
  readonly root: Uint8Array;
  readonly person: Person;
  readonly ports: PersonPorts & { readonly vault: SqliteVault; readonly outbox: SqliteOutbox };
  readonly acknowledged: number[];
}

let world: World;

function newIdentity(root: Uint8Array): Identity {
  const agentSeed = randomBytes(32);
  const pseudonym = randomBytes(16);
  const person = identityKey(root);
  const agentPublicKey = signingKey(agentSeed).publicKey;
  const vaultPublicKey = vaultKey(root).publicKey;
  return {
    pseudonym,
    agent: 1,
    agentSeed,
    identityPublicKey: person.publicKey,
    vaultPublicKey,
    certificate: signCertificate({ pseudonym, agent: 1, agentPublicKey, vaultPublicKey, issued: 1 }, person),
    wrappedRoot: { salt: new Uint8Array(16), nonce: new Uint8Array(12), ciphertext: root },
    pins: { coachSigningKey: person.publicKey, coachBoxKey: COACH_BOX.publicKey, policy: '' },
    invitation: randomBytes(32),
    registered: true,
  };
}

const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

beforeAll(() => cryptoReady);

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const db = openDatabase(join(folder, 'vault.db'));
  const root = entropy(32);
  const ports = { vault: new SqliteVault(db), outbox: new SqliteOutbox(db), entropy, clock: () => 2_000_000_000 };
  await ports.vault.pair({ address: 'c0:00:00:00:00:01', family: 'huami', key: entropy(16) });
  world = { folder, root, person: { identity: newIdentity(root), zone: ZONE }, ports, acknowledged: [] };
});

afterEach(async () => {
  await world.ports.vault.close();
  rmSync(world.folder, { recursive: true });
});

/** Every minute of a stretch: one step in the first minute of an hour, two in the second …; 60 beats; asleep until 06:00. */
function samplesOf(from: number, to: number): Sample[] {
  const samples: Sample[] = [];
  for (let start = from; start < to; start += 60) {
    samples.push({ metric: 'steps', start, duration: 60, value: (start / 60) % 60 });
    samples.push({ metric: 'heart-rate', start, value: 60 });
    if ((start - civilDayBounds(DAY, ZONE).start) % 86_400 < 6 * 3600) {
      samples.push({ metric: 'sleep', start, duration: 60, stage: 'light' });
    }
  }
  return samples;
}

const batchOf = (from: number, to: number): Batch => ({
  from,
  to,
  samples: samplesOf(from, to),
  worn: [{ start: from, duration: to - from }],
  acknowledge: async () => {
    world.acknowledged.push(to);
  },
});

const wearableWith = (kept: readonly Batch[], told?: Batch): Wearable => ({
  async *history() {
    yield* kept;
  },
  live: () => told,
  battery: async () => undefined,
  close: async () => undefined,
});

async function reading(wearable: Wearable, memory = true): Promise<Reading> {
  const [paired] = await world.ports.vault.wearables();
  if (paired === undefined) throw new Error('no wearable');
  return { paired, memory, wearable, cursor: paired.cursor, onStored: async () => undefined };
}

const readingPorts = () => ({ ...world.ports, writing: new Turn(), stopped: new AbortController().signal });

async function read(...batches: readonly Batch[]): Promise<void> {
  await takeHistory(readingPorts(), world.person, { reading: await reading(wearableWith(batches)), drift: 0 });
}

async function hear(batch: Batch, memory: boolean): Promise<void> {
  const told = { reading: await reading(wearableWith([], batch), memory), until: batch.to };
  await takeTold(readingPorts(), world.person, told);
}

const day = (date: string): { start: number; end: number } => civilDayBounds(date, ZONE);
const envelopes = async () =>
  (await world.ports.outbox.unreceived(0, 10_000)).map(({ bytes }) => parseEnvelope(new Uint8Array(bytes)));

async function keysOf(date: string): Promise<Uint8Array> {
  const [keys] = await world.ports.vault.dayKeys(date, date);
  if (keys === undefined) throw new Error('no keys');
  return unsealDayKeys(keys, vaultKey(world.root));
}

describe('from a wearable to the outbox', () => {
  it('makes 96 raw, 24 hour and one day envelope of a civil day, in sequence and linked', async () => {
    await read(batchOf(day(DAY).start, day(DAY).end));
    expect(await sealDueWindows(world.ports, world.person, true)).toBe(121);
    const made = await envelopes();
    expect(made.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 121 }, (_, i) => i + 1));
    for (const [i, envelope] of made.entries()) {
      verifyEnvelope(envelope, signingKey(world.person.identity.agentSeed).publicKey);
      expect(envelope.previous).toEqual(made[i - 1]?.leaf ?? new Uint8Array(32));
    }
  });

  it('opens, with the keys that the vault keeps sealed, to what was measured', async () => {
    await read(batchOf(day(DAY).start, day(DAY).end));
    await sealDueWindows(world.ports, world.person, true);
    const keys = await keysOf(DAY);
    const made = await envelopes();
    const raw = made.filter(({ granularity }) => granularity === 'raw');
    const samples = raw.flatMap((envelope) =>
      (['steps', 'heart-rate', 'sleep'] as const).flatMap(
        (metric) =>
          decodeSeries(openBox(envelope, metric, dataKeyOf(keys, metric, 'raw')), envelope.windowStart).samples,
      ),
    );
    const byPlace = (a: Sample, b: Sample): number => a.start - b.start || a.metric.localeCompare(b.metric);
    expect(samples.sort(byPlace)).toEqual(samplesOf(day(DAY).start, day(DAY).end).sort(byPlace));
    const total = made.find(({ granularity }) => granularity === 'day');
    if (total === undefined) throw new Error('no day');
    expect(decodeSummary(openBox(total, 'steps', dataKeyOf(keys, 'steps', 'day'))).values).toMatchObject({
      total: 24 * (59 * 30),
    });
  });

  it('waits an hour after midnight before a day is closed, since a sleep period may still go on', async () => {
    await read(batchOf(day(DAY).start, day(DAY).end + 3599));
    await sealDueWindows(world.ports, world.person, false);
    expect((await envelopes()).filter(({ granularity }) => granularity === 'day')).toHaveLength(0);
    await read(batchOf(day(DAY).end + 3540, day(DAY).end + 3600));
    await sealDueWindows(world.ports, world.person, false);
    expect((await envelopes()).filter(({ granularity }) => granularity === 'day')).toHaveLength(1);
  });

  it('stores a batch before it is acknowledged, and drops what it has when the batch comes again', async () => {
    const whole = batchOf(day(DAY).start, day(DAY).end);
    await expect(
      read({ ...whole, acknowledge: () => Promise.reject(new Error('the link broke before the acknowledgement')) }),
    ).rejects.toThrow('the link broke');
    expect(await world.ports.vault.sampleCounts()).toEqual({ steps: 1440, 'heart-rate': 1440, sleep: 360 });
    await read(whole);
    expect(await world.ports.vault.sampleCounts()).toEqual({ steps: 1440, 'heart-rate': 1440, sleep: 360 });
    expect(world.acknowledged).toEqual([day(DAY).end]);
  });

  it('seals no window twice, whether the commit failed or only seemed to', async () => {
    await read(batchOf(day(DAY).start, day(DAY).end));
    const { outbox } = world.ports;
    const failing = (happens: boolean): PersonPorts => ({
      ...world.ports,
      outbox: Object.assign(Object.create(outbox) as SqliteOutbox, {
        head: () => outbox.head(),
        records: () => outbox.records(),
        commit: async (windows: Parameters<SqliteOutbox['commit']>[0]) => {
          if (happens) await outbox.commit(windows);
          throw new Error('the disk is gone');
        },
      }),
    });
    await expect(sealDueWindows(failing(false), world.person, true)).rejects.toThrow('the disk is gone');
    expect(await envelopes()).toHaveLength(0);
    await expect(sealDueWindows(failing(true), world.person, true)).rejects.toThrow('the disk is gone');
    expect(await sealDueWindows(world.ports, world.person, true)).toBe(0);
    expect(await envelopes()).toHaveLength(121);
  });

  it('forgets the open keys of a day once the day after it is closed', async () => {
    await read(batchOf(day(DAY).start, day(NEXT).end));
    await sealDueWindows(world.ports, world.person, true);
    const keys = await world.ports.vault.dayKeys(DAY, NEXT);
    expect(keys.map(({ open }) => open !== undefined)).toEqual([false, true]);
  });

  it('writes no sample, summary or closed key in the clear into vault.db', async () => {
    await read(batchOf(day(DAY).start, day(NEXT).end));
    await sealDueWindows(world.ports, world.person, true);
    const keys = await keysOf(DAY);
    const file = Buffer.concat(['vault.db', 'vault.db-wal'].map((name) => readFileSync(join(world.folder, name))));
    expect(file.includes(Buffer.from(keys.subarray(0, 32)))).toBe(false);
    expect(file.includes(Buffer.from([0, 60, 1, 0, 60, 2, 0, 60, 3]))).toBe(false);
  });
});

describe('what a wearable told', () => {
  const raw = async (date: string): Promise<Sample[]> => {
    const keys = await keysOf(date);
    const boxes = (await envelopes()).filter(({ granularity }) => granularity === 'raw');
    return boxes.flatMap((envelope) => [
      ...decodeSeries(openBox(envelope, 'steps', dataKeyOf(keys, 'steps', 'raw')), envelope.windowStart).samples,
    ]);
  };
  const cursor = async () => (await world.ports.vault.wearables())[0]?.cursor;
  const halved = (batch: Batch): Batch => ({
    ...batch,
    samples: batch.samples.map((sample) => (sample.metric === 'steps' ? { ...sample, value: 1 } : sample)),
  });

  it('moves the cursor of one that keeps nothing, and of no other', async () => {
    const { start } = day(DAY);
    await hear(batchOf(start, start + 900), true);
    expect(await cursor()).toBeUndefined();
    await hear(batchOf(start, start + 900), false);
    expect(await cursor()).toBe(start + 900);
  });

  it('gives way to what it kept of the same minutes, and stands where it kept none', async () => {
    const { start } = day(DAY);
    await hear(halved(batchOf(start, start + 900)), true);
    await read(batchOf(start, start + 600), { ...batchOf(start + 600, start + 1800), samples: [] });
    await sealDueWindows(world.ports, world.person, false);
    const values = (await raw(DAY)).map((sample) => (sample.metric === 'sleep' ? undefined : sample.value));
    const kept = samplesOf(start, start + 600).filter(({ metric }) => metric === 'steps');
    expect(values).toEqual([
      ...kept.map((sample) => (sample.metric === 'sleep' ? undefined : sample.value)),
      ...[1, 1, 1, 1, 1],
    ]);
  });

  it('is not acknowledged when it could not be stored', async () => {
    const { start } = day(DAY);
    const failing = Object.assign(Object.create(world.ports.vault) as SqliteVault, {
      dayKeys: world.ports.vault.dayKeys.bind(world.ports.vault),
      addDayKeys: world.ports.vault.addDayKeys.bind(world.ports.vault),
      store: async () => {
        throw new Error('the disk is gone');
      },
    });
    const told = { reading: await reading(wearableWith([], batchOf(start, start + 900)), false), until: start + 900 };
    await expect(takeTold({ ...readingPorts(), vault: failing }, world.person, told)).rejects.toThrow('the disk');
    expect([world.acknowledged, told.reading.cursor]).toEqual([[], undefined]);
  });
});

describe('the mark of a driver', () => {
  const mark = { counter: 12_345, at: 99 };
  const marked = (from: number, to: number): Batch => ({ ...batchOf(from, to), mark });
  const found = async () => {
    const [paired] = await world.ports.vault.wearables();
    return paired && readMark(world.ports, paired);
  };

  it('is found again with the stretch that it came with, and is nowhere in the clear', async () => {
    const { start } = day(DAY);
    expect(await found()).toBeUndefined();
    await read(marked(start, start + 900));
    expect(await found()).toEqual(mark);
    const file = Buffer.concat(['vault.db', 'vault.db-wal'].map((name) => readFileSync(join(world.folder, name))));
    expect(file.includes('12345')).toBe(false);
  });

  it('is gone once its day is closed for good', async () => {
    await read(marked(day(DAY).start, day(DAY).end), batchOf(day(NEXT).start, day(NEXT).end));
    await sealDueWindows(world.ports, world.person, true);
    expect(await found()).toBeUndefined();
  });

  it('that was changed on disk is refused', async () => {
    const { start } = day(DAY);
    await read(marked(start, start + 900));
    const [paired] = await world.ports.vault.wearables();
    if (paired?.mark === undefined) throw new Error('no mark');
    const sealed = new Uint8Array(paired.mark.sealed);
    sealed[40] = (sealed[40] ?? 0) ^ 1;
    await expect(readMark(world.ports, { ...paired, mark: { ...paired.mark, sealed } })).rejects.toMatchObject({
      code: 'vault-damaged',
    });
  });
});

describe('history under a clock that jumped', () => {
  it('lands where it was measured, none missing and none twice', async () => {
    const { start } = day(DAY);
    const jump = 7200;
    const stamped = (from: number, to: number): Batch => {
      const batch = batchOf(from, to);
      const later = <T extends { start: number }>(one: T): T => ({ ...one, start: one.start + jump });
      return {
        ...batch,
        from: from + jump,
        to: to + jump,
        samples: batch.samples.map(later),
        worn: batch.worn.map(later),
      };
    };
    await read(batchOf(start, start + 900));
    const wearable = wearableWith([batchOf(start + 900, start + 1800), stamped(start + 1800, start + 3600)]);
    await takeHistory(readingPorts(), world.person, { reading: await reading(wearable), drift: jump });
    expect((await world.ports.vault.wearables())[0]?.cursor).toBe(start + 3600);
    expect(await world.ports.vault.sampleCounts()).toEqual({ steps: 60, 'heart-rate': 60, sleep: 60 });
  });
});

describe('consent', () => {
  const request = {
    coach: 'coach-1',
    scope: [{ metric: 'steps', granularities: ['day'] }],
    from: DAY,
    until: NEXT,
    expires: 2_100_000_000,
    language: 'nl',
  } as const;
  const consent = () => ({ ...world.ports, lock });
  const released = async () =>
    (await world.ports.outbox.records())
      .filter(({ kind }) => kind === 'release')
      .flatMap(({ bytes }) => openRelease(parseRelease(new Uint8Array(bytes)), COACH_BOX));

  it('releases exactly the keys that the grant names, of days past', async () => {
    await read(batchOf(day(DAY).start, day(DAY).end));
    await sealDueWindows(world.ports, world.person, true);
    await grant(consent(), world.person.identity, { request, passphrase: PASSPHRASE });
    const key = dataKeyOf(await keysOf(DAY), 'steps', 'day');
    expect(await released()).toEqual([{ day: DAY, metric: 'steps', granularity: 'day', key: new Uint8Array(key) }]);
  });

  it('releases the keys of a day to come as it begins, and none after a withdrawal', async () => {
    const grantId = await grant(consent(), world.person.identity, { request, passphrase: PASSPHRASE });
    await read(batchOf(day(DAY).start, day(DAY).end));
    expect((await released()).map(({ day: released }) => released)).toEqual([DAY]);
    await withdraw(consent(), world.person.identity, { grantId, passphrase: PASSPHRASE });
    await read(batchOf(day(NEXT).start, day(NEXT).end));
    expect((await released()).map(({ day: released }) => released)).toEqual([DAY]);
  });

  it('signs the same grant once, however often it is asked for, until it is withdrawn', async () => {
    const ask = () => grant(consent(), world.person.identity, { request, passphrase: PASSPHRASE });
    const first = await ask();
    expect(await ask()).toBe(first);
    expect(await world.ports.outbox.records()).toHaveLength(1);
    await withdraw(consent(), world.person.identity, { grantId: first, passphrase: PASSPHRASE });
    expect(await ask()).not.toBe(first);
  });

  it('refuses to withdraw what was never granted', async () => {
    await expect(
      withdraw(consent(), world.person.identity, { grantId: 'ab'.repeat(32), passphrase: PASSPHRASE }),
    ).rejects.toMatchObject({ code: 'not-granted' });
  });
});
