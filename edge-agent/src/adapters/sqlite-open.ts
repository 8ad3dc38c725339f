import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Said } from '../core/language.js';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { AgentError } from '../error.js';
import { guarded, lastLost } from './sqlite-damage.js';
import { isRemembered, refuseEmptied } from './sqlite-emptied.js';
import { HeadWriter, lookBefore, readHead, stateOf } from './sqlite-head.js';
import { Ledger } from './sqlite-ledger.js';
import { makeMacKey } from './sqlite-mac.js';
import { lockOpening } from './sqlite-run-lock.js';
import { FIRST_ROWS, SCHEMA, UPGRADES, VERSION } from './sqlite-schema.js';
import { type Tables, tablesOf } from './sqlite-tables.js';
import { countInTree } from './sqlite-version-4.js';
import { mendWal } from './sqlite-wal.js';

const OLDEST = Math.min(...UPGRADES.keys());
/** Its rows are authenticated already. */
const COUNTED_IN_LISTS = 4;

/** One open vault file. */
export interface OpenVault {
  readonly ledger: Ledger;
  readonly tables: Tables;
  /** What was noticed as it was opened and takes nothing away, in a sentence each. */
  readonly noticed: readonly Said[];
  close(): void;
}

/**
 * Opens the vault file, or makes it.
 *
 * @param lock keeps a repair away meanwhile; the repair itself needs none
 * @param alone without a file of shared memory, and so with nobody beside it
 * @throws AgentError `vault-damaged` when the file is not a vault of this version or was emptied, `disk-full`, `disk-failed`
 */
export function openVault(path: string, lock = lockOpening, alone = false): OpenVault {
  const open = (): OpenVault => {
    refuseEmptied(path);
    // SQLite throws away what it does not believe of the log, as soon as it closes.
    const log = readLog(path);
    const opened = openOnce(path, { lock, alone, mended: [] });
    if (opened !== 'behind') return opened;
    const mended = log && mendWal(log);
    if (mended === undefined) throw lastLost();
    writeFileSync(`${path}-wal`, mended, { mode: 0o600 });
    const again = openOnce(path, { lock, alone, mended: [VAULT_REFUSALS.damaged(VAULT_THINGS.walMended)] });
    if (again === 'behind') throw lastLost();
    return again;
  };
  return guarded(VAULT_THINGS.file, open, dirname(path));
}

/**
 * The same for who only looks, and closes it soon: a full disk has no room for the memory that connections share, and what
 * lies in the vault is told all the same.
 *
 * @throws AgentError as {@link openVault}
 */
export function openThoughFull(path: string): OpenVault {
  try {
    return openVault(path);
  } catch (error) {
    if (!(error instanceof AgentError && error.code === 'disk-full')) throw error;
    return openVault(path, lockOpening, true);
  }
}

const readLog = (path: string): Uint8Array | undefined =>
  existsSync(`${path}-wal`) ? new Uint8Array(readFileSync(`${path}-wal`)) : undefined;

interface Opening {
  readonly lock: typeof lockOpening;
  readonly alone: boolean;
  /** What was mended of it before. */
  readonly mended: readonly Said[];
}

