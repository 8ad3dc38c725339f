import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VaultWorld } from '../../test/vault-world.js';
import { openVault } from './sqlite-open.js';
import { repairVault } from './sqlite-repair.js';
import { openStore } from './sqlite-store.js';

let world: VaultWorld;
let path: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  path = join(world.folder, 'vault.db');
  await world.ports.vault.saveIdentity(world.person.identity);
  await world.ports.vault.close();
});
afterEach(() => rmSync(world.folder, { recursive: true }));

const everything = (): readonly (readonly [string, string])[] =>
  readdirSync(world.folder).map((name) => [name, readFileSync(join(world.folder, name), 'base64')]);

describe('a vault that was emptied or deleted', () => {
  const empty = (): void => writeFileSync(path, '');
  const leave = (end: string): void => {
    rmSync(`${path}-head`);
    writeFileSync(`${path}${end}`, 'something');
  };
  it.each([
    ['emptied beside its head', () => empty()],
    ['deleted beside its head', () => rmSync(path)],
    ['emptied beside its log', () => [empty(), leave('-wal')]],
    ['deleted beside its log', () => [rmSync(path), leave('-wal')]],
    ['deleted beside one that was set aside', () => [rmSync(path), leave('-damaged-1')]],
  ])('%s is refused with the remedy, and nothing is written', (_, destroy) => {
    destroy();
    const before = everything();
    for (const use of [() => openStore(path), () => repairVault(path, 1)]) {
      expect(use).toThrow(
        expect.objectContaining({ code: 'vault-damaged', message: expect.stringMatching(/backup, or recover/) }),
      );
    }
    expect(everything()).toEqual(before);
  });

  it('replaced by a database without tables is refused too', () => {
    rmSync(path);
    rmSync(`${path}-head`);
    const made = openVault(`${path}-other`);
    made.ledger.db.pragma('user_version = 0');
    made.close();
    writeFileSync(path, readFileSync(`${path}-other`));
    writeFileSync(`${path}-head`, 'something');
    expect(() => openStore(path)).toThrow('gone or empty');
  });
});

describe('a repair', () => {
  it('of a folder in which nobody was ever enrolled makes nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nobody-'));
    expect(() => repairVault(join(folder, 'vault.db'), 1)).toThrow('no identity in this state folder');
    expect(readdirSync(folder)).toEqual([]);
    await openStore(join(folder, 'vault.db')).vault.close();
    expect(() => repairVault(join(folder, 'vault.db'), 1)).toThrow('no identity in this state folder');
    expect(existsSync(join(folder, 'vault.db-damaged-1'))).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it.each([300, 5000, 40_000, 90_000, 130_000])('of a vault cut off at %d bytes never advises a repair', (length) => {
    truncateSync(path, length);
    expect(() => repairVault(path, 1)).toThrow(
      expect.objectContaining({
        code: 'vault-damaged',
        message: expect.stringMatching(/^(?!.*--repair).*backup, or recover/),
      }),
    );
  });
});
