import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AgentError } from '../error.js';
import { damaged, guarded, lastLost } from './sqlite-damage.js';
import { HeadWriter, readHead, stateOf } from './sqlite-head.js';
import { LEDGER_SCHEMA, Ledger } from './sqlite-ledger.js';
import { MAC_KEY_SCHEMA, makeMacKey } from './sqlite-mac.js';
import { type Tables, tablesOf } from './sqlite-tables.js';
import { mendWal } from './sqlite-wal.js';

/*
 * One file, vault.db, in WAL. `synchronous` is FULL for every table, so that a commit is on the disk when it returns, since
 * one transaction often writes several and none could bear less for long:
 *
 * - identity, mac_key: made once, before anything is sent; lost, nobody is who they were.
 * - wearable, chunk, day_keys, tally: before the wearable may forget; there is no other copy.
 * - outbox, position: before an envelope is published; lost, one sequence number would go to two envelopes.
 * - record: before a grant or its end is told to anybody; read_record: before the broker may forget it.
 * - delivery: could be had again from receipts and the log, but that the log never goes back rests on it.
 * - census, root: with the rows that they count.
 *
 * Every row has a `mac` (sqlite-mac.ts) and is counted (sqlite-ledger.ts).
 */

const VERSION = 4;

/** What makes a vault whole on a new machine, and what an agent before this one made. */
const RECOVERY = `
CREATE TABLE recovery (id INTEGER PRIMARY KEY CHECK (id = 1), told TEXT NOT NULL, mac BLOB NOT NULL);
CREATE TABLE next_agent (
  id INTEGER PRIMARY KEY CHECK (id = 1), agent INTEGER NOT NULL, agent_seed BLOB NOT NULL, certificate BLOB NOT NULL,
  mac BLOB NOT NULL
);
CREATE TABLE past_envelope (
  agent INTEGER NOT NULL, sequence INTEGER NOT NULL, leaf BLOB NOT NULL UNIQUE, log_index INTEGER, window_start INTEGER,
  mac BLOB NOT NULL, PRIMARY KEY (agent, sequence)
) WITHOUT ROWID;
CREATE INDEX past_unproven ON past_envelope (agent, sequence) WHERE log_index IS NULL;
`;

const LETTERS = `
CREATE TABLE letter (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, digest BLOB NOT NULL, sealed BLOB NOT NULL, proof BLOB,
  acknowledged INTEGER, received INTEGER, mac BLOB NOT NULL, UNIQUE (kind, digest)
);
CREATE TABLE letter_room (
  kind TEXT PRIMARY KEY, bytes INTEGER NOT NULL, refused INTEGER NOT NULL, mac BLOB NOT NULL
) WITHOUT ROWID;
`;

const ERASURE = `
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, from_day TEXT NOT NULL, until_day TEXT NOT NULL,
  stretch_start INTEGER NOT NULL, stretch_end INTEGER NOT NULL, issued INTEGER NOT NULL, received_up_to INTEGER NOT NULL,
  certified INTEGER, envelopes INTEGER, certificate_index INTEGER, problem TEXT, mac BLOB NOT NULL
);
`;

const WINDOWS = `
CREATE TABLE sealed_window (
  granularity TEXT NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL, revision INTEGER NOT NULL,
  generation INTEGER, size INTEGER NOT NULL, digest BLOB, mac BLOB NOT NULL, PRIMARY KEY (granularity, start)
) WITHOUT ROWID;
CREATE TABLE touched_day (
  day TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL, chunk INTEGER NOT NULL,
  waiting INTEGER NOT NULL, mac BLOB NOT NULL
) WITHOUT ROWID;
`;
/** Of the windows that are sealed already, version 3 knew how far they reach. */
const SEALED_BEFORE = `
INSERT INTO sealed_window SELECT granularity, 0, until, 0, NULL, 0, NULL, x'' FROM position`;

/** One-time logins of the page, by digest. */
const LOGINS = `
CREATE TABLE page_login (digest BLOB PRIMARY KEY, expires INTEGER NOT NULL, mac BLOB NOT NULL) WITHOUT ROWID;
`;

/** What the outbox's law keeps beside it. `outbox_kept` finds bytes to be dropped, `record_waiting` what is to be sent. */
const LAW = `
CREATE TABLE finding (
  code TEXT PRIMARY KEY, first INTEGER NOT NULL, since INTEGER NOT NULL, last INTEGER NOT NULL, ended INTEGER,
  count INTEGER NOT NULL, mac BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE believed (
  id INTEGER PRIMARY KEY CHECK (id = 1), receipt INTEGER NOT NULL, witnessed INTEGER NOT NULL, mac BLOB NOT NULL
);
CREATE TABLE lapsed (grant_id TEXT PRIMARY KEY, mac BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX outbox_kept ON outbox (sequence) WHERE bytes IS NOT NULL;
CREATE INDEX record_waiting ON record (id) WHERE received = 0;
`;
const NOBODY_BELIEVED = "INSERT INTO believed VALUES (1, 0, 0, x'');";

