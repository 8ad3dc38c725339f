import { keyIdOf, toBase64Url } from '@fit4work/protocol';
import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';
import type { Schema } from '../sql/schema.js';

const TABLES = [
  `CREATE TABLE persons (pseudonym TEXT PRIMARY KEY, identity_key BLOB NOT NULL, vault_key BLOB NOT NULL, enrolled INTEGER NOT NULL)`,
  `CREATE TABLE agents (pseudonym TEXT NOT NULL REFERENCES persons, agent INTEGER NOT NULL, key BLOB NOT NULL,
    key_id TEXT NOT NULL UNIQUE, certificate BLOB NOT NULL, PRIMARY KEY (pseudonym, agent))`,
  `CREATE TABLE invitations (code_hash TEXT PRIMARY KEY, expires INTEGER NOT NULL, used_by TEXT)`,
  `CREATE TABLE envelopes (id INTEGER PRIMARY KEY, pseudonym TEXT NOT NULL, agent INTEGER NOT NULL, sequence INTEGER NOT NULL,
    leaf BLOB NOT NULL, granularity TEXT NOT NULL, window_start INTEGER NOT NULL, bytes BLOB NOT NULL, anchored_index INTEGER)`,
  `CREATE UNIQUE INDEX envelopes_sequence ON envelopes (pseudonym, agent, sequence)`,
  `CREATE INDEX envelopes_window ON envelopes (pseudonym, granularity, window_start)`,
  `CREATE INDEX envelopes_unanchored ON envelopes (id) WHERE anchored_index IS NULL`,
  `CREATE TABLE consents (id INTEGER PRIMARY KEY, leaf TEXT NOT NULL, pseudonym TEXT NOT NULL, bytes BLOB NOT NULL)`,
  `CREATE UNIQUE INDEX consents_record ON consents (pseudonym, leaf)`,
  // Consent is a history: what a coach may do is replayed from it, so no row of it changes or goes.
  `CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents BEGIN SELECT RAISE(ABORT, 'consent is append-only'); END`,
  `CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents BEGIN SELECT RAISE(ABORT, 'consent is append-only'); END`,
  `CREATE TABLE releases (leaf TEXT PRIMARY KEY, pseudonym TEXT NOT NULL, grant_id TEXT NOT NULL, bytes BLOB NOT NULL)`,
  `CREATE INDEX releases_grant ON releases (pseudonym, grant_id)`,
  `CREATE TABLE reads (id INTEGER PRIMARY KEY, leaf TEXT NOT NULL UNIQUE, pseudonym TEXT NOT NULL, coach TEXT NOT NULL,
    purpose TEXT NOT NULL, metrics TEXT NOT NULL, granularity TEXT NOT NULL, from_day TEXT NOT NULL, until_day TEXT NOT NULL,
    time INTEGER NOT NULL, record BLOB NOT NULL, sealed BLOB NOT NULL, sent INTEGER NOT NULL, anchored_index INTEGER)`,
  `CREATE INDEX reads_coach ON reads (coach, id)`,
  `CREATE INDEX reads_unsent ON reads (id) WHERE sent = 0`,
  `CREATE INDEX reads_unproven ON reads (id) WHERE anchored_index IS NULL`,
  `CREATE TABLE log_state (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL)`,
];

/** Envelopes that contradict a stored one (SPEC.md clause 6.4). The first are kept: nobody can push evidence out by sending more. */
const FORKS = [
  `CREATE TABLE forks (id INTEGER PRIMARY KEY, pseudonym TEXT NOT NULL, agent INTEGER NOT NULL, sequence INTEGER NOT NULL,
    leaf BLOB NOT NULL, bytes BLOB NOT NULL, time INTEGER NOT NULL)`,
  `CREATE UNIQUE INDEX forks_leaf ON forks (leaf)`,
  `CREATE TRIGGER forks_no_update BEFORE UPDATE ON forks BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END`,
  `CREATE TRIGGER forks_no_delete BEFORE DELETE ON forks BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END`,
];

/** For what is told again after the broker lost its memory. */
const READS_BY_TIME = ['CREATE INDEX reads_time ON reads (time)'];

