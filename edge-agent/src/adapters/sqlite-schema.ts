import Database from 'better-sqlite3';
import { AgentError } from '../error.js';

/*
 * One file, vault.db: WAL, and synchronous FULL for every table, since each holds what exists nowhere else: a wearable
 * forgets its history, and an outbox entry is the only copy of its bytes.
 */

const VERSION = 4;

/** What the outbox's law keeps beside it. `outbox_kept` finds bytes to be dropped, `record_waiting` what is to be sent. */
const LAW = `
CREATE TABLE finding (
  code TEXT PRIMARY KEY, first INTEGER NOT NULL, since INTEGER NOT NULL, last INTEGER NOT NULL, ended INTEGER,
  count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE believed (id INTEGER PRIMARY KEY CHECK (id = 1), receipt INTEGER NOT NULL, witnessed INTEGER NOT NULL);
INSERT INTO believed VALUES (1, 0, 0);
CREATE TABLE lapsed (grant_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX outbox_kept ON outbox (sequence) WHERE bytes IS NOT NULL;
CREATE INDEX record_waiting ON record (id) WHERE received = 0;
`;

const SCHEMA = `
CREATE TABLE identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pseudonym BLOB NOT NULL, agent INTEGER NOT NULL, agent_seed BLOB NOT NULL,
  identity_key BLOB NOT NULL, vault_key BLOB NOT NULL, certificate BLOB NOT NULL,
  wrap_salt BLOB NOT NULL, wrap_nonce BLOB NOT NULL, wrapped_root BLOB NOT NULL,
  coach_signing_key BLOB NOT NULL, coach_box_key BLOB NOT NULL, policy TEXT NOT NULL,
  invitation BLOB NOT NULL, registered INTEGER NOT NULL
);
CREATE TABLE wearable (
  id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL UNIQUE, family TEXT NOT NULL, key BLOB, cursor INTEGER,
  mark_day TEXT, mark_generation INTEGER, mark_nonce BLOB, mark_sealed BLOB,
  clock_at INTEGER, clock_drift INTEGER, clock_from INTEGER, clock_set INTEGER,
  battery INTEGER, charging INTEGER, device TEXT, synchronised INTEGER
);
CREATE TABLE day_keys (
  day TEXT NOT NULL, generation INTEGER NOT NULL, open BLOB, sealed BLOB NOT NULL,
  PRIMARY KEY (day, generation)
) WITHOUT ROWID;
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, generation INTEGER NOT NULL, wearable INTEGER NOT NULL, told INTEGER NOT NULL,
  metric TEXT NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL
);
CREATE TABLE tally (metric TEXT PRIMARY KEY, samples INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX chunk_day ON chunk (day);
CREATE TABLE position (granularity TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, bytes BLOB, log_index INTEGER
);
CREATE INDEX outbox_unproven ON outbox (sequence) WHERE log_index IS NULL;
CREATE TABLE record (
  id INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, bytes BLOB NOT NULL, payload BLOB NOT NULL,
  received INTEGER NOT NULL DEFAULT 0, log_index INTEGER
);
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY CHECK (id = 1), received INTEGER NOT NULL, checkpoint TEXT, scanned INTEGER NOT NULL
);
INSERT INTO delivery VALUES (1, 0, NULL, 0);
CREATE TABLE read_record (
  digest BLOB PRIMARY KEY, sealed BLOB NOT NULL, proof BLOB, acknowledged INTEGER
) WITHOUT ROWID;
${LAW}`;

/** What a vault lacks of the version after its own. */
const UPGRADES = new Map<number, readonly string[]>([
  [2, ['ALTER TABLE read_record ADD COLUMN proof BLOB', 'ALTER TABLE read_record ADD COLUMN acknowledged INTEGER']],
  [3, [LAW]],
]);
const OLDEST = Math.min(...UPGRADES.keys());

/**
 * Opens the vault file, or makes it.
 *
 * @throws AgentError `vault-damaged` when the file is not a vault of this version
 */
export function openDatabase(path: string): Database.Database {
  try {
    return prepare(new Database(path));
  } catch (cause) {
    throw new AgentError(
      'vault-damaged',
      `${path} is not a vault of this version; name another state folder or restore it.`,
      { cause },
    );
  }
}

function prepare(db: Database.Database): Database.Database {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  // A key that is forgotten must be gone from the file: SQLite otherwise leaves deleted bytes where they were.
  db.pragma('secure_delete = ON');
  db.pragma('busy_timeout = 5000');
  if (versionOf(db) !== VERSION) db.transaction(() => bringUp(db)).exclusive();
  return db;
}

const versionOf = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }));

function bringUp(db: Database.Database): void {
  const version = versionOf(db);
  // Another process found the same vault, and came first.
  if (version === VERSION) return;
  if (version === 0) db.exec(SCHEMA);
  else if (version < OLDEST || version > VERSION) {
    throw new AgentError('vault-damaged', `The vault has version ${version}.`);
  }
  for (let each = version; each > 0 && each < VERSION; each++) {
    for (const statement of UPGRADES.get(each) ?? []) db.exec(statement);
  }
  db.pragma(`user_version = ${VERSION}`);
}
