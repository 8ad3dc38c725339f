import { leafOf } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import type { NewRecord, Positions } from '../ports.js';

/* Statements that more than one transaction needs. */

/** Adds a record once: the same bytes again change nothing. */
export function insertRecord(db: Database.Database, { kind, bytes, payload, leaf }: NewRecord): void {
  db.prepare('INSERT INTO record (leaf, kind, bytes, payload) VALUES (?, ?, ?, ?) ON CONFLICT (leaf) DO NOTHING').run(
    leaf ?? leafOf(bytes),
    kind,
    bytes,
    payload,
  );
}

export function writePositions(db: Database.Database, positions: Positions): void {
  const upsert = db.prepare(
    'INSERT INTO position VALUES (?, ?) ON CONFLICT (granularity) DO UPDATE SET until = excluded.until',
  );
  for (const [granularity, until] of Object.entries(positions)) upsert.run(granularity, until);
}