/** @returns `behind` when transactions are missing that were committed; it is closed then */
function openOnce(path: string, how: Opening): OpenVault | 'behind' {
  const there = fileAt(path);
  const before = lookBefore(path);
  const db = new Database(path);
  try {
    if (how.alone) db.pragma('locking_mode = EXCLUSIVE');
    waitFor(db);
    const place = there ?? fileAt(path);
    if (!underLock(how.lock(dirname(path)), () => prepareInPlace(db, path, place))) {
      db.close();
      return openOnce(path, how);
    }
    const ledger = new Ledger(db);
    const looked = lookAt(before, ledger);
    if (looked === 'behind') {
      db.close();
      return 'behind';
    }
    const { state } = looked;
    const noticed = [...how.mended, ...looked.noticed];
    const writer = new HeadWriter(path, ledger, state);
    ledger.onCommit = (turn) => writer.committed(turn);
    return { ledger, tables: tablesOf(ledger), noticed, close: () => closeWith(ledger, writer) };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * What is noticed of a vault as it is opened.
 *
 * @param before of its files, as they lay there before SQLite opened them
 * @returns `behind` when transactions are missing that were committed
 */
export function lookAt(
  before: ReturnType<typeof lookBefore>,
  ledger: Ledger,
): { readonly state: ReturnType<typeof stateOf>; readonly noticed: readonly Said[] } | 'behind' {
  const file = readHead(before.head, ledger);
  // Read after the head: another process may commit in between.
  if ((file.head?.turn ?? 0) > ledger.turn) return 'behind';
  const state = stateOf(before, ledger, file);
  const noticed = [
    ...(file.damaged ? [VAULT_REFUSALS.damaged(VAULT_THINGS.head)] : []),
    ...(isDefinedAsMade(ledger) ? [] : [VAULT_REFUSALS.damaged(VAULT_THINGS.definitions)]),
    ...(state === 'changed' ? [VAULT_REFUSALS.damaged(VAULT_THINGS.someBit)] : []),
  ];
  return { state, noticed };
}

function isDefinedAsMade(ledger: Ledger): boolean {
  try {
    return ledger.isDefinedAsMade();
  } catch (error) {
    // A count that is damaged is said by who asks for what it counts.
    if (error instanceof AgentError && error.code === 'vault-damaged') return false;
    throw error;
  }
}

function closeWith(ledger: Ledger, writer: HeadWriter): void {
  let turn: number | undefined;
  try {
    turn = ledger.turn;
    writer.closing();
  } catch {
    // Of a count that is damaged nothing is said.
  }
  ledger.db.close();
  if (turn !== undefined) writer.closed(turn);
}

function underLock<T>(release: () => void, use: () => T): T {
  try {
    return use();
  } finally {
    release();
  }
}

/**
 * @returns false where a repair that was waited for has put a new vault in the place of this file; or a command that failed
 *   took it away, which it may as long as nobody has it open, as who has prepared it does
 */
function prepareInPlace(db: Database.Database, path: string, place: number | undefined): boolean {
  const isThere = (): boolean => place !== undefined && fileAt(path) === place;
  if (!isThere()) return false;
  prepare(db, path);
  return isThere();
}

/** Which file it is, whatever its name. */
const fileAt = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;

/** Reads, and so waits for whoever has it alone. */
function waitFor(db: Database.Database): void {
  db.pragma('busy_timeout = 5000');
  versionOf(db);
}

function prepare(db: Database.Database, path: string): void {
  db.pragma('temp_store = FILE');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  // A key that is forgotten must be gone from the file: SQLite otherwise leaves deleted bytes where they were.
  db.pragma('secure_delete = ON');
  if (versionOf(db) !== VERSION) db.transaction(() => bringUp(db, path)).exclusive();
  // Where the disk errs as the file is opened, SQLite opens it for reading alone, and every write would fail for ever.
  db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${VERSION}; ROLLBACK`);
}

const versionOf = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }));

function bringUp(db: Database.Database, path: string): void {
  const version = versionOf(db);
  // Another process found the same vault, and came first.
  if (version === VERSION) return;
  // A file that SQLite takes for new, where there was a vault.
  if (version === 0 && isRemembered(path)) throw new AgentError('vault-damaged', VAULT_REFUSALS.emptied);
  if (version === 0) db.exec(`${SCHEMA}${FIRST_ROWS}`);
  else if (version < OLDEST || version > VERSION) {
    throw new AgentError('vault-damaged', VAULT_REFUSALS.otherVersion(path));
  }
  for (let each = version; each > 0 && each < VERSION; each++) {
    for (const statement of UPGRADES.get(each) ?? []) db.exec(statement);
  }
  if (version === COUNTED_IN_LISTS) countInTree(db);
  else {
    makeMacKey(db);
    authenticateAll(db);
  }
  db.pragma(`user_version = ${VERSION}`);
}

/** Makes an open vault as it was when it was made, within a transaction. */
export function emptyVault({ ledger, tables }: OpenVault): void {
  const { db } = ledger;
  for (const { name } of Object.values(tables)) db.exec(`DELETE FROM ${name}`);
  db.exec(FIRST_ROWS);
  ledger.recount(
    ledger.turn + 1,
    Object.values(tables).map((table) => table.authenticate()),
  );
}

/** Whatever was there before rows were authenticated is believed as it stands. */
function authenticateAll(db: Database.Database): void {
  const ledger = new Ledger(db);
  const tables = tablesOf(ledger);
  ledger.recount(
    1,
    Object.values(tables).map((table) => table.authenticate()),
  );
}
