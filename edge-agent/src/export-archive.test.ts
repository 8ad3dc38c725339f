import { createHash } from 'node:crypto';
import type { Sourced } from '@fit4work/health-formats';
import { cryptoReady, parsePolicy, parseProof, vaultKey, verifyProof } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { but, ExportWorld, membersOf, verify } from '../test/export-world.js';
import { DAY, dayBounds, NEXT } from '../test/vault-world.js';
import { exportedText } from './core/export/export-words.js';
import { exportDays } from './export-days.js';

let world: ExportWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ExportWorld.open();
});
afterEach(() => world.close());

const lines = (text: Buffer | undefined): number => (text?.toString('utf8').split('\n').length ?? 1) - 1;

describe('an export', () => {
  it('holds every sample of closed and open days, in every form', async () => {
    await world.live();
    await world.forgetKeys();
    const { bytes, manifest } = await world.export();
    // A minute each for a day and an hour; asleep for six hours, and for the first hour of the next day.
    expect(manifest.samples).toEqual({ steps: 1500, 'heart-rate': 1500, sleep: 420 });
    expect(manifest.days).toEqual({ from: DAY, until: NEXT });
    const members = membersOf(bytes);
    const csv = ['steps', 'heart-rate', 'sleep'].map((name) => lines(members.get(`csv/${name}.csv`)?.bytes) - 1);
    expect(csv).toEqual([1500, 1500, 420]);
    const points = [DAY, NEXT].map((day) => [`openmhealth/${day}.jsonl`, `ieee-1752/${day}.jsonl`]);
    expect(points.map((names) => names.map((name) => lines(members.get(name)?.bytes)))).toEqual([
      [2881, 1442],
      [121, 62],
    ]);
    const bundle = JSON.parse(members.get(`fhir/${DAY}.json`)?.bytes.toString('utf8') ?? '');
    expect(bundle.entry).toHaveLength(1 + 1 + 1440 + 1 + 1);
  });

  it('holds what does not count as well, so that every sample of the vault is in a table', async () => {
    await world.live();
    const { start } = dayBounds(DAY);
    await world.vaultWorld.hear(world.vaultWorld.batchOf(start, start + 3600), 'none');
    const { bytes, manifest } = await world.export();
    expect(manifest.samples).toEqual({ steps: 1500, 'heart-rate': 1500, sleep: 420 });
    expect(manifest.notCounted).toEqual({ steps: 60, 'heart-rate': 60, sleep: 60 });
    const members = membersOf(bytes);
    const tables = ['steps', 'heart-rate', 'sleep', 'not-counted'];
    const rows = tables.map((name) => lines(members.get(`csv/${name}.csv`)?.bytes) - 1);
    const held = await world.ports.vault.sampleCounts();
    expect(rows.reduce((sum, count) => sum + count)).toBe(held.steps + held['heart-rate'] + held.sleep);
    expect(exportedText(manifest, 'en')).toContain('60 of sleep, which do not count');
    expect(exportedText(manifest, 'nl')).toContain('60 van slaap, die niet meetellen');
  });

  it('is the same bytes when it is made again', async () => {
    await world.live();
    const { bytes } = await world.export();
    expect((await world.export()).bytes.equals(bytes)).toBe(true);
  });

  it('says the SHA-256 and size of every member but itself and its signature', async () => {
    await world.live();
    const { bytes, manifest } = await world.export();
    const found = [...membersOf(bytes)].map(([name, member]) => ({
      name,
      size: member.bytes.length,
      sha256: createHash('sha256').update(member.bytes).digest('hex'),
    }));
    expect(found.slice(0, -2)).toEqual(manifest.members);
    expect(found.slice(-2).map(({ name }) => name)).toEqual(['MANIFEST.json', 'MANIFEST.sig']);
  });

  it('carries proofs that another reader verifies, of every leaf', async () => {
    await world.live();
    const { bytes, manifest } = await world.export();
    expect([manifest.leaves, manifest.proven]).toEqual([world.log.leaves.length, world.log.leaves.length]);
    const proofs = [...membersOf(bytes)].filter(([name]) => name.endsWith('.tlog-proof'));
    expect(proofs).toHaveLength(2);
    for (const [name, member] of proofs) {
      const leaf = Buffer.from(name.replace(/^.*[/]|[.].*$/g, ''), 'hex');
      const trusted = verifyProof(parseProof(member.bytes), leaf, parsePolicy(world.person.identity.pins.policy));
      expect(trusted.cosigned.size).toBe(1);
    }
  });

  it('carries the proofs of agents before this one, though their sequence has gaps, and numbers no file twice', async () => {
    await world.live();
    const own = world.log.leaves.length;
    const past = [1, 3].map((sequence) => ({
      ...{ agent: 7, sequence, windowStart: undefined },
      leaf: new Uint8Array(32).fill(sequence),
    }));
    await world.ports.vault.addPast(past);
    await world.prove();
    const { bytes, manifest } = await world.export();
    expect([manifest.leaves, manifest.proven]).toEqual([own + 2, own + 2]);
    const [first = ''] = membersOf(bytes).get('proofs/envelopes/0000000001.jsonl')?.bytes.toString().split('\n') ?? [];
    expect(JSON.parse(first)).toMatchObject({ agent: 7, sequence: 1 });
    expect((await verify(bytes)).manifest.proven).toBe(own + 2);
  });

  it('goes without proofs where the log cannot be asked, and says so', async () => {
    await world.live();
    world.reachable = false;
    const reports: string[] = [];
    const { bytes, manifest } = await world.export({}, { report: (event) => reports.push(event) });
    expect([manifest.proven, reports]).toEqual([0, ['log-unreachable']]);
    expect((await verify(bytes)).manifest.leaves).toBe(world.log.leaves.length);
  });

  it('holds the days that are asked for and no other', async () => {
    await world.live();
    const { manifest } = await world.export({ from: NEXT, until: '2030-01-01' });
    expect([manifest.days, manifest.samples.steps]).toEqual([{ from: NEXT, until: NEXT }, 60]);
    expect((await world.export({ from: '2030-01-01' })).manifest.days).toBeNull();
  });

  it('can be made before anything was measured or proven', async () => {
    const { bytes, manifest } = await world.export();
    expect([manifest.days, manifest.newest, manifest.leaves]).toEqual([null, 0, 0]);
    expect((await verify(bytes)).checkpoint).toBeUndefined();
  });

  it('names no wearable’s address and carries no key', async () => {
    await world.live();
    const { bytes } = await world.export();
    const [wearable] = await world.ports.vault.wearables();
    const text = bytes.toString('latin1');
    const secrets = [world.vaultWorld.root, world.person.identity.agentSeed, wearable?.key ?? new Uint8Array(1)];
    for (const secret of secrets) {
      for (const form of ['latin1', 'hex', 'base64', 'base64url'] as const) {
        expect(text.includes(Buffer.from(secret).toString(form))).toBe(false);
      }
    }
    expect(text).not.toContain('c0:00:00:00:00:01');
  });

  it('is refused where the vault was changed on disk', async () => {
    await world.live();
    const vault = but(world.ports.vault, {
      chunks: async (from, until) =>
        (await world.ports.vault.chunks(from, until)).map((chunk) => ({ ...chunk, nonce: new Uint8Array(12) })),
    });
    await expect(world.export({}, { vault })).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('is refused where a consent record or the checkpoint was changed on disk', async () => {
    await world.live();
    const { outbox } = world.ports;
    const records = async () => (await outbox.records()).map((record) => ({ ...record, bytes: record.bytes.slice(1) }));
    const logState = async () => ({ ...(await outbox.logState()), checkpoint: 'changed' });
    for (const other of [{ records }, { logState }]) {
      await expect(world.export({}, { outbox: but(outbox, other) })).rejects.toMatchObject({ code: 'vault-damaged' });
    }
  });

  it('leaves to the next export what is signed while it is made', async () => {
    await world.live();
    const { outbox } = world.ports;
    const placements = async () => (await outbox.placements()).filter((_, at) => at !== 1);
    const { bytes, manifest } = await world.export({}, { outbox: but(outbox, { placements }) });
    expect(manifest.leaves).toBe(world.log.leaves.length - 1);
    expect([...membersOf(bytes).keys()].filter((name) => name.endsWith('.jws'))).toHaveLength(1);
    expect((await verify(bytes)).manifest.proven).toBe(manifest.leaves);
  });

  it('names the days whose keys are gone, and holds the others', async () => {
    await world.live();
    const vault = but(world.ports.vault, {
      dayKeys: async (from, until) => (await world.ports.vault.dayKeys(from, until)).filter(({ day }) => day !== DAY),
    });
    const { bytes, manifest } = await world.export({}, { vault });
    expect([manifest.unreadable, manifest.samples.steps]).toEqual([[DAY], 60]);
    expect((await verify(bytes)).manifest.unreadable).toEqual([DAY]);
  });
});

describe('a sleep period that goes on past midnight', () => {
  const nightsOf = async (): Promise<(readonly [day: string, nights: readonly (readonly Sourced[])[]])[]> => {
    const found: (readonly [string, readonly (readonly Sourced[])[]])[] = [];
    const opener = { vault: world.ports.vault, zone: world.person.zone, key: vaultKey(world.vaultWorld.root) };
    for await (const { day, nights } of exportDays(opener, { from: DAY, until: NEXT })) found.push([day, nights]);
    return found;
  };
  const asleep = (from: number, to: number) => ({
    ...world.vaultWorld.batchOf(from, to),
    samples: [{ metric: 'sleep', start: from, duration: to - from, stage: 'light' } as const],
  });

  it('stands whole with the day in which it ends', async () => {
    const { end } = dayBounds(DAY);
    await world.vaultWorld.read(asleep(end - 3600, end + 1800), asleep(end + 1800, end + 3600));
    const [first, second] = await nightsOf();
    expect(first).toEqual([DAY, []]);
    expect(second?.[1].map((night) => night.map(({ sample }) => sample.start))).toEqual([[end - 3600, end + 1800]]);
  });

  it('stands with the day in which its last sample ends, though that began on the day before', async () => {
    const { end } = dayBounds(DAY);
    await world.vaultWorld.read(asleep(end - 3600, end + 60));
    expect((await nightsOf()).map(([day, nights]) => [day, nights.length])).toEqual([
      [DAY, 0],
      [NEXT, 1],
    ]);
  });

  it('is in the export though nothing else is held of the day in which it ends', async () => {
    const { end } = dayBounds(DAY);
    await world.vaultWorld.read(asleep(end - 3600, end + 60));
    const { bytes } = await world.export();
    expect(lines(membersOf(bytes).get(`ieee-1752/${NEXT}.jsonl`)?.bytes)).toBe(2);
  });

  it('ends where an hour without sleep begins', async () => {
    const { end } = dayBounds(DAY);
    await world.vaultWorld.read(asleep(end - 3600, end - 1800), asleep(end + 1800, end + 3600));
    const found = await nightsOf();
    expect(found.map(([day, nights]) => [day, nights.length])).toEqual([
      [DAY, 1],
      [NEXT, 1],
    ]);
  });
});

describe('the check of an export', () => {
  it('finds it sound, and tells whose it is and who confirmed it', async () => {
    await world.live();
    const { bytes } = await world.export();
    const { manifest, identityKey, checkpoint } = await verify(bytes);
    expect(identityKey).toEqual(new Uint8Array(world.person.identity.identityPublicKey));
    expect([...(checkpoint?.cosigned.keys() ?? [])]).toEqual(['council']);
    expect(manifest.samples.steps).toBe(1500);
  });

  it('notices a flipped bit in every member, wherever it is', async () => {
    await world.live();
    const { bytes } = await world.export();
    const members = [...membersOf(bytes)];
    const taken: string[] = [];
    for (const [turn, [name, { at, bytes: content }]] of members.entries()) {
      for (const place of [at, at + content.length - 1, at + ((turn * 7919) % content.length), at - 512, at - 400]) {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ (1 << (turn % 8));
        const seen = await verify(changed).catch((error: unknown) => error);
        if (!(seen instanceof Error && 'code' in seen && seen.code === 'unsound'))
          taken.push(`${name} at ${place - at}`);
      }
    }
    expect([members.length > 10, taken]).toEqual([true, []]);
  });

  it('notices a member that is missing, twice there, or in another place', async () => {
    await world.live();
    const { bytes } = await world.export();
    const parts = [...membersOf(bytes).values()].map(({ at, bytes: content }) =>
      bytes.subarray(at - 512, at + Math.ceil(content.length / 512) * 512),
    );
    const end = bytes.subarray(-1024);
    const without = parts.map((_, at) => [...parts.slice(0, at), ...parts.slice(at + 1), end]);
    const twice = parts.map((part, at) => [...parts.slice(0, at), part, ...parts.slice(at), end]);
    const swapped = parts.slice(1).map((_, at) => {
      const order = [...parts];
      order.splice(at, 2, parts[at + 1] ?? end, parts[at] ?? end);
      return [...order, end];
    });
    for (const changed of [...without, ...twice, ...swapped]) {
      await expect(verify(Buffer.concat(changed))).rejects.toMatchObject({ code: 'unsound' });
    }
  });

  it('does not take an archive that somebody else signed anew', async () => {
    await world.live();
    const other = await ExportWorld.open();
    const forged = await world.export({ root: other.vaultWorld.root }).catch((error: unknown) => error);
    await other.close();
    // Another root opens nothing; and where there is nothing to open, its signature is not that of the identity.
    expect(forged).toMatchObject({ code: 'vault-damaged' });
    const empty = await ExportWorld.open();
    const { bytes } = await empty.export({ root: world.vaultWorld.root });
    await empty.close();
    await expect(verify(bytes)).rejects.toMatchObject({ code: 'unsound' });
  });
});
