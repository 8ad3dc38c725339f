import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, NEXT, VaultWorld } from '../../test/vault-world.js';
import { isCurrent, type LostSamples } from '../core/findings.js';
import { sealDueWindows } from '../seal-windows.js';
import { openVault } from './sqlite-open.js';
import { repairVault } from './sqlite-repair.js';
import { openStore } from './sqlite-store.js';

const NOW = 1_900_000_000;
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
  await world.ports.vault.close();
});
afterEach(() => world.close());

function damage(sql: string): void {
  const { ledger, close } = openVault(path);
  ledger.db.exec(sql);
  close();
}

/** What is said of lost samples afterwards, and how often there were some. */
async function said(): Promise<{ lost: readonly LostSamples[] | undefined; count: number } | undefined> {
  const { vault, findings } = openStore(path);
  const found = (await findings.findings()).find(({ code }) => code === 'samples-lost');
  expect(await vault.check()).toEqual([]);
  await vault.close();
  return found && { lost: found.lost, count: found.count };
}

const one = (day: string, metric: string): string =>
  `(SELECT min(id) FROM chunk WHERE day = '${day}' AND metric = '${metric}')`;
const steps = { day: DAY, metric: 'steps' } as const;
const unsaid = { day: DAY, metric: undefined } as const;

describe('a repair that loses samples', () => {
  it.each([
    ['that do not verify', `UPDATE chunk SET nonce = zeroblob(12) WHERE id = ${one(DAY, 'steps')}`, [steps]],
    ['that are gone', `DELETE FROM chunk WHERE id = ${one(DAY, 'steps')}`, [unsaid]],
    ['that now say another day', `UPDATE chunk SET day = '2024-01-01' WHERE id = ${one(DAY, 'sleep')}`, [unsaid]],
    [
      'of several days and metrics',
      `UPDATE chunk SET sealed = x'00' WHERE id IN (${one(DAY, 'steps')}, ${one(NEXT, 'heart-rate')})`,
      [steps, { day: NEXT, metric: 'heart-rate' }],
    ],
    [
      'where the counts of days are damaged too',
      `UPDATE chunk SET nonce = zeroblob(12) WHERE id = ${one(DAY, 'steps')};
       UPDATE census SET rows = 7 WHERE name = 'chunk' AND scope = '${DAY}'`,
      [steps],
    ],
    ['where the counts alone are damaged', "UPDATE census SET rows = 7 WHERE name = 'chunk' AND scope = ''", []],
    [
      'by losing the keys of their day',
      `UPDATE day_keys SET sealed = x'00' WHERE day = '${NEXT}'`,
      (['heart-rate', 'sleep', 'steps'] as const).map((metric) => ({ day: NEXT, metric })),
    ],
  ] as const)('says of which days and metrics, in a finding that stays: %s', async (_, sql, lost) => {
    damage(sql);
    expect(repairVault(path, NOW)?.samples).toEqual(lost);
    expect(await said()).toEqual({ lost, count: 1 });
  });

  it('adds to what an earlier one lost', async () => {
    damage(`UPDATE chunk SET nonce = zeroblob(12) WHERE id = ${one(DAY, 'steps')}`);
    repairVault(path, NOW);
    damage(`UPDATE chunk SET nonce = zeroblob(12) WHERE id = ${one(NEXT, 'sleep')}`);
    repairVault(path, NOW + 1);
    expect(await said()).toEqual({ lost: [steps, { day: NEXT, metric: 'sleep' }], count: 2 });
  });

  it('is news for a day, and is told with its days afterwards', async () => {
    damage(`UPDATE chunk SET nonce = zeroblob(12) WHERE id = ${one(DAY, 'steps')}`);
    repairVault(path, NOW);
    const { vault, findings } = openStore(path);
    const [found] = await findings.findings();
    if (found === undefined) throw new Error('nothing was found');
    expect([isCurrent(found, NOW + 3600), isCurrent(found, NOW + 90_000)]).toEqual([true, false]);
    await findings.addFinding({ ...found, last: NOW + 5, count: 0 });
    expect((await findings.findings())[0]?.lost).toEqual([steps]);
    await vault.close();
  });
});

it('a repair that loses no samples says nothing of them', async () => {
  damage('UPDATE delivery SET scanned = 5');
  expect(repairVault(path, NOW)).toMatchObject({ lost: ['delivery'], samples: [] });
  expect(await said()).toBeUndefined();
});
