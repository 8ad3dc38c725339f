import { join } from 'node:path';
import { openVault } from '../src/adapters/sqlite-open.js';
import { repairVault } from '../src/adapters/sqlite-repair.js';
import { openStore } from '../src/adapters/sqlite-store.js';
import { WitnessedLog } from './fakes.js';
import { PageWorld } from './page-world.js';
import { ReadWorld } from './read-world.js';
import { NOW } from './recovery-world.js';
import { storedConsent } from './stored-consent.js';

/** The page of somebody whose vault lost the end of a grant, and was repaired; the coach API has it. */
export interface RepairedConsent {
  readonly world: PageWorld;
  /** Id of the grant that lives, to coach-2. */
  readonly lives: string;
  close(): Promise<void>;
}

export async function repairedConsent(): Promise<RepairedConsent> {
  const reads = await ReadWorld.open();
  Object.assign(reads, { log: new WitnessedLog(), now: NOW });
  await reads.ports.vault.saveIdentity(reads.identity);
  await reads.withdraw(await reads.share());
  const lives = await reads.share({ coach: 'coach-2' });
  const stored = await storedConsent(reads);
  await reads.ports.vault.close();
  const path = join(reads.vault.folder, 'vault.db');
  const { ledger, close } = openVault(path);
  ledger.db.exec("DELETE FROM record WHERE id = (SELECT id FROM record WHERE kind = 'consent' LIMIT 1 OFFSET 1)");
  close();
  repairVault(path, 1);
  const store = openStore(path);
  const world = await PageWorld.over(reads, store);
  world.coachApi = () => stored;
  return {
    world,
    lives,
    close: async () => {
      await world.close();
      await store.vault.close();
    },
  };
}
