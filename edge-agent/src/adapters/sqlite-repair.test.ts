import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, leafOf, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, NEXT, VaultWorld } from '../../test/vault-world.js';
import { eraseDays } from '../erase-days.js';
import { sealDueWindows } from '../seal-windows.js';
import { HeadWriter, headPath } from './sqlite-head.js';
import { openVault } from './sqlite-open.js';
import { type Repaired, repairVault } from './sqlite-repair.js';
import { openStore } from './sqlite-store.js';

let world: VaultWorld;
let path: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  path = join(world.folder, 'vault.db');
  await world.ports.vault.saveIdentity(world.person.identity);
  const { start, end } = dayBounds(DAY);
  await world.read(world.batchOf(start, end), world.batchOf(end, end + 7200));
  await sealDueWindows(world.ports, world.person, true);
});
afterEach(() => world.close());

/** Repairs what is damaged. */
function repaired(now: number): Repaired {
  const done = repairVault(path, now);
  expect(done).toBeDefined();
  return done ?? { kept: 0, lost: [], samples: [], aside: '', closed: false };
}

/** Changes the file as somebody else would, and closes it. */
async function damage(sql: string): Promise<void> {
  await world.ports.vault.close();
  const { ledger, close } = openVault(path);
  ledger.db.exec(sql);
  close();
}

describe('a vault that is repaired', () => {
  it('holds all that was whole and nothing that was not, and the damaged one stands beside it', async () => {
    const before = await world.ports.outbox.counts();
    const { envelopes } = before;
    const identity = await world.ports.vault.identity();
    const next = await world.ports.vault.chunks(NEXT, NEXT);
    await damage(`UPDATE chunk SET nonce = zeroblob(12) WHERE id = (SELECT min(id) FROM chunk WHERE day = '${DAY}');
      UPDATE delivery SET scanned = 5; UPDATE census SET rows = 7 WHERE name = 'tally'`);
    const { lost, aside } = repaired(1_900_000_000);
    expect(lost).toHaveLength(3);
    expect([lost, readdirSync(world.folder)]).toEqual([
      expect.arrayContaining(['delivery', 'chunk', 'tally']),
      expect.arrayContaining(['vault.db', aside.slice(world.folder.length + 1)]),
    ]);
    const { vault, outbox } = openStore(path);
    expect(await vault.check()).toEqual([]);
    expect(await vault.identity()).toEqual(identity);
    expect([await vault.chunks(NEXT, NEXT), (await vault.chunks(DAY, DAY)).length]).toEqual([next, 2]);
    expect(await outbox.counts()).toEqual({ ...before, received: 0, proven: 0 });
    expect(await outbox.unreceived(0, 1_000)).toHaveLength(envelopes);
    await vault.close();
  });

  it('leaves no key in the clear in what is set aside, and names it until it is deleted', async () => {
    const [{ open = new Uint8Array() } = {}] = await world.ports.vault.dayKeys(NEXT, NEXT);
    await damage('UPDATE delivery SET scanned = 5');
    expect(readFileSync(path).includes(Buffer.from(open))).toBe(true);
    const { aside, closed } = repaired(1_900_000_000);
    expect([closed, readFileSync(aside).includes(Buffer.from(open))]).toEqual([true, false]);
    const { vault } = openStore(path);
    expect((await vault.dayKeys(NEXT, NEXT))[0]?.open).toEqual(open);
    expect((await vault.size()).copies).toEqual(['vault.db-damaged-1900000000']);
    expect(readdirSync(world.folder).filter((name) => name.includes('repaired'))).toEqual([]);
    await vault.close();
  });

  it('leaves nothing of a day that is erased after it, nor what a repair that was killed had made', async () => {
    await damage('UPDATE delivery SET scanned = 5');
    const { aside } = repaired(1_900_000_000);
    for (const end of ['', '-wal', '-aside']) writeFileSync(`${path}-repaired${end}`, 'half');
    const { vault, outbox } = openStore(path);
    const days = { from: DAY, until: DAY, all: false, root: world.root };
    expect(await eraseDays({ ...world.ports, vault, outbox }, world.person, days)).toMatchObject({ scrubbed: true });
    expect([existsSync(aside), (await vault.size()).copies]).toEqual([false, []]);
    await vault.close();
  });

  it('holds every grant where nobody can say which were confirmed', async () => {
    const granted = { kind: 'consent', bytes: new Uint8Array(40), payload: new Uint8Array(1) } as const;
    await world.ports.outbox.addRecords([granted]);
    await world.ports.outbox.holdGrants(['a']);
    await damage("UPDATE held_grant SET grant_id = 'b'");
    expect(repaired(1).lost).toEqual(['heldGrant']);
    const { vault, outbox } = openStore(path);
    expect(await outbox.heldGrants()).toEqual(new Set([toHex(leafOf(granted.bytes))]));
    await vault.close();
  });

  it.each([
    ['the identity', 'UPDATE identity SET agent = 2'],
    ['the position', "UPDATE position SET until = 0 WHERE granularity = 'raw'"],
    ['an envelope', 'DELETE FROM outbox WHERE sequence = 3'],
  ])('is refused and left as it is where %s is lost', async (thing, sql) => {
    await damage(sql);
    expect(() => repairVault(path, 1)).toThrow(thing);
    const { vault } = openStore(path);
    expect((await vault.check()).length).toBeGreaterThan(0);
    await vault.close();
  });

  it('is refused where what was last written is missing, as the vault is', async () => {
    copyFileSync(path, `${path}-before`);
    await world.ports.vault.unpair('c0:00:00:00:00:01');
    await world.ports.vault.close();
    copyFileSync(`${path}-before`, path);
    for (const use of [() => openStore(path), () => repairVault(path, 1)])
      expect(use).toThrow('last written is missing');
  });

  it('keeps its head though a process that had closed the vault writes only then how it left it', async () => {
    await world.ports.vault.close();
    const { ledger, close } = openVault(path);
    const late = new HeadWriter(path, ledger, 'in-use');
    late.closing();
    close();
    rmSync(headPath(path));
    writeFileSync(headPath(path), 'of the new vault');
    late.closed(1);
    expect(readFileSync(headPath(path), 'utf8')).toBe('of the new vault');
    rmSync(headPath(path));
  });

  it('is refused while another process has it open', async () => {
    await damage('UPDATE delivery SET scanned = 5');
    const { vault } = openStore(path);
    expect(() => repairVault(path, 1)).toThrow('Another command holds vault.db');
    await vault.close();
  });
});

