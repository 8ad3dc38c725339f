import { equalBytes, keyIdOf, toBase64Url } from '@fit4work/protocol';
import { sql } from 'kysely';
import type { InvitationMarks } from '../../core/invitation-marks.js';
import { refusalOfInvitation } from '../../core/invitation-state.js';
import type {
  EnrolledAgent,
  Enrolment,
  EnrolmentOutcome,
  Person,
  RegistryRows,
  RegistryStanding,
  Standing,
} from '../../ports.js';
import { type Database, type Queries, type Tx, transact } from './dialect.js';
import { AFTER, standingOf, standingOfParts } from './registry-standing.js';
import type { Schema } from './schema.js';

/** Keys and codes are looked for among everybody's: one enrolment after the other. */
export const EVERYBODY = 'enrolment';

export class SqlRegistry implements RegistryRows {
  readonly #database: Database;
  readonly #db: Queries;
  readonly #marks: InvitationMarks;

  constructor(database: Database, marks: InvitationMarks) {
    this.#database = database;
    this.#db = database.queries;
    this.#marks = marks;
  }

  enrol(codeHash: string, enrolment: Enrolment, now: number): Promise<EnrolmentOutcome> {
    return transact(this.#database, [EVERYBODY, enrolment.pseudonym], async (tx) => {
      const invitation = await invitationOf(tx, codeHash);
      if (invitation === undefined) return 'unknown';
      if (invitation.used_by !== null) {
        const same = invitation.used_by === enrolment.pseudonym && (await isEnrolled(tx, enrolment));
        return same ? 'repeated' : 'used';
      }
      const refused = refusalOfInvitation({ ...invitation, revoked: invitation.revoked !== null }, now);
      if (refused !== undefined) return refused;
      const { challenge } = invitation;
      const person = await personOf(tx, enrolment);
      // A pseudonym stands for an employee in one challenge.
      if (person !== undefined && person.challenge !== challenge) return 'taken';
      if (await isTaken(tx, enrolment, person)) return 'taken';
      if (person === undefined) await insertPerson(tx, enrolment, { challenge, enrolled: now });
      await insertAgent(tx, enrolment);
      await keep(tx, enrolment);
      const { pseudonym } = enrolment;
      const used = { used_by: pseudonym, used_mark: this.#marks.of(codeHash, { act: 'use', pseudonym }) };
      await tx.updateTable('invitations').set(used).where('code_hash', '=', codeHash).execute();
      return 'created';
    });
  }

