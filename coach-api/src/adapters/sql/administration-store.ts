import { sql } from 'kysely';
import type {
  AdministrationStore,
  Challenge,
  ChallengeChange,
  ChallengeTerms,
  InvitationCount,
  InvitationEntry,
  InvitationStanding,
  InvitationsAsked,
  NewInvitation,
} from '../../administration-port.js';
import { hasEnded, seatsTaken } from '../../core/invitation-state.js';
import type { Used } from '../../journal-port.js';
import { type Database, type Queries, type Tx, transact } from './dialect.js';
import { EVERYBODY } from './registry.js';
import type { Schema } from './schema.js';

/** Challenges, their invitations, and which agents are held off. */
export class SqlAdministrationStore implements AdministrationStore {
  readonly #database: Database;
  readonly #db: Queries;

  constructor(database: Database) {
    this.#database = database;
    this.#db = database.queries;
  }

  addChallenge(terms: ChallengeTerms): Promise<number | 'taken'> {
    return this.#alone(async (tx) => {
      const { name, starts, ends, seats } = terms;
      const same = await tx.selectFrom('challenges').select('number').where('name', '=', name).executeTakeFirst();
      if (same !== undefined) return 'taken';
      const row = { name, starts, ends, seats };
      return (await tx.insertInto('challenges').values(row).returning('number').executeTakeFirstOrThrow()).number;
    });
  }

  changeChallenge(number: number, change: ChallengeChange, now: number): Promise<'changed' | 'unknown' | 'full'> {
    return this.#alone(async (tx) => {
      const challenge = await challengeOf(tx, number);
      if (challenge === undefined) return 'unknown';
      const { ends = challenge.ends, seats = challenge.seats } = change;
      if (change.seats !== undefined && (await takenOf(tx, number, now)) > change.seats) return 'full';
      await tx.updateTable('challenges').set({ ends, seats }).where('number', '=', number).execute();
      return 'changed';
    });
  }

  challenges(): Promise<readonly Challenge[]> {
    return this.#db.selectFrom('challenges').selectAll().orderBy('number').execute();
  }

  counts(now: number): Promise<readonly InvitationCount[]> {
    return countsOf(this.#db, now);
  }

  invite({ codeHash, challenge, expires }: NewInvitation, now: number): Promise<number | 'unknown' | 'ended' | 'full'> {
    return this.#alone(async (tx) => {
      const found = await challengeOf(tx, challenge);
      if (found === undefined) return 'unknown';
      if (hasEnded(found, now)) return 'ended';
      if (found.seats !== null && (await takenOf(tx, challenge, now)) >= found.seats) return 'full';
      const row = {
        code_hash: codeHash,
        challenge,
        expires,
        used_by: null,
        revoked: null,
        suspended: null,
        holding: null,
      };
      return (await tx.insertInto('invitations').values(row).returning('number').executeTakeFirstOrThrow()).number;
    });
  }

  async invitations({ challenge, after, limit }: InvitationsAsked): Promise<readonly InvitationEntry[]> {
    const rows = this.#db.selectFrom('invitations').select(TOLD).where('number', '>', after);
    const asked = challenge === undefined ? rows : rows.where('challenge', '=', challenge);
    return (await asked.orderBy('number').limit(limit).execute()).map(toEntry);
  }

  async invitation(number: number): Promise<InvitationEntry | undefined> {
    const row = await invitationOf(this.#db, number);
    return row && toEntry(row);
  }

  async standings(number?: number): Promise<readonly InvitationStanding[]> {
    const all = this.#db.selectFrom('invitations').select(['number', 'code_hash', 'revoked', 'suspended', 'holding']);
    const rows = await (number === undefined ? all : all.where('number', '=', number)).orderBy('number').execute();
    return rows.map(({ number: own, code_hash: codeHash, revoked, suspended, holding }) => ({
      ...{ number: own, codeHash, revoked: revoked !== null },
      // Rows of before are told apart by the second alone.
      holding: suspended === null ? null : (holding ?? String(suspended)),
    }));
  }

  useAgain(uses: readonly Used[]): Promise<number> {
    return this.#alone(async (tx) => {
      const rows = await tx.selectFrom('invitations').select('code_hash').where('used_by', 'is', null).execute();
      const open = new Set(rows.map(({ code_hash }) => code_hash));
      const forgotten = uses.filter(({ invitation }) => open.has(invitation));
      for (const { invitation, pseudonym } of forgotten) {
        await tx.updateTable('invitations').set({ used_by: pseudonym }).where('code_hash', '=', invitation).execute();
      }
      return forgotten.length;
    });
  }

  revoke(number: number, now: number): Promise<'revoked' | 'unknown' | 'used'> {
    return this.#alone(async (tx) => {
      const row = await invitationOf(tx, number);
      if (row === undefined) return 'unknown';
      if (row.used_by !== null) return 'used';
      if (row.revoked === null) {
        await tx.updateTable('invitations').set({ revoked: now }).where('number', '=', number).execute();
      }
      return 'revoked';
    });
  }

  suspend(number: number, now: number, holding: string): Promise<number | 'unknown' | 'unused'> {
    return this.#alone(async (tx) => {
      const row = await invitationOf(tx, number);
      if (row === undefined) return 'unknown';
      if (row.used_by === null) return 'unused';
      // Agents that came since then proved to be of the person: asking again does not hold those off.
      if (row.suspended !== null) return 0;
      const agents = await tx
        .selectFrom('agents')
        .select(['pseudonym', 'agent'])
        .where('pseudonym', '=', row.used_by)
        .where('last_sequence', 'is', null)
        .execute();
      const held = agents.map((agent) => ({ ...agent, invitation: number }));
      if (held.length > 0) await tx.insertInto('suspensions').values(held).execute();
      await tx.updateTable('invitations').set({ suspended: now, holding }).where('number', '=', number).execute();
      return held.length;
    });
  }

  resume(number: number): Promise<number | 'unknown'> {
    return this.#alone(async (tx) => {
      const row = await invitationOf(tx, number);
      if (row === undefined) return 'unknown';
      const held = await tx.deleteFrom('suspensions').where('invitation', '=', number).returning('agent').execute();
      await tx
        .updateTable('invitations')
        .set({ suspended: null, holding: null })
        .where('number', '=', number)
        .execute();
      return held.length;
    });
  }

  /** Neither another change nor an enrolment comes between. */
  #alone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.#database, [EVERYBODY], work);
  }
}

