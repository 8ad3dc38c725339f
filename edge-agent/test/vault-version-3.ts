/** The tables of a vault of version 3, before rows were authenticated. */
export const VERSION_3 = `
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
`;
