import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';
import { PARTITIONED } from './partitions.js';

/* Text is compared byte by byte, as SQLite does. An identity is never given twice, also where rows go: positions are told to people. */

const ID = 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
const NAME = 'text COLLATE "C"';
const RECORD = `${ID}, leaf ${NAME} NOT NULL UNIQUE, pseudonym ${NAME} NOT NULL`;

const PEOPLE = [
  `CREATE TABLE persons (pseudonym ${NAME} PRIMARY KEY, identity_key bytea NOT NULL, identity_id ${NAME} NOT NULL,
    vault_key bytea NOT NULL, enrolled bigint NOT NULL, kept bytea, kept_issued bigint)`,
  `CREATE INDEX persons_identity ON persons (identity_id)`,
  `CREATE TABLE agents (pseudonym ${NAME} NOT NULL REFERENCES persons, agent bigint NOT NULL, key bytea NOT NULL,
    key_id ${NAME} NOT NULL UNIQUE, certificate bytea NOT NULL, last_sequence bigint, PRIMARY KEY (pseudonym, agent))`,
  `CREATE TABLE invitations (code_hash ${NAME} PRIMARY KEY, expires bigint NOT NULL, used_by ${NAME})`,
];

/**
 * The place of an envelope in its chain stays when its bytes go, and is unique in no partition: it stands in a table of its own.
 * Bytes are looked for where they are asked for, and nowhere else.
 */
const ENVELOPES = [
  `CREATE TABLE envelope_places (${ID}, pseudonym ${NAME} NOT NULL, agent bigint NOT NULL, sequence bigint NOT NULL,
    leaf bytea NOT NULL, granularity ${NAME} NOT NULL, window_start bigint NOT NULL, anchored_index bigint, erased ${NAME})`,
  `CREATE UNIQUE INDEX envelopes_sequence ON envelope_places (pseudonym, agent, sequence)`,
  `CREATE INDEX envelopes_window ON envelope_places (pseudonym, granularity, window_start, id)`,
  `CREATE INDEX envelopes_unanchored ON envelope_places (id) WHERE anchored_index IS NULL`,
  ...PARTITIONED,
  `CREATE VIEW envelopes AS SELECT id, pseudonym, agent, sequence, leaf, granularity, window_start,
    coalesce((SELECT envelope_bytes.bytes FROM envelope_bytes WHERE envelope_bytes.window_start = envelope_places.window_start
      AND envelope_bytes.id = envelope_places.id), ''::bytea) AS bytes, anchored_index, erased FROM envelope_places`,
];

const RECORDS = [
  `CREATE TABLE consents (${ID}, leaf ${NAME} NOT NULL, pseudonym ${NAME} NOT NULL, bytes bytea NOT NULL)`,
  `CREATE UNIQUE INDEX consents_record ON consents (pseudonym, leaf)`,
  `CREATE TABLE releases (${RECORD}, grant_id ${NAME} NOT NULL, bytes bytea NOT NULL, narrowed ${NAME})`,
  `CREATE INDEX releases_grant ON releases (pseudonym, grant_id)`,
  `CREATE TABLE kept_keys (${RECORD}, day ${NAME} NOT NULL, bytes bytea NOT NULL)`,
  `CREATE INDEX kept_keys_day ON kept_keys (pseudonym, day)`,
  `CREATE TABLE erasures (${RECORD}, bytes bytea NOT NULL, certificate ${NAME} NOT NULL)`,
  `CREATE TABLE retirements (${RECORD}, bytes bytea NOT NULL)`,
  `CREATE TABLE forks (${ID}, pseudonym ${NAME} NOT NULL, agent bigint NOT NULL, sequence bigint NOT NULL,
    leaf bytea NOT NULL UNIQUE, bytes bytea NOT NULL, time bigint NOT NULL)`,
  // What was destroyed in a table stays in its file until that is written anew.
  `CREATE TABLE emptied (${ID}, relation text NOT NULL, transaction xid8 NOT NULL DEFAULT pg_current_xact_id())`,
];

