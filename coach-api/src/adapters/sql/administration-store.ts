import { sql } from 'kysely';
import type {
  AdministrationStore,
  Challenge,
  ChallengeChange,
  ChallengeTerms,
  Done,
  HeldAgain,
  InvitationCount,
  InvitationEntry,
  InvitationStanding,
  InvitationsAsked,
  NewInvitation,
} from '../../administration-port.js';
import type { InvitationAct, InvitationMarks, MarkOf } from '../../core/invitation-marks.js';
import { hasEnded, seatsTaken } from '../../core/invitation-state.js';
import type { Used } from '../../journal-port.js';
import { type Database, type Queries, type Tx, transact } from './dialect.js';
import { heldBy, holdOff, whomIn } from './held-agents.js';
import { EVERYBODY } from './registry.js';
import type { Schema } from './schema.js';

/** Challenges, their invitations, and which agents are held off. */
export class SqlAdministrationStore implements AdministrationStore {
  readonly #database: Database;
  readonly #db: Queries;
  readonly #marks: InvitationMarks;

  constructor(database: Database, marks: InvitationMarks) {
    this.#database = database;
    this.#db = database.queries;
    this.#marks = marks;
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
        ...{ code_hash: codeHash, challenge, expires, used_by: null, revoked: null, suspended: null, holding: null },
        ...{ used_mark: null, revoked_mark: null, held_mark: null },
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
    const all = this.#db.selectFrom('invitations').select(DONE);
    const rows = await (number === undefined ? all : all.where('number', '=', number)).orderBy('number').execute();
    const held = await heldBy(this.#db, number);
    return rows.map((row) => ({
      ...{ number: row.number, codeHash: row.code_hash, usedBy: row.used_by, revoked: row.revoked !== null },
      ...{ holding: holdingOf(row), whom: whomIn(row, held) },
      marks: {
        use: this.#whose(row, 'use'),
        revoke: this.#whose(row, 'revoke'),
        suspend: this.#whose(row, 'suspend'),
      },
    }));
  }

  markAgain(done: readonly Done[]): Promise<void> {
    return this.#alone(async (tx) => {
      for (const each of done) {
        const { invitation, act } = each;
        const row = await tx
          .selectFrom('invitations')
          .select(DONE)
          .where('code_hash', '=', invitation)
          .executeTakeFirst();
        if (row === undefined || !isSame(row, each)) continue;
        const found = actIn(row, act);
        if (found === undefined) continue;
        const mark = { [MARK[act]]: this.#marks.of(invitation, found) };
        await tx.updateTable('invitations').set(mark).where('code_hash', '=', invitation).execute();
      }
    });
  }