const SCHEMA = `
CREATE TABLE identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pseudonym BLOB NOT NULL, agent INTEGER NOT NULL, agent_seed BLOB NOT NULL,
  identity_key BLOB NOT NULL, vault_key BLOB NOT NULL, certificate BLOB NOT NULL,
  wrap_salt BLOB NOT NULL, wrap_nonce BLOB NOT NULL, wrapped_root BLOB NOT NULL,
  coach_signing_key BLOB NOT NULL, coach_box_key BLOB NOT NULL, policy TEXT NOT NULL,
  invitation BLOB NOT NULL, registered INTEGER NOT NULL, coach_url TEXT NOT NULL, certificates TEXT NOT NULL,
  broker_url TEXT NOT NULL, log_url TEXT NOT NULL, zone TEXT NOT NULL, kept BLOB, words_confirmed INTEGER NOT NULL,
  mac BLOB NOT NULL
);
CREATE TABLE wearable (
  id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, family TEXT NOT NULL, key BLOB, cursor INTEGER,
  mark_day TEXT, mark_generation INTEGER, mark_nonce BLOB, mark_sealed BLOB,
  clock_at INTEGER, clock_drift INTEGER, clock_from INTEGER, clock_set INTEGER,
  battery INTEGER, charging INTEGER, device TEXT, synchronised INTEGER, mac BLOB NOT NULL
);
CREATE TABLE day_keys (
  day TEXT NOT NULL, generation INTEGER NOT NULL, open BLOB, sealed BLOB NOT NULL, mac BLOB NOT NULL,
  PRIMARY KEY (day, generation)
) WITHOUT ROWID;
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, generation INTEGER NOT NULL, wearable INTEGER NOT NULL, told INTEGER NOT NULL,
  metric TEXT NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL, mac BLOB NOT NULL
);
CREATE TABLE tally (metric TEXT PRIMARY KEY, samples INTEGER NOT NULL, mac BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX chunk_day ON chunk (day);
CREATE TABLE position (granularity TEXT PRIMARY KEY, until INTEGER NOT NULL, mac BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, bytes BLOB, log_index INTEGER, window_start INTEGER,
  mac BLOB NOT NULL
);
CREATE INDEX outbox_unproven ON outbox (sequence) WHERE log_index IS NULL;
CREATE TABLE record (
  id INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, bytes BLOB NOT NULL, payload BLOB NOT NULL,
  received INTEGER NOT NULL, log_index INTEGER, mac BLOB NOT NULL
);
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY CHECK (id = 1), received INTEGER NOT NULL, proven INTEGER NOT NULL, checkpoint TEXT,
  scanned INTEGER NOT NULL, mac BLOB NOT NULL
);
${LETTERS}${ERASURE}${WINDOWS}${LOGINS}${RECOVERY}${LAW}${LEDGER_SCHEMA}${MAC_KEY_SCHEMA}
`;

const TABLES_OF_3 = [
  ...['identity', 'wearable', 'day_keys', 'chunk', 'tally', 'position', 'outbox', 'record', 'delivery'],
];

/** What stands in a vault of which nothing was made yet. */
const FIRST_ROWS = `INSERT INTO delivery VALUES (1, 0, 0, NULL, 0, x''); ${NOBODY_BELIEVED}`;

