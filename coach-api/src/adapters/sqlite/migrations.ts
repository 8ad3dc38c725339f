import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';

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
  }),
};
