import { join } from 'node:path';
import { addDays } from '@fit4work/protocol';
import { vi } from 'vitest';
import { Fence } from '../src/adapters/sqlite-fence.js';
import { SqliteFindings } from '../src/adapters/sqlite-findings.js';
import { type OpenVault, openVault } from '../src/adapters/sqlite-open.js';
import { SqliteOutbox } from '../src/adapters/sqlite-outbox.js';
import { SqliteVault } from '../src/adapters/sqlite-vault.js';
import { statusOf } from '../src/status.js';
import { windowState } from '../src/window-state.js';
import { live } from './lived-vault.js';
import { dayBounds, VaultWorld } from './vault-world.js';

/* What `run` and `status` look at, and what each look costs after so many days. */

const WEEK = 7 * 86_400;

export interface LookCost {
  /** Rows and counts that were verified: the same on every machine. */
  readonly verified: number;
  /** The shorter of three. */
  readonly milliseconds: number;
}

/** The last day, however many there are: looks read whole parts, which begin where they begin. */
const LAST = '2025-12-31';

/** What `status` of a person looks at besides: as much as there is. */
export const DELIVERED = 'records delivered';

/** Lives so many days, and looks once. */
export async function costsAfter(days: number): Promise<ReadonlyMap<string, LookCost>> {
  const world = await VaultWorld.open();
  await world.ports.vault.saveIdentity(world.person.identity);
  await live(world, { from: addDays(LAST, 1 - days), days });
  await world.ports.vault.close();
  const open = openVault(join(world.folder, 'vault.db'));
  const costs = new Map<string, LookCost>();
  for (const [name, look] of looksAt(open, world, LAST)) costs.set(name, await costOf(open, look));
  await world.close();
  open.close();
  return costs;
}

async function costOf(open: OpenVault, look: () => Promise<unknown>): Promise<LookCost> {
  const mac = vi.spyOn(open.ledger, 'mac');
  await look();
  const verified = mac.mock.calls.length;
  mac.mockRestore();
  let milliseconds = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const begun = performance.now();
    await look();
    milliseconds = Math.min(milliseconds, performance.now() - begun);
  }
  return { verified, milliseconds: Math.round(milliseconds * 10) / 10 };
}

function looksAt(open: OpenVault, world: VaultWorld, day: string): ReadonlyMap<string, () => Promise<unknown>> {
  const fence = new Fence(open);
  const [vault, outbox] = [new SqliteVault(open, { fence }), new SqliteOutbox(open, fence)];
  const findings = new SqliteFindings(open, fence);
  const { start, end } = dayBounds(day);
  const clock = (): number => start + 80_000;
  const ports = { ...world.ports, vault, outbox, clock };
  return new Map<string, () => Promise<unknown>>([
    ['windows of two weeks', () => vault.sealedWindows(start - WEEK, start + WEEK)],
    ['windows of a day', () => vault.sealedWindows(start, end)],
    ['window state', () => windowState(ports, world.person)],
    ['days touched', () => vault.touchedDays()],
    ['days held', () => vault.daysHeld(day)],
    ['samples of a day', () => vault.chunks(day, day)],
    ['keys of a day', () => vault.dayKeys(day, day)],
    ['outbox head', () => outbox.head()],
    ['outbox counts', () => outbox.counts()],
    ['unproven leaves', () => outbox.unproven(1_000)],
    ['waiting records', () => outbox.waitingRecords()],
    ['a receipt', async () => outbox.markReceived(await outbox.receivedUpTo(), [], end)],
    ['a checkpoint', async () => outbox.markProven([], await outbox.logState())],
    ['a turn without windows', () => outbox.commit({ entries: [], forgetBefore: '1900-01-01' })],
    [DELIVERED, () => vault.check('delivered')],
    ['status', () => statusOf({ vault, outbox, findings, clock }, new Map(), { leaves: false, language: 'en' })],
  ]);
}