const LETTERS = [
  `CREATE TABLE letters (${RECORD}, kind ${NAME} NOT NULL, coach ${NAME}, time bigint NOT NULL, for_person bytea,
    for_coach bytea, told bigint, settled bigint, acknowledged integer NOT NULL DEFAULT 0, anchored_index bigint)`,
  `CREATE INDEX letters_person ON letters (pseudonym, kind, id)`,
  `CREATE INDEX letters_waiting ON letters (pseudonym, id) WHERE for_person IS NOT NULL AND told IS NULL`,
  `CREATE INDEX letters_unsettled ON letters (pseudonym) WHERE told IS NOT NULL AND settled IS NULL`,
  `CREATE INDEX letters_unproven ON letters (id) WHERE for_person IS NOT NULL AND anchored_index IS NULL`,
  `CREATE TABLE reads (${RECORD}, coach ${NAME} NOT NULL, purpose text NOT NULL, metrics text NOT NULL,
    granularity ${NAME} NOT NULL, from_day ${NAME} NOT NULL, until_day ${NAME} NOT NULL, time bigint NOT NULL, record bytea NOT NULL)`,
  `CREATE INDEX reads_coach ON reads (coach, id)`,
  `CREATE TABLE log_state (id integer PRIMARY KEY CHECK (id = 1), state text NOT NULL, policy_from text, policy_to text)`,
];

