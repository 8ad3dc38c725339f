import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, type MigrationProvider } from 'kysely';
import pg from 'pg';
import { CoachError } from '../../error.js';
import { migrate } from '../sql/migrate.js';
import type { Schema } from '../sql/schema.js';
import { openPool } from './pool.js';
import { PoolDialect, SESSION } from './postgres-driver.js';

/*
 * Tables change while other coach APIs serve. Whoever wants a table that a change waits for waits behind the change, so a change
 * waits for a second alone, and then lets everybody go before it tries again.
 */

/** A statement may take its time: what it takes locks nobody out, by the rules of docs/upgrading.md. */
const MIGRATING = `${SESSION}; SET lock_timeout = '1s'; SET statement_timeout = 0`;
/** Milliseconds between two attempts, and how many there are: two minutes or so, of which a second each is waited for a lock. */
const [PAUSE, ATTEMPTS] = [1_000, 60];
/** SQLSTATE: a lock was waited for too long. */
const LOCK_NOT_AVAILABLE = '55P03';

export interface Migrating {
  readonly url: string;
  readonly migrations: MigrationProvider;
  readonly setting: string;
  /** Somebody uses a table that is to change; it is tried again. */
  readonly onWaiting?: (() => void) | undefined;
}

/** One process after the other, and everything that is missing in one transaction. @throws CoachError `bad-config` */
export async function migrateBesideOthers(migrating: Migrating): Promise<void> {
  const queries = new Kysely<Schema>({ dialect: new PoolDialect(openPool(migrating.url), MIGRATING) });
  try {
    for (let left = ATTEMPTS; !(await isMigrated(queries, migrating)); left -= 1) {
      if (left <= 1) throw inUse(migrating.setting);
      migrating.onWaiting?.();
      await pause(PAUSE);
    }
  } finally {
    await queries.destroy();
  }
}

async function isMigrated(queries: Kysely<Schema>, { migrations, setting }: Migrating): Promise<boolean> {
  try {
    await migrate({ queries, migrations, setting });
    return true;
  } catch (error) {
    if (isOfLock(error)) return false;
    throw error;
  }
}

/** However deep it lies. */
const isOfLock = (error: unknown): boolean =>
  error instanceof pg.DatabaseError
    ? error.code === LOCK_NOT_AVAILABLE
    : error instanceof Error && error.cause !== undefined && isOfLock(error.cause);

const inUse = (setting: string): CoachError =>
  new CoachError(
    'bad-config',
    `Somebody uses tables of the database of ${setting} that this version changes, as a backup does: start it again when that is over.`,
  );
