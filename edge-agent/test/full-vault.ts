import { addDays } from '@fit4work/protocol';
import { eraseDays } from '../src/erase-days.js';
import type { ConsentPorts } from '../src/grants.js';
import { sealDueWindows } from '../src/seal-windows.js';
import type { ReadWorld } from './read-world.js';
import { DAY, dayBounds } from './vault-world.js';

/** Two days, one of them closed, in part received and proven; a grant that lives and one that ended; reads with and without proof; an erasure. */
export async function populate(world: ReadWorld): Promise<void> {
  const { vault: inner, ports } = world;
  const { start, end } = dayBounds(DAY);
  await ports.vault.saveIdentity(world.identity);
  await ports.vault.note(1, {
    synchronised: end,
    battery: { percent: 40, charging: false },
    clock: { at: end, drift: 3, from: undefined, set: true },
    device: 'Band 5',
  });
  await inner.read({ ...inner.batchOf(start, end), mark: { total: 3 } }, inner.batchOf(end, end + 7200));
  await sealDueWindows({ ...inner.ports, clock: () => world.now }, { ...inner.person, identity: world.identity }, true);
  // An erasure cuts the write-ahead log off: what comes after it stands in the log.
  const before = addDays(DAY, -3);
  await eraseDays(ports, inner.person, { from: before, until: before, all: false, root: inner.root });
  const kept = await world.share();
  await world.withdraw(await world.share({ coach: 'coach-2' }));
  const entries = await ports.outbox.unreceived(0, 1_000);
  world.log.append(...entries.slice(0, 60).map(({ leaf }) => leaf));
  const proven = entries.slice(0, 60).map(({ leaf }, index) => ({ leaf, index }));
  const checkpoint = new TextDecoder().decode(world.log.checkpoint());
  await ports.outbox.markProven(proven, { checkpoint, scanned: 60 });
  await ports.outbox.markReceived(50, [], 1);
  await world.tell(world.record([kept]));
  await world.reads();
  await world.tell(world.record([kept], { metrics: ['sleep'] }), false);
  const [read] = await ports.outbox.letters('read');
  if (read !== undefined) await ports.outbox.acknowledgeLetters([read], world.now);
  await fillTheRest(ports, kept);
}

/** What a recovery, a rotation and a clock that ran ahead leave: rows in tables that an ordinary week leaves empty. */
async function fillTheRest({ vault, outbox }: ConsentPorts, granted: string): Promise<void> {
  const leafOf = (number: number): Uint8Array => new Uint8Array(32).map((_, i) => (number * 31 + i * 7) % 256);
  const past = Array.from({ length: 150 }, (_, i) => ({
    ...{ agent: 7, sequence: i + 1, leaf: leafOf(i), windowStart: 900 * i },
  }));
  await vault.addPast(past);
  await outbox.markProven([{ leaf: leafOf(3), index: 61 }], await outbox.logState());
  await vault.saveNextAgent({ agent: 9, agentSeed: leafOf(1), certificate: leafOf(2) });
  await outbox.addLapsedGrants(['00'.repeat(32)]);
  await outbox.holdGrants([granted.replace(/^../, 'ff')]);
  await outbox.believeWitnesses(77);
}