/** For what a person may ask: erasure, recovery, retirement, and letters of every kind in one place. */
const RIGHTS = [
  `ALTER TABLE envelopes ADD COLUMN erased TEXT`,
  `ALTER TABLE agents ADD COLUMN last_sequence INTEGER`,
  `ALTER TABLE persons ADD COLUMN identity_id TEXT NOT NULL DEFAULT ''`,
  `ALTER TABLE persons ADD COLUMN kept BLOB`,
  `ALTER TABLE persons ADD COLUMN kept_issued INTEGER`,
  `CREATE INDEX persons_identity ON persons (identity_id)`,
  // Positions are told to people: none may be given twice, which AUTOINCREMENT sees to where rows go.
  `CREATE TABLE all_releases (id INTEGER PRIMARY KEY AUTOINCREMENT, leaf TEXT NOT NULL UNIQUE, pseudonym TEXT NOT NULL,
    grant_id TEXT NOT NULL, bytes BLOB NOT NULL, narrowed TEXT)`,
  `INSERT INTO all_releases (leaf, pseudonym, grant_id, bytes) SELECT leaf, pseudonym, grant_id, bytes FROM releases`,
  `DROP TABLE releases`,
  `ALTER TABLE all_releases RENAME TO releases`,
  `CREATE INDEX releases_grant ON releases (pseudonym, grant_id)`,
  `CREATE TABLE kept_keys (id INTEGER PRIMARY KEY AUTOINCREMENT, leaf TEXT NOT NULL UNIQUE, pseudonym TEXT NOT NULL,
    day TEXT NOT NULL, bytes BLOB NOT NULL)`,
  `CREATE INDEX kept_keys_day ON kept_keys (pseudonym, day)`,
  `CREATE TABLE erasures (id INTEGER PRIMARY KEY, leaf TEXT NOT NULL UNIQUE, pseudonym TEXT NOT NULL, bytes BLOB NOT NULL,
    certificate TEXT NOT NULL)`,
  `CREATE TABLE retirements (id INTEGER PRIMARY KEY, leaf TEXT NOT NULL UNIQUE, pseudonym TEXT NOT NULL, bytes BLOB NOT NULL)`,
  `CREATE TABLE letters (id INTEGER PRIMARY KEY, leaf TEXT NOT NULL UNIQUE, pseudonym TEXT NOT NULL, kind TEXT NOT NULL,
    coach TEXT, time INTEGER NOT NULL, for_person BLOB, for_coach BLOB, told INTEGER, settled INTEGER,
    acknowledged INTEGER NOT NULL DEFAULT 0, anchored_index INTEGER)`,
  `CREATE INDEX letters_person ON letters (pseudonym, kind, id)`,
  `CREATE INDEX letters_waiting ON letters (pseudonym, id) WHERE for_person IS NOT NULL AND told IS NULL`,
  `CREATE INDEX letters_unsettled ON letters (pseudonym) WHERE told IS NOT NULL AND settled IS NULL`,
  `CREATE INDEX letters_unproven ON letters (id) WHERE for_person IS NOT NULL AND anchored_index IS NULL`,
  `INSERT INTO letters (leaf, pseudonym, kind, coach, time, for_person, told, anchored_index)
    SELECT leaf, pseudonym, 'read', coach, time, sealed, iif(sent = 1, time, NULL), anchored_index FROM reads ORDER BY id`,
  `DROP INDEX reads_unsent`,
  `DROP INDEX reads_unproven`,
  `DROP INDEX reads_time`,
  `ALTER TABLE reads DROP COLUMN sealed`,
  `ALTER TABLE reads DROP COLUMN sent`,
  `ALTER TABLE reads DROP COLUMN anchored_index`,
  // Evidence stays, but for what its person has erased: of that the place in the chain alone.
  `DROP TRIGGER forks_no_update`,
  `CREATE TRIGGER forks_no_update BEFORE UPDATE ON forks
    WHEN length(NEW.bytes) > 0 OR NEW.id <> OLD.id OR NEW.pseudonym <> OLD.pseudonym OR NEW.agent <> OLD.agent
      OR NEW.sequence <> OLD.sequence OR NEW.leaf <> OLD.leaf OR NEW.time <> OLD.time
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END`,
];

/** From which policy of the log to which: together with the checkpoint, or a restart would believe neither. */
const FOLLOWED_POLICY = [
  `ALTER TABLE log_state ADD COLUMN policy_from TEXT`,
  `ALTER TABLE log_state ADD COLUMN policy_to TEXT`,
];

/** What was opened, and what came of holding it against the log. */
const OPENINGS = [
  `CREATE TABLE openings (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, leaves TEXT NOT NULL,
    releases INTEGER NOT NULL, keys INTEGER NOT NULL)`,
  `CREATE INDEX openings_time ON openings (time)`,
  `CREATE TRIGGER openings_no_update BEFORE UPDATE ON openings BEGIN SELECT RAISE(ABORT, 'openings are append-only'); END`,
  `CREATE TRIGGER openings_no_delete BEFORE DELETE ON openings BEGIN SELECT RAISE(ABORT, 'openings are append-only'); END`,
  `CREATE TABLE reconciled_days (day TEXT PRIMARY KEY, silent INTEGER NOT NULL, line BLOB NOT NULL)`,
  `CREATE INDEX reads_time ON reads (time)`,
];

/** Of people who are logged in. With a session goes the list of whom was read in it. */
const SESSIONS = [
  `CREATE TABLE sessions (id_hash TEXT PRIMARY KEY, account TEXT NOT NULL, provider_session TEXT, subject TEXT NOT NULL,
    role TEXT NOT NULL, capacities TEXT NOT NULL, auth_time INTEGER NOT NULL, begun INTEGER NOT NULL, seen INTEGER NOT NULL)`,
  `CREATE INDEX sessions_account ON sessions (account)`,
  `CREATE INDEX sessions_provider ON sessions (provider_session)`,
  `CREATE TABLE session_reads (id_hash TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, pseudonym TEXT NOT NULL,
    PRIMARY KEY (id_hash, pseudonym))`,
];