/** What a vault lacks of the version after its own. */
const UPGRADES = new Map<number, readonly string[]>([
  [2, ['ALTER TABLE read_record ADD COLUMN proof BLOB', 'ALTER TABLE read_record ADD COLUMN acknowledged INTEGER']],
  [
    3,
    [
      ...['coach_url', 'certificates', 'broker_url', 'log_url', 'zone'].map(
        (column) => `ALTER TABLE identity ADD COLUMN ${column} TEXT NOT NULL DEFAULT ''`,
      ),
      'ALTER TABLE identity ADD COLUMN kept BLOB',
      'ALTER TABLE identity ADD COLUMN words_confirmed INTEGER NOT NULL DEFAULT 0',
      LETTERS,
      RECOVERY,
      ERASURE,
      WINDOWS,
      SEALED_BEFORE,
      LOGINS,
      LAW,
      NOBODY_BELIEVED,
      `INSERT INTO letter (kind, digest, sealed, proof, acknowledged, mac)
         SELECT 'read', digest, sealed, proof, acknowledged, x'' FROM read_record`,
      `INSERT INTO letter_room SELECT 'read', ifnull(sum(length(sealed)), 0), 0, x'' FROM read_record`,
      'DROP TABLE read_record',
      ...TABLES_OF_3.map((table) => `ALTER TABLE ${table} ADD COLUMN mac BLOB`),
      'ALTER TABLE delivery ADD COLUMN proven INTEGER NOT NULL DEFAULT 0',
      'UPDATE delivery SET proven = (SELECT count(*) FROM outbox WHERE log_index IS NOT NULL)',
      "INSERT INTO tally (metric, samples) SELECT 'wearables', seq FROM sqlite_sequence WHERE name = 'wearable'",
      'ALTER TABLE outbox ADD COLUMN window_start INTEGER',
      LEDGER_SCHEMA,
      MAC_KEY_SCHEMA,
    ],
  ],
]);
const OLDEST = Math.min(...UPGRADES.keys());

/** One open vault file. */
export interface OpenVault {
  readonly ledger: Ledger;
  readonly tables: Tables;
  /** What was noticed as it was opened and takes nothing away, in a sentence each. */
  readonly noticed: readonly string[];
  close(): void;
}

/**
 * Opens the vault file, or makes it.
 *
 * @throws AgentError `vault-damaged` when the file is not a vault of this version, `disk-full`, `disk-failed`
 */
export function openVault(path: string): OpenVault {
  return guarded('the file itself', () => {
    // SQLite throws away what it does not believe of the log, as soon as it closes.
    const log = readLog(path);
    const opened = openOnce(path, []);
    if (opened !== 'behind') return opened;
    const mended = log && mendWal(log);
    if (mended === undefined) throw lastLost();
    writeFileSync(`${path}-wal`, mended, { mode: 0o600 });
    const again = openOnce(path, [damaged('the write-ahead log, in which a flipped bit was turned back,').message]);
    if (again === 'behind') throw lastLost();
    return again;
  });
}

const readLog = (path: string): Uint8Array | undefined =>
  existsSync(`${path}-wal`) ? new Uint8Array(readFileSync(`${path}-wal`)) : undefined;

/** @returns `behind` when transactions are missing that were committed; it is closed then */
function openOnce(path: string, mended: readonly string[]): OpenVault | 'behind' {
  const db = new Database(path);
  try {
    prepare(db, path);
    const ledger = new Ledger(db);
    const file = readHead(path, ledger);
    // Read after the head: another process may commit in between.
    if ((file.head?.turn ?? 0) > ledger.turn) {
      db.close();
      return 'behind';
    }
    const state = stateOf(path, ledger, file);
    const noticed = [
      ...mended,
      ...(file.damaged ? [damaged('the record of its last state').message] : []),
      ...(state === 'changed' ? [damaged('at least one bit, be it of nothing that is kept,').message] : []),
    ];
    const writer = new HeadWriter(path, ledger, state);
    ledger.onCommit = (turn) => writer.committed(turn);
    return { ledger, tables: tablesOf(ledger), noticed, close: () => closeWith(ledger, writer) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function closeWith(ledger: Ledger, writer: HeadWriter): void {
  let turn: number | undefined;
  try {
    turn = ledger.turn;
  } catch {
    // Of a count that is damaged nothing is said.
  }
  ledger.db.close();
  if (turn !== undefined) writer.closed(turn);
}

function prepare(db: Database.Database, path: string): void {
  db.pragma('busy_timeout = 5000');
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
  if (version === 0) db.exec(`${SCHEMA}${FIRST_ROWS}`);
  else if (version < OLDEST || version > VERSION) {
    throw new AgentError(
      'vault-damaged',
      `${path} is not a vault of this version; name another state folder or restore it.`,
    );
  }
  for (let each = version; each > 0 && each < VERSION; each++) {
    for (const statement of UPGRADES.get(each) ?? []) db.exec(statement);
  }
  makeMacKey(db);
  authenticateAll(db);
  db.pragma(`user_version = ${VERSION}`);
}

/** Makes an open vault as it was when it was made. */
export function emptyVault({ ledger, tables }: OpenVault): void {
  const { db } = ledger;
  guarded('the file itself', () =>
    db
      .transaction(() => {
        for (const { name } of Object.values(tables)) db.exec(`DELETE FROM ${name}`);
        db.exec(FIRST_ROWS);
        ledger.recount(
          ledger.turn + 1,
          Object.values(tables).flatMap((table) => table.authenticate()),
        );
      })
      .exclusive(),
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
