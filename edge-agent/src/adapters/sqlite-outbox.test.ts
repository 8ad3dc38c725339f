import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VaultWorld } from '../../test/vault-world.js';
import { openStore } from './sqlite-store.js';

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  await world.ports.vault.saveIdentity(world.person.identity);
  await world.ports.vault.close();
});
afterEach(() => rmSync(world.folder, { recursive: true }));

describe('what was seen of the log', () => {
  it.each([['policy'], ['zone']])(
    'is refused where the identity, which has its policy, was changed (%s)',
    async (column) => {
      const path = join(world.folder, 'vault.db');
      const db = new Database(path);
      db.exec(`UPDATE identity SET ${column} = 'another'`);
      db.close();
      const { vault, outbox } = openStore(path);
      await expect(outbox.logState()).rejects.toMatchObject({ code: 'vault-damaged' });
      await vault.close();
    },
  );
});