describe('a vault that is sound', () => {
  const files = (): readonly unknown[] =>
    readdirSync(world.folder)
      .filter((name) => name !== 'run.lock')
      .map((name) => [name, readFileSync(join(world.folder, name)).toString('base64')]);

  it('stays as it is, however often it is repaired: no copy of it is left', async () => {
    await world.ports.vault.close();
    const before = files();
    for (const now of [1, 2]) expect(repairVault(path, now)).toBeUndefined();
    expect(files()).toEqual(before);
    const { vault } = openStore(path);
    expect(await vault.check()).toEqual([]);
    await vault.close();
  });

  it('stays so where its process was killed', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'killed-'));
    for (const name of readdirSync(world.folder)) copyFileSync(join(world.folder, name), join(copy, name));
    const killed = join(copy, 'vault.db');
    expect(repairVault(killed, 1)).toBeUndefined();
    const { vault } = openStore(killed);
    expect([await vault.check(), await vault.size()]).toEqual([[], expect.objectContaining({ copies: [] })]);
    await vault.close();
    rmSync(copy, { recursive: true });
  });

  it('is not sound where its head or a bit of nothing that is kept was changed', async () => {
    await world.ports.vault.close();
    writeFileSync(`${path}-head`, 'something');
    expect(repaired(1)).toMatchObject({ lost: [] });
    const changed = readFileSync(path);
    // Bytes 72 to 91 of a database are kept for later (SQLite file format 1.3.17).
    changed.writeUInt8(1, 75);
    writeFileSync(path, changed);
    expect(repaired(2)).toMatchObject({ lost: [] });
    expect(repairVault(path, 3)).toBeUndefined();
  });
});
