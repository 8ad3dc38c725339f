import type Database from 'better-sqlite3';
import type { PairedWearable, SealedMark, WearableNews, WearablePairing } from '../ports.js';

/* The allow-list: one row a wearable, and what is known of it beside what it measured. */

interface WearableRow {
  readonly id: number;
  readonly address: string;
  readonly family: string;
  readonly key: Uint8Array | null;
  readonly cursor: number | null;
  readonly mark_day: string | null;
  readonly mark_generation: number;
  readonly mark_nonce: Uint8Array;
  readonly mark_sealed: Uint8Array;
  readonly clock_at: number | null;
  readonly clock_drift: number;
  readonly clock_from: number | null;
  readonly clock_set: number;
  readonly battery: number | null;
  readonly charging: number;
  readonly device: string | null;
  readonly synchronised: number | null;
}

const toWearable = (row: WearableRow): PairedWearable => ({
  id: row.id,
  address: row.address,
  family: row.family,
  key: row.key ?? undefined,
  cursor: row.cursor ?? undefined,
  mark:
    row.mark_day === null
      ? undefined
      : { day: row.mark_day, generation: row.mark_generation, nonce: row.mark_nonce, sealed: row.mark_sealed },
  clock:
    row.clock_at === null
      ? undefined
      : { at: row.clock_at, drift: row.clock_drift, from: row.clock_from ?? undefined, set: row.clock_set === 1 },
  battery: row.battery === null ? undefined : { percent: row.battery, charging: row.charging === 1 },
  device: row.device ?? undefined,
  synchronised: row.synchronised ?? undefined,
});

export const readWearables = (db: Database.Database): readonly PairedWearable[] =>
  db.prepare<[], WearableRow>('SELECT * FROM wearable ORDER BY id').all().map(toWearable);

/** A wearable that is there already gets the family and key of the new pairing; what was read of it stays read. */
export function writePairing(db: Database.Database, { address, family, key }: WearablePairing): void {
  db.prepare(
    `INSERT INTO wearable (address, family, key) VALUES (?, ?, ?)
     ON CONFLICT (address) DO UPDATE SET family = excluded.family, key = excluded.key`,
  ).run(address, family, key ?? null);
}

export const deletePairing = (db: Database.Database, address: string): boolean =>
  db.prepare('DELETE FROM wearable WHERE address = ?').run(address).changes > 0;

export function writeNews(db: Database.Database, wearable: number, news: WearableNews): void {
  const { clock, battery, synchronised, device, cursor } = news;
  const set = (columns: string, ...values: readonly (number | string | null)[]): void => {
    db.prepare(`UPDATE wearable SET ${columns} WHERE id = ?`).run(...values, wearable);
  };
  db.transaction(() => {
    if (clock) {
      const columns = 'clock_at = ?, clock_drift = ?, clock_from = ?, clock_set = ?';
      set(columns, clock.at, clock.drift, clock.from ?? null, Number(clock.set));
    }
    if (battery) set('battery = ?, charging = ?', battery.percent, Number(battery.charging));
    if (cursor !== undefined) set('cursor = ?', cursor);
    if (device !== undefined) set('device = ?', device);
    if (synchronised !== undefined) set('synchronised = ?', synchronised);
  })();
}

/** Part of the transaction that stores what the wearable measured. */
export function writeProgress(
  db: Database.Database,
  { wearable, to, mark }: { wearable: number; to: number | undefined; mark: SealedMark | undefined },
): void {
  if (to !== undefined) db.prepare('UPDATE wearable SET cursor = ? WHERE id = ?').run(to, wearable);
  if (mark === undefined) return;
  db.prepare(
    `UPDATE wearable SET mark_day = @day, mark_generation = @generation, mark_nonce = @nonce, mark_sealed = @sealed
     WHERE id = @wearable`,
  ).run({ ...mark, wearable });
}