/** A login is what this service made one. Those of before have no code, and end. */
const SESSION_CODES = [`DELETE FROM sessions`, `ALTER TABLE sessions ADD COLUMN code TEXT NOT NULL DEFAULT ''`];

/** Of the provider, so that none counts twice. */
const LOGOUT_TOKENS = [
  `CREATE TABLE logout_tokens (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL)`,
  `CREATE INDEX logout_tokens_expires ON logout_tokens (expires)`,
];

/** Opened for is only what is here before: an erasure that cannot be executed yet has a record all the same. */
const DEMANDED_ERASURES = [
  `CREATE TABLE demanded_erasures (leaf TEXT PRIMARY KEY, pseudonym TEXT NOT NULL, bytes BLOB NOT NULL)`,
];

/** Anybody may ask how many there were: the other letters are not looked through for it. */
const ERASURE_TIMES = [`CREATE INDEX letters_erasures ON letters (time) WHERE kind = 'erasure'`];

/** What was there before belongs to the first challenge, which has neither end nor bound. Numbers are told to people: none is given twice. */
const CHALLENGES = [
  `CREATE TABLE challenges (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, starts INTEGER NOT NULL,
    ends INTEGER, seats INTEGER)`,
  `INSERT INTO challenges (name, starts) VALUES ('Fit4Work', 0)`,
  `CREATE TABLE numbered_invitations (number INTEGER PRIMARY KEY AUTOINCREMENT, code_hash TEXT NOT NULL UNIQUE,
    challenge INTEGER NOT NULL REFERENCES challenges, expires INTEGER NOT NULL, used_by TEXT, revoked INTEGER, suspended INTEGER)`,
  `INSERT INTO numbered_invitations (code_hash, challenge, expires, used_by)
    SELECT code_hash, 1, expires, used_by FROM invitations ORDER BY expires`,
  `DROP TABLE invitations`,
  `ALTER TABLE numbered_invitations RENAME TO invitations`,
  `CREATE INDEX invitations_challenge ON invitations (challenge, number)`,
  `ALTER TABLE persons ADD COLUMN challenge INTEGER NOT NULL DEFAULT 1`,
  `CREATE TABLE suspensions (pseudonym TEXT NOT NULL, agent INTEGER NOT NULL, invitation INTEGER NOT NULL,
    PRIMARY KEY (pseudonym, agent, invitation))`,
];

/** Whom a session read is what this service noted, as when it was seen last. Those of before have other codes, and end. */
const CODES_OF_READS = [`DELETE FROM sessions`, `ALTER TABLE session_reads ADD COLUMN code TEXT NOT NULL DEFAULT ''`];

/** One holding off is not another of the same second. */
const HOLDINGS = [`ALTER TABLE invitations ADD COLUMN holding TEXT`];
/** Envelopes that expired, or would. */
const RETENTION_COUNTS = [
  `CREATE TABLE retention_counts (day TEXT NOT NULL, district TEXT NOT NULL, counted INTEGER NOT NULL, people INTEGER NOT NULL,
    envelopes INTEGER NOT NULL, PRIMARY KEY (day, district, counted))`,
];

/** What was done to an invitation is believed by its mark. */
const INVITATION_MARKS = ['used_mark', 'revoked_mark', 'held_mark'].map(
  (column) => `ALTER TABLE invitations ADD COLUMN ${column} TEXT`,
);

/** SQLite has no SHA-256. */
async function nameIdentities(db: Kysely<Pick<Schema, 'persons'>>): Promise<void> {
  for (const { pseudonym, identity_key } of await db.selectFrom('persons').selectAll().execute()) {
    const identity_id = toBase64Url(keyIdOf(identity_key));
    await db.updateTable('persons').set({ identity_id }).where('pseudonym', '=', pseudonym).execute();
  }
}

const running = (statements: readonly string[]): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
});

/** In the order in which they run; a migration that was released never changes. */
export const MIGRATIONS: MigrationProvider = {
  getMigrations: async () => ({
    '001-first': running(TABLES),
    '002-forks': running(FORKS),
    '003-reads-by-time': running(READS_BY_TIME),
    '004-rights': {
      async up(db: Kysely<Pick<Schema, 'persons'>>): Promise<void> {
        await running(RIGHTS).up(db);
        await nameIdentities(db);
      },
    },
    '005-followed-policy': running(FOLLOWED_POLICY),
    '006-openings': running(OPENINGS),
    '007-challenges': running(CHALLENGES),
    '008-sessions': running(SESSIONS),
    '009-logout-tokens': running(LOGOUT_TOKENS),
    '010-demanded-erasures': running(DEMANDED_ERASURES),
    '011-erasure-times': running(ERASURE_TIMES),
    '012-session-codes': running(SESSION_CODES),
    '013-codes-of-reads': running(CODES_OF_READS),
    '014-holdings-expands': running(HOLDINGS),
    '015-retention-counts-expands': running(RETENTION_COUNTS),
    '016-invitation-marks-expands': running(INVITATION_MARKS),
  }),
};
