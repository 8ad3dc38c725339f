import { randomBytes } from 'node:crypto';
import { addDays, GRANULARITIES, leafOf, METRICS } from '@fit4work/protocol';
import type { NewRecord, SealedEntry, SealedWindow } from '../src/ports.js';
import { dayBounds, type VaultWorld } from './vault-world.js';

/* A vault as long use leaves it: row for row what an agent keeps of so many days, delivered and proven, without sealing any. */

const LENGTH = { raw: 900, hour: 3_600, day: 86_400 } as const;
const CHUNK_BYTES = 4_096;
const ENVELOPE_BYTES = 64;

/** Days of three metrics, 96 windows of raw samples each; one grant lives all along. */
export async function live(
  { ports }: Pick<VaultWorld, 'ports'>,
  { from, days }: { readonly from: string; readonly days: number },
): Promise<void> {
  const { vault, outbox } = ports;
  const bytes = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const record = (kind: NewRecord['kind']): NewRecord => ({ kind, bytes: bytes(400), payload: bytes(400) });
  await outbox.addRecords([record('consent')]);
  let [day, last] = [from, await outbox.head()];
  for (let i = 0; i < days; i++, day = addDays(day, 1)) {
    const { start, end } = dayBounds(day);
    await outbox.saveLetter({ kind: 'read', sealed: bytes(600) }, start);
    await vault.addDayKeys({ day, generation: 0, open: bytes(96), sealed: bytes(200) }, [
      record('keys'),
      record('release'),
    ]);
    const chunks = METRICS.map((metric) => {
      return {
        day,
        generation: 0,
        wearable: 1,
        told: 0 as const,
        metric,
        nonce: bytes(12),
        sealed: bytes(CHUNK_BYTES),
      };
    });
    const counts = { steps: 1_440, 'heart-rate': 1_440, sleep: 480 };
    const positions = { raw: start, hour: start, day: start };
    await vault.store(chunks, {
      wearable: 1,
      to: end,
      mark: undefined,
      from: positions,
      counts,
      touched: [{ day, from: start, until: end }],
    });
    const windows = windowsOf(start, end);
    const entries = windows.map((window): SealedEntry => {
      const sealed = bytes(ENVELOPE_BYTES);
      last = { sequence: last.sequence + 1, leaf: leafOf(sealed) };
      return { ...last, bytes: sealed, windowStart: window.start };
    });
    const settled = await vault.touchedDays();
    await outbox.commit({ entries, windows, settled, positions: { raw: end, hour: end, day: end }, forgetBefore: day });
    const waiting = await outbox.waitingRecords();
    await outbox.markReceived(
      last.sequence,
      waiting.map(({ leaf }) => leaf),
      end,
    );
    const state = await outbox.logState();
    const proven = entries.map(({ leaf, sequence }) => ({ leaf, index: sequence }));
    await outbox.markProven(proven, { ...state, scanned: last.sequence });
  }
  const consent = (await outbox.unproven(1_000)).map((leaf, i) => ({ leaf, index: last.sequence + i + 1 }));
  await outbox.markProven(consent, await outbox.logState());
}

const windowsOf = (start: number, end: number): readonly SealedWindow[] =>
  GRANULARITIES.flatMap((granularity) => {
    const length = granularity === 'day' ? end - start : LENGTH[granularity];
    return Array.from({ length: (end - start) / length }, (_, n): SealedWindow => {
      const at = start + n * length;
      const digest = new Uint8Array(randomBytes(16));
      return { granularity, start: at, until: at + length, revision: 0, generation: 0, size: 256, digest };
    });
  });