  useAgain(uses: readonly Used[]): Promise<number> {
    return this.#alone(async (tx) => {
      const rows = await tx.selectFrom('invitations').select('code_hash').where('used_by', 'is', null).execute();
      const open = new Set(rows.map(({ code_hash }) => code_hash));
      const forgotten = uses.filter(({ invitation }) => open.has(invitation));
      for (const each of forgotten) await this.#use(tx, each);
      return forgotten.length;
    });
  }

  revoke(number: number, now: number): Promise<'revoked' | 'unknown' | 'used'> {
    return this.#alone(async (tx) => {
      const row = await invitationOf(tx, number);
      if (row === undefined) return 'unknown';
      if (row.used_by !== null) return 'used';
      // Also of one that is revoked already: it is said again, whoever said so before.
      const since = row.revoked ?? now;
      const revoked_mark = this.#marks.of(row.code_hash, { act: 'revoke', since });
      await tx.updateTable('invitations').set({ revoked: since, revoked_mark }).where('number', '=', number).execute();
      return 'revoked';
    });
  }

  suspend(number: number, now: number, holding: string): Promise<number | 'unknown' | 'unused'> {
    return this.#alone(async (tx) => {
      const row = await invitationOf(tx, number);
      if (row === undefined) return 'unknown';
      if (row.used_by === null) return 'unused';
      // Agents that came since then proved to be of the person: asking again does not hold those off.
      if (row.suspended !== null) {
        await this.#hold(tx, row, { since: row.suspended, holding: row.holding });
        return 0;
      }
      const held = await holdOff(tx, number, { pseudonym: row.used_by, agents: [] });
      await this.#hold(tx, row, { since: now, holding });
      return held;
    });
  }

  suspendAgain({ number, holding, whom }: HeldAgain, now: number): Promise<'held' | 'same' | 'unknown' | 'unused'> {
    return this.#alone(async (tx) => {
      const row = await invitationOf(tx, number);
      if (row === undefined) return 'unknown';
      const { pseudonym, agents } = { pseudonym: row.used_by, agents: [], ...whom };
      if (pseudonym === null) return 'unused';
      if (row.used_by === null) await this.#use(tx, { invitation: row.code_hash, pseudonym });
      const held = await holdOff(tx, number, { pseudonym, agents });
      if (held === 0 && holdingOf(row) === holding) return 'same';
      // Whom another holding off held stays so: at no instant is anybody let in.
      await this.#hold(tx, row, { since: now, holding });
      return 'held';
    });
  }

  resume(number: number): Promise<number | 'unknown'> {
    return this.#alone(async (tx) => {
      const row = await invitationOf(tx, number);
      if (row === undefined) return 'unknown';
      const held = await tx.deleteFrom('suspensions').where('invitation', '=', number).returning('agent').execute();
      await tx
        .updateTable('invitations')
        .set({ suspended: null, holding: null, held_mark: null })
        .where('number', '=', number)
        .execute();
      return held.length;
    });
  }

  async #use(tx: Tx, { invitation, pseudonym }: Used): Promise<void> {
    const used = { used_by: pseudonym, used_mark: this.#marks.of(invitation, { act: 'use', pseudonym }) };
    await tx.updateTable('invitations').set(used).where('code_hash', '=', invitation).execute();
  }

  async #hold(tx: Tx, { number, code_hash }: DoneRow, { since, holding }: Held): Promise<void> {
    const held_mark = this.#marks.of(code_hash, { act: 'suspend', since, holding });
    const held = { suspended: since, holding, held_mark };
    await tx.updateTable('invitations').set(held).where('number', '=', number).execute();
  }

  #whose(row: DoneRow, act: Done['act']): MarkOf {
    const found = actIn(row, act);
    return found === undefined ? 'none' : this.#marks.whose(row[MARK[act]], row.code_hash, found);
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

type Held = Pick<Extract<InvitationAct, { act: 'suspend' }>, 'since' | 'holding'>;

const MARK = { use: 'used_mark', revoke: 'revoked_mark', suspend: 'held_mark' } as const;
const DONE = [
  ...(['number', 'code_hash', 'used_by', 'revoked', 'suspended', 'holding'] as const),
  ...(['used_mark', 'revoked_mark', 'held_mark'] as const),
] as const;

type DoneRow = Pick<Schema['invitations'], Exclude<(typeof DONE)[number], 'number'>> & { readonly number: number };

/** Rows of before are told apart by the second alone. */
const holdingOf = ({ suspended, holding }: DoneRow): string | null =>
  suspended === null ? null : (holding ?? String(suspended));

const isSame = (row: DoneRow, done: Done): boolean =>
  done.act === 'revoke' || (done.act === 'use' ? row.used_by === done.pseudonym : holdingOf(row) === done.holding);

/** Undefined where it was not done. */
function actIn({ used_by, revoked, suspended, holding }: DoneRow, act: Done['act']): InvitationAct | undefined {
  if (act === 'use') return used_by === null ? undefined : { act, pseudonym: used_by };
  if (act === 'revoke') return revoked === null ? undefined : { act, since: revoked };
  return suspended === null ? undefined : { act, since: suspended, holding };
}

const invitationOf = (db: Queries, number: number): Promise<(InvitationRow & DoneRow) | undefined> =>
  db
    .selectFrom('invitations')
    .select([...TOLD, ...DONE])
    .where('number', '=', number)
    .executeTakeFirst();

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
