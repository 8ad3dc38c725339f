import { ROLES } from '../../core/capacities.js';
import type { SessionTimes } from '../../core/session-life.js';
import type { NotedRead, SessionStore, StoredSession, UsedToken } from '../../identity/ports.js';
import type { Database, Queries, Tx } from './dialect.js';
import type { Schema } from './schema.js';

export class SqlSessionStore implements SessionStore {
  readonly #db: Queries;

  constructor({ queries }: Pick<Database, 'queries'>) {
    this.#db = queries;
  }

  async begin(session: StoredSession, ended: Pick<SessionTimes, 'begun' | 'seen'>): Promise<void> {
    const { idHash, authTime, providerSession, capacities, ...same } = session;
    await this.#db.transaction().execute(async (tx) => {
      await tx
        .deleteFrom('sessions')
        .where((is) => is.or([is('begun', '<=', ended.begun), is('seen', '<=', ended.seen)]))
        .execute();
      await tx
        .insertInto('sessions')
        .values({
          ...{ ...same, id_hash: idHash, auth_time: authTime, provider_session: providerSession },
          capacities: JSON.stringify(capacities),
        })
        .execute();
    });
  }

  async find(idHash: string): Promise<StoredSession | undefined> {
    const row = await this.#db.selectFrom('sessions').selectAll().where('id_hash', '=', idHash).executeTakeFirst();
    return row && sessionOf(row);
  }

  async note({ idHash, seen, code }: Pick<StoredSession, 'idHash' | 'seen' | 'code'>): Promise<void> {
    await this.#db.updateTable('sessions').set({ seen, code }).where('id_hash', '=', idHash).execute();
  }

  async end(idHash: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('id_hash', '=', idHash).execute();
  }

  async endBegunBefore(time: number): Promise<void> {
    await this.#db.deleteFrom('sessions').where('begun', '<', time).execute();
  }

  endOf(by: Named, token: UsedToken): Promise<readonly StoredSession[]> {
    return this.#db.transaction().execute(async (tx) => ((await isFirst(tx, token)) ? endOf(tx, by) : []));
  }

  async readCode(idHash: string, pseudonym: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('session_reads')
      .select('code')
      .where('id_hash', '=', idHash)
      .where('pseudonym', '=', pseudonym)
      .executeTakeFirst();
    return row?.code;
  }

  async noteRead({ idHash, pseudonym, code }: NotedRead): Promise<void> {
    await this.#db
      .insertInto('session_reads')
      .columns(['id_hash', 'pseudonym', 'code'])
      .expression((from) =>
        from
          .selectFrom('sessions')
          .select((of) => ['id_hash', of.val(pseudonym).as('pseudonym'), of.val(code).as('code')])
          .where('id_hash', '=', idHash),
      )
      .onConflict((conflict) => conflict.columns(['id_hash', 'pseudonym']).doUpdateSet({ code }))
      .execute();
  }
}

type Named = Partial<Pick<StoredSession, 'account' | 'providerSession'>>;

/** Of those that are known, the ones that are taken for longest: the provider alone can make them, and may be out of order. */
const MOST_TOKENS = 10_000;

async function isFirst(tx: Tx, { hash, expires, now }: UsedToken): Promise<boolean> {
  await tx.deleteFrom('logout_tokens').where('expires', '<', now).execute();
  const inserted = await tx
    .insertInto('logout_tokens')
    .values({ hash, expires })
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .executeTakeFirst();
  const latest = tx.selectFrom('logout_tokens').select('expires').orderBy('expires', 'desc');
  const beyond = await latest.offset(MOST_TOKENS).limit(1).executeTakeFirst();
  if (beyond) await tx.deleteFrom('logout_tokens').where('expires', '<=', beyond.expires).execute();
  return inserted !== undefined;
}

async function endOf(tx: Tx, { account, providerSession }: Named): Promise<readonly StoredSession[]> {
  if (account === undefined && providerSession === undefined) return [];
  const rows = await tx
    .deleteFrom('sessions')
    .where((is) => {
      const ofAccount = account === undefined ? [] : [is('account', '=', account)];
      if (providerSession === undefined) return is.and(ofAccount);
      const same = is('provider_session', '=', providerSession);
      // Of a session whose place at the provider is not known, its account is all that can be told.
      return is.and([...ofAccount, account === undefined ? same : is.or([same, is('provider_session', 'is', null)])]);
    })
    .returningAll()
    .execute();
  return rows.map(sessionOf);
}

function sessionOf(row: Schema['sessions']): StoredSession {
  const { account, subject, begun, seen, code } = row;
  const capacities: unknown = JSON.parse(row.capacities);
  return {
    ...{ idHash: row.id_hash, account, subject, begun, seen, code, authTime: row.auth_time },
    providerSession: row.provider_session,
    // Of a role that this program does not know the capacities make nobody a coach.
    role: ROLES.find((known) => known === row.role) ?? 'coach',
    capacities: Array.isArray(capacities) ? capacities.map(String) : [],
  };
}
