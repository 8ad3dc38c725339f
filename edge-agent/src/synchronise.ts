import { sealChunk } from './core/chunk.js';
import { firstPositions } from './core/due-windows.js';
import { splitBatch } from './core/split-batch.js';
import { openDay } from './open-day.js';
import type { Person, PersonPorts } from './person.js';
import type { Chunk, HistoryBatch, PairedWearable, Wearable } from './ports.js';

/**
 * Brings a wearable's history into the vault. A batch is acknowledged only when it is durable: a crash before leaves it on
 * the wearable, a crash after leaves a replay that the cursor recognises.
 *
 * @param source `onBatch` is called after each batch is durable and acknowledged, with the stretch that was new
 */
export async function synchronise(
  ports: PersonPorts,
  person: Person,
  source: { paired: PairedWearable; wearable: Wearable; onBatch: (from: number, until: number) => Promise<void> },
): Promise<void> {
  let cursor = source.paired.cursor;
  for await (const batch of source.wearable.history(cursor ?? 0)) {
    await storeBatch(ports, person, { batch, wearable: source.paired.id, cursor });
    await batch.acknowledge();
    const from = Math.max(cursor ?? batch.from, batch.from);
    cursor = Math.max(cursor ?? batch.to, batch.to);
    await source.onBatch(from, cursor);
  }
}

async function storeBatch(
  ports: PersonPorts,
  person: Person,
  { batch, wearable, cursor }: { batch: HistoryBatch; wearable: number; cursor: number | undefined },
): Promise<void> {
  const { zone } = person;
  const chunks: Chunk[] = [];
  const counts = { steps: 0, 'heart-rate': 0, sleep: 0 };
  for (const { day, metric, ...measured } of splitBatch(batch, cursor, zone)) {
    const { generation, open } = await openDay(ports, person, day);
    counts[metric] += measured.samples.length;
    chunks.push(
      sealChunk({ wearable, metric, day, generation }, measured, { dayKeys: open, zone, entropy: ports.entropy }),
    );
  }
  const to = Math.max(cursor ?? batch.to, batch.to);
  await ports.vault.store(chunks, { wearable, to, from: firstPositions(batch.from, zone), counts });
}