  addAgent(enrolment: Enrolment): Promise<'created' | 'repeated' | 'taken'> {
    return transact(this.#database, [EVERYBODY, enrolment.pseudonym], async (tx) => {
      if (await isEnrolled(tx, enrolment)) return 'repeated';
      if (await isTaken(tx, enrolment, await personOf(tx, enrolment))) return 'taken';
      await insertAgent(tx, enrolment);
      await keep(tx, enrolment);
      return 'created';
    });
  }

  standing(): Promise<RegistryStanding> {
    return standingOf(this.#db);
  }

  standingOfParts(): Promise<ReadonlyMap<string, Standing>> {
    return standingOfParts(this.#db);
  }

  async agents(prefix: string): Promise<readonly EnrolledAgent[]> {
    const rows = await this.#selectAgents()
      .where('last_sequence', 'is', null)
      .where('agents.pseudonym', '>=', prefix)
      .where('agents.pseudonym', '<', `${prefix}${AFTER}`)
      .execute();
    return rows.map(agentOf);
  }

  async agent(keyId: string): Promise<EnrolledAgent | undefined> {
    const row = await this.#selectAgents().where('key_id', '=', keyId).executeTakeFirst();
    return row && agentOf(row);
  }

  async agentsOf(pseudonyms: readonly string[]): Promise<readonly EnrolledAgent[]> {
    if (pseudonyms.length === 0) return [];
    const rows = await this.#selectAgents().where('agents.pseudonym', 'in', pseudonyms).orderBy('agent').execute();
    return rows.map(agentOf);
  }

  async persons(pseudonyms: readonly string[]): Promise<readonly Person[]> {
    if (pseudonyms.length === 0) return [];
    return (await this.#selectPersons().where('pseudonym', 'in', pseudonyms).execute()).map(toPerson);
  }

  async personOfIdentity(keyId: string): Promise<Person | undefined> {
    const row = await this.#selectPersons()
      .where('identity_id', '=', keyId)
      .orderBy('enrolled', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toPerson(row);
  }

  async kept(pseudonym: string): Promise<Uint8Array | undefined> {
    const row = await this.#db
      .selectFrom('persons')
      .select('kept')
      .where('pseudonym', '=', pseudonym)
      .executeTakeFirst();
    return row?.kept ?? undefined;
  }

  #selectAgents() {
    return this.#db
      .selectFrom('agents')
      .innerJoin('persons', 'persons.pseudonym', 'agents.pseudonym')
      .innerJoin('challenges', 'challenges.number', 'persons.challenge')
      .select(['agents.pseudonym', 'identity_key', 'vault_key', 'certificate'])
      .select(['agent', 'key', 'key_id', 'last_sequence', 'challenge', 'starts', 'ends'])
      .select(
        sql<number>`(SELECT count(*) FROM suspensions WHERE suspensions.pseudonym = agents.pseudonym
          AND suspensions.agent = agents.agent)`.as('suspensions'),
      );
  }

  #selectPersons() {
    return this.#db
      .selectFrom('persons')
      .select(['pseudonym', 'identity_key', 'vault_key'])
      .select(
        sql<Uint8Array>`(SELECT certificate FROM agents WHERE agents.pseudonym = persons.pseudonym ORDER BY agent LIMIT 1)`.as(
          'certificate',
        ),
      );
  }
}

type PersonKeys = Pick<Schema['persons'], 'pseudonym' | 'identity_key' | 'vault_key'> &
  Pick<Schema['agents'], 'certificate'>;
type AgentRow = Schema['agents'] &
  PersonKeys &
  Pick<Schema['challenges'], 'starts' | 'ends'> & { readonly challenge: number; readonly suspensions: number };

const agentOf = ({
  agent,
  key,
  key_id,
  last_sequence,
  challenge,
  starts,
  ends,
  suspensions,
  ...row
}: AgentRow): EnrolledAgent => ({
  ...{ ...toPerson(row), agent, key },
  ...{ keyId: key_id, lastSequence: last_sequence, suspended: suspensions > 0 },
  ...{ challenge, challengeStarts: starts, challengeEnds: ends },
});

const invitationOf = (tx: Tx, codeHash: string) =>
  tx
    .selectFrom('invitations')
    .innerJoin('challenges', 'challenges.number', 'invitations.challenge')
    .select(['challenge', 'expires', 'used_by', 'revoked', 'starts', 'ends'])
    .where('code_hash', '=', codeHash)
    .executeTakeFirst();

function toPerson({ pseudonym, identity_key, vault_key, certificate }: PersonKeys): Person {
  return { pseudonym, identityKey: identity_key, vaultKey: vault_key, certificate };
}

async function isEnrolled(tx: Tx, enrolment: Enrolment): Promise<boolean> {
  const row = await tx
    .selectFrom('agents')
    .innerJoin('persons', 'persons.pseudonym', 'agents.pseudonym')
    .selectAll()
    .where('agents.pseudonym', '=', enrolment.pseudonym)
    .where('agents.agent', '=', enrolment.agent)
    .executeTakeFirst();
  return (
    row !== undefined &&
    row.last_sequence === null &&
    equalBytes(row.key, enrolment.agentKey) &&
    equalBytes(row.identity_key, enrolment.identityKey) &&
    equalBytes(row.vault_key, enrolment.vaultKey) &&
    equalBytes(row.certificate, enrolment.certificate)
  );
}

type PersonRow = Pick<Schema['persons'], 'identity_key' | 'vault_key'> & { readonly challenge: number };

const personOf = (tx: Tx, { pseudonym }: Enrolment): Promise<PersonRow | undefined> =>
  tx
    .selectFrom('persons')
    .select(['identity_key', 'vault_key', 'challenge'])
    .where('pseudonym', '=', pseudonym)
    .executeTakeFirst();

/** A person who is known may add an agent: the certificate was verified under the identity key, which must be the same. */
async function isTaken(tx: Tx, enrolment: Enrolment, person: PersonRow | undefined): Promise<boolean> {
  const same =
    person === undefined ||
    (equalBytes(person.identity_key, enrolment.identityKey) && equalBytes(person.vault_key, enrolment.vaultKey));
  const agent = await tx
    .selectFrom('agents')
    .select('key_id')
    .where((is) =>
      is.or([is('key_id', '=', enrolment.keyId), is.and({ pseudonym: enrolment.pseudonym, agent: enrolment.agent })]),
    )
    .executeTakeFirst();
  return !same || agent !== undefined;
}

type Entry = { readonly challenge: number /** Unix seconds */; readonly enrolled: number };

async function insertPerson(tx: Tx, enrolment: Enrolment, entry: Entry): Promise<void> {
  const { pseudonym, identityKey, vaultKey } = enrolment;
  const row = {
    ...{ pseudonym, identity_key: identityKey, identity_id: toBase64Url(keyIdOf(identityKey)) },
    ...{ vault_key: vaultKey, kept: null, kept_issued: null, ...entry },
  };
  await tx.insertInto('persons').values(row).execute();
}

async function insertAgent(tx: Tx, enrolment: Enrolment): Promise<void> {
  const { pseudonym, agent, agentKey, keyId, certificate } = enrolment;
  const row = { pseudonym, agent, key: agentKey, key_id: keyId, certificate, last_sequence: null };
  await tx.insertInto('agents').values(row).execute();
}

/** The last that was issued stays (SPEC.md clause 7.10). */
async function keep(tx: Tx, { pseudonym, kept }: Enrolment): Promise<void> {
  if (kept === undefined) return;
  await tx
    .updateTable('persons')
    .set({ kept: kept.bytes, kept_issued: kept.issued })
    .where('pseudonym', '=', pseudonym)
    .where((is) => is.or([is('kept_issued', 'is', null), is('kept_issued', '<=', kept.issued)]))
    .execute();
}
