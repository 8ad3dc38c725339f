import { LEDGER_SCHEMA } from './sqlite-ledger.js';
import { MAC_KEY_SCHEMA } from './sqlite-mac.js';

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

/** Of the tables below; what an older one lacks stands in `UPGRADES`. */
export const VERSION = 5;

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
CREATE TABLE held_grant (grant_id TEXT PRIMARY KEY, mac BLOB NOT NULL) WITHOUT ROWID;
`;

const LETTERS = `
CREATE TABLE letter (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, digest BLOB NOT NULL, sealed BLOB NOT NULL, proof BLOB,
  acknowledged INTEGER, received INTEGER, problem TEXT, mac BLOB NOT NULL, UNIQUE (kind, digest)
);
CREATE TABLE letter_room (
  kind TEXT PRIMARY KEY, bytes INTEGER NOT NULL, mac BLOB NOT NULL
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

/** Every table of a new vault. */
export const SCHEMA = `
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
export const FIRST_ROWS = `INSERT INTO delivery VALUES (1, 0, 0, NULL, 0, x''); ${NOBODY_BELIEVED}`;

/** What a vault lacks of the version after its own. */
export const UPGRADES = new Map<number, readonly string[]>([
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
      `INSERT INTO letter_room SELECT 'read', ifnull(sum(length(sealed)), 0), x'' FROM read_record`,
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
