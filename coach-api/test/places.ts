import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '../src/adapters/postgres/open.js';
import type { Database } from '../src/adapters/sql/dialect.js';
import { openSqlite } from '../src/adapters/sqlite/open.js';
import { flipBits } from '../src/adapters/testing/raw-database.js';
import type { PostgresServer } from './postgres-server.js';

/** Where one test has its database. */
export interface Place {
  /** Opens it once more. */
  open(): Promise<Database>;
  /** Turns one bit of a record of which this is true, past the service and past every trigger. */
  damage(table: DamagedTable, where?: string): Promise<void>;
  /** All that is in the files of the tables, as text of one byte a character. */
  files(): Promise<string>;
  remove(): Promise<void>;
}

type DamagedTable = 'envelopes' | 'consents' | 'releases';

const TABLES = [
  ...['agents', 'persons', 'invitations', 'envelope_places', 'envelope_bytes', 'consents', 'releases', 'kept_keys'],
  ...[
    'suspensions',
    'erasures',
    'demanded_erasures',
    'retirements',
    'forks',
    'emptied',
    'letters',
    'reads',
    'log_state',
  ],
  ...['openings', 'reconciled_days', 'session_reads', 'sessions', 'logout_tokens', 'retention_counts'],
] as const;

/** Unix seconds: when the databases are opened. */
export const NOW = 1_780_000_000;

export function sqlitePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'f4w-store-'));
  const path = join(folder, 'coach.db');
  return {
    open: () => openSqlite(path),
    damage: async (table, where = 'true') =>
      flipBits(path, { table, where, before: 'DROP TRIGGER IF EXISTS consents_no_update' }),
    files: async () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join(''),
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

/** @param name of a database that is there, and that has nothing in it again when the place is removed */
export function postgresPlace(server: PostgresServer, name: string): Place {
  return {
    open: () => openPostgres(server.url(name), NOW),
    damage: async (table, where = 'true') => {
      const turned = 'set_bit(bytes, 800, 1 - get_bit(bytes, 800))';
      const update =
        table === 'envelopes'
          ? `UPDATE envelope_bytes SET bytes = ${turned} WHERE id IN (SELECT id FROM envelopes WHERE ${where})`
          : `UPDATE ${table} SET bytes = ${turned} WHERE ${where}`;
      await server.run(name, 'SET session_replication_role = replica', update);
    },
    files: () => server.filesOf(name),
    remove: async () => {
      await server.run(
        name,
        'SET session_replication_role = replica',
        ...TABLES.map((table) => `DELETE FROM ${table}`),
        'DELETE FROM challenges WHERE number > 1',
      );
    },
  };
}