const TOLD = ['number', 'challenge', 'expires', 'used_by', 'revoked', 'suspended'] as const;

type InvitationRow = Pick<Schema['invitations'], Exclude<(typeof TOLD)[number], 'number'>> & {
  readonly number: number;
};

const toEntry = ({ number, challenge, expires, ...row }: InvitationRow): InvitationEntry => ({
  ...{ number, challenge, expires, used: row.used_by !== null },
  ...{ revoked: row.revoked !== null, suspended: row.suspended !== null },
});

const invitationOf = (db: Queries, number: number): Promise<InvitationRow | undefined> =>
  db.selectFrom('invitations').select(TOLD).where('number', '=', number).executeTakeFirst();

const challengeOf = (db: Queries, number: number): Promise<Challenge | undefined> =>
  db.selectFrom('challenges').selectAll().where('number', '=', number).executeTakeFirst();

const takenOf = async (db: Queries, number: number, now: number): Promise<number> =>
  seatsTaken(await countsOf(db, now, number));

/** As numbers: not every database has truth values. */
async function countsOf(db: Queries, now: number, only?: number): Promise<readonly InvitationCount[]> {
  const asked = only === undefined ? sql`` : sql`WHERE challenge = ${only}`;
  const { rows } = await sql<Record<'challenge' | 'used' | 'revoked' | 'suspended' | 'expired' | 'count', number>>`
    SELECT challenge, used, revoked, suspended, expired, count(*) AS count FROM (SELECT challenge,
      CASE WHEN used_by IS NULL THEN 0 ELSE 1 END AS used, CASE WHEN revoked IS NULL THEN 0 ELSE 1 END AS revoked,
      CASE WHEN suspended IS NULL THEN 0 ELSE 1 END AS suspended, CASE WHEN expires > ${now} THEN 0 ELSE 1 END AS expired
      FROM invitations ${asked}) AS told
    GROUP BY challenge, used, revoked, suspended, expired ORDER BY challenge`.execute(db);
  return rows.map(({ challenge, count, ...flags }) => ({
    ...{ challenge, count, used: flags.used === 1, revoked: flags.revoked === 1 },
    ...{ suspended: flags.suspended === 1, expired: flags.expired === 1 },
  }));
}