/** Consent is a history and evidence stays, but for what its person has erased: of that the place in the chain alone. */
const APPEND_ONLY = [
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_ARGV[0]; END $$`,
  `CREATE TRIGGER consents_no_change BEFORE UPDATE OR DELETE ON consents
    FOR EACH ROW EXECUTE FUNCTION refuse_change('consent')`,
  `CREATE TRIGGER consents_no_truncate BEFORE TRUNCATE ON consents EXECUTE FUNCTION refuse_change('consent')`,
  `CREATE TRIGGER forks_no_update BEFORE UPDATE ON forks FOR EACH ROW
    WHEN (length(NEW.bytes) > 0 OR (NEW.id, NEW.pseudonym, NEW.agent, NEW.sequence, NEW.leaf, NEW.time)
      IS DISTINCT FROM (OLD.id, OLD.pseudonym, OLD.agent, OLD.sequence, OLD.leaf, OLD.time))
    EXECUTE FUNCTION refuse_change('evidence')`,
  `CREATE TRIGGER forks_no_delete BEFORE DELETE ON forks FOR EACH ROW EXECUTE FUNCTION refuse_change('evidence')`,
  `CREATE TRIGGER forks_no_truncate BEFORE TRUNCATE ON forks EXECUTE FUNCTION refuse_change('evidence')`,
];

/** What was opened, and what came of holding it against the log. */
const OPENINGS = [
  `CREATE TABLE openings (${ID}, time bigint NOT NULL, leaves text NOT NULL, releases integer NOT NULL, keys integer NOT NULL)`,
  `CREATE INDEX openings_time ON openings (time)`,
  `CREATE TRIGGER openings_no_change BEFORE UPDATE OR DELETE ON openings
    FOR EACH ROW EXECUTE FUNCTION refuse_change('openings')`,
  `CREATE TRIGGER openings_no_truncate BEFORE TRUNCATE ON openings EXECUTE FUNCTION refuse_change('openings')`,
  `CREATE TABLE reconciled_days (day ${NAME} PRIMARY KEY, silent integer NOT NULL, line bytea NOT NULL)`,
  `CREATE INDEX reads_time ON reads (time)`,
];

/** Of people who are logged in. With a session goes the list of whom was read in it. */
const SESSIONS = [
  `CREATE TABLE sessions (id_hash ${NAME} PRIMARY KEY, account ${NAME} NOT NULL, provider_session ${NAME}, subject ${NAME} NOT NULL,
    role ${NAME} NOT NULL, capacities text NOT NULL, auth_time bigint NOT NULL, begun bigint NOT NULL, seen bigint NOT NULL)`,
  `CREATE INDEX sessions_account ON sessions (account)`,
  `CREATE INDEX sessions_provider ON sessions (provider_session)`,
  `CREATE TABLE session_reads (id_hash ${NAME} NOT NULL REFERENCES sessions ON DELETE CASCADE, pseudonym ${NAME} NOT NULL,
    PRIMARY KEY (id_hash, pseudonym))`,
];

/** A login is what this service made one. Those of before have no code, and end. */
const SESSION_CODES = [`DELETE FROM sessions`, `ALTER TABLE sessions ADD COLUMN code text NOT NULL DEFAULT ''`];

/** Of the provider, so that none counts twice. */
const LOGOUT_TOKENS = [
  `CREATE TABLE logout_tokens (hash ${NAME} PRIMARY KEY, expires bigint NOT NULL)`,
  `CREATE INDEX logout_tokens_expires ON logout_tokens (expires)`,
];

/** Opened for is only what is here before: an erasure that cannot be executed yet has a record all the same. */
const DEMANDED_ERASURES = [
  `CREATE TABLE demanded_erasures (leaf ${NAME} PRIMARY KEY, pseudonym ${NAME} NOT NULL, bytes bytea NOT NULL)`,
];

/** Anybody may ask how many there were: the other letters are not looked through for it. */
const ERASURE_TIMES = [`CREATE INDEX letters_erasures ON letters (time) WHERE kind = 'erasure'`];

/** What was there before belongs to the first challenge, which has neither end nor bound. */
const CHALLENGES = [
  `CREATE TABLE challenges (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE,
    starts bigint NOT NULL, ends bigint, seats bigint)`,
  `INSERT INTO challenges (name, starts) VALUES ('Fit4Work', 0)`,
  `ALTER TABLE invitations ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN challenge bigint NOT NULL DEFAULT 1 REFERENCES challenges, ADD COLUMN revoked bigint, ADD COLUMN suspended bigint`,
  `ALTER TABLE invitations ALTER COLUMN challenge DROP DEFAULT`,
  `CREATE INDEX invitations_challenge ON invitations (challenge, number)`,
  `ALTER TABLE persons ADD COLUMN challenge bigint NOT NULL DEFAULT 1 REFERENCES challenges`,
  `CREATE TABLE suspensions (pseudonym ${NAME} NOT NULL, agent bigint NOT NULL, invitation bigint NOT NULL,
    PRIMARY KEY (pseudonym, agent, invitation))`,
];

/** A row for each coach API, or district, that looked. */
const RETENTION_COUNTS = [
  `CREATE TABLE retention_counts (day ${NAME} NOT NULL, district ${NAME} NOT NULL, counted integer NOT NULL,
    people bigint NOT NULL, envelopes bigint NOT NULL, PRIMARY KEY (day, district, counted))`,
];

/** Who of several coach APIs looks after whom (`leases.ts`). One row each, since whatever is written locks its own. */
const LEASES = [
  `CREATE TABLE district_leases (district ${NAME} PRIMARY KEY, epoch bigint NOT NULL DEFAULT 0, holder ${NAME} NOT NULL DEFAULT '',
    until timestamptz NOT NULL DEFAULT '-infinity')`,
  `CREATE TABLE coach_apis (holder ${NAME} PRIMARY KEY, address text NOT NULL, until timestamptz NOT NULL)`,
];

/** Whom a session read is what this service noted, as when it was seen last. Those of before have other codes, and end. */
const CODES_OF_READS = [`DELETE FROM sessions`, `ALTER TABLE session_reads ADD COLUMN code text NOT NULL DEFAULT ''`];

/** One holding off is not another of the same second. */
const HOLDINGS = [`ALTER TABLE invitations ADD COLUMN holding text`];

/** In which epoch what the journals have was brought back last; none of before is believed of it. */
const REPLAYED = [`ALTER TABLE district_leases ADD COLUMN replayed bigint NOT NULL DEFAULT 0`];

/** What was done to an invitation is believed by its mark. */
const INVITATION_MARKS = ['used_mark', 'revoked_mark', 'held_mark'].map(
  (column) => `ALTER TABLE invitations ADD COLUMN ${column} text`,
);

const running = (...lists: readonly (readonly string[])[]): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of lists.flat()) await sql.raw(statement).execute(db);
  },
});

/**
 * In the order in which they run; a migration that was released never changes. They run while coach APIs of the release before
 * serve: what one may do, and when its name ends with `-expands`, is in docs/upgrading.md.
 */
export const MIGRATIONS: MigrationProvider = {
  getMigrations: async () => ({
    '001-first': running(PEOPLE, ENVELOPES, RECORDS, LETTERS, APPEND_ONLY),
    '002-openings': running(OPENINGS),
    '003-challenges': running(CHALLENGES),
    '004-sessions': running(SESSIONS),
    '005-logout-tokens': running(LOGOUT_TOKENS),
    '006-demanded-erasures': running(DEMANDED_ERASURES),
    '007-erasure-times': running(ERASURE_TIMES),
    '008-leases': running(LEASES),
    '009-session-codes': running(SESSION_CODES),
    '010-replayed-expands': running(REPLAYED),
    '011-codes-of-reads': running(CODES_OF_READS),
    '012-holdings-expands': running(HOLDINGS),
    '013-retention-counts-expands': running(RETENTION_COUNTS),
    '014-invitation-marks-expands': running(INVITATION_MARKS),
  }),
};
