import { leafOf, toHex } from '@fit4work/protocol';
import { CompiledQuery, type Transaction } from 'kysely';
import type { Plan } from '../../core/batch.js';
import type { Fork } from '../../core/kinds/envelope.js';
import type { Erasing, ReleasedGrant } from '../../ports.js';
import { executeErasures, narrowReleases } from './erasing.js';
import { insertLetter } from './letter-store.js';
import type { Schema } from './schema.js';

/* What a batch stores, in one transaction. */

type Tx = Transaction<Schema>;

export const isEmpty = ({ receipts: _, refused: __, ...stored }: Plan): boolean =>
  Object.values(stored).every(({ length }) => length === 0);

export async function store(tx: Tx, plan: Plan, erasing: Erasing): Promise<void> {
  for (const envelope of plan.envelopes) await tx.executeQuery(insertOf(envelope));
  await storeConsent(tx, plan);
  await storeReleases(tx, plan);
  const keys = plan.keys.map(({ leaf, pseudonym, day, bytes }) => ({ leaf, pseudonym, day, bytes }));
  if (keys.length > 0) await tx.insertInto('kept_keys').values(keys).execute();
  await storeMessages(tx, plan);
  await storeRetirements(tx, plan);
  for (const fork of plan.forks) await keepFork(tx, fork);
  await narrowReleases(tx, erasing.narrowed);
  await executeErasures(tx, plan.erasures, erasing);
}

async function storeConsent(tx: Tx, { consents }: Plan): Promise<void> {
  if (consents.length === 0) return;
  const rows = consents.map(({ leaf, pseudonym, text }) => ({ leaf, pseudonym, bytes: Buffer.from(text, 'latin1') }));
  await tx.insertInto('consents').values(rows).execute();
}

async function storeReleases(tx: Tx, { ended, releases }: Plan): Promise<void> {
  await deleteReleases(tx, ended);
  if (releases.length === 0) return;
  const rows = releases.map(({ leaf, pseudonym, release, bytes, narrowed }) => ({
    ...{ leaf, pseudonym, grant_id: toHex(release.grant), bytes },
    narrowed: narrowed ? toHex(leafOf(bytes)) : null,
  }));
  await tx.insertInto('releases').values(rows).execute();
}

export async function deleteReleases(tx: Tx, ended: readonly ReleasedGrant[]): Promise<void> {
  for (const { pseudonym, grant } of ended) {
    await tx.deleteFrom('releases').where('pseudonym', '=', pseudonym).where('grant_id', '=', grant).execute();
  }
}

/** What a message answers is acknowledged by it (SPEC.md clause 13.1). */
async function storeMessages(tx: Tx, { messages }: Plan): Promise<void> {
  for (const { leaf, pseudonym, coach, time, answers, sealed } of messages) {
    await insertLetter(tx, { leaf, pseudonym, kind: 'message', coach, time, forPerson: null, forCoach: sealed });
    if (answers === null) continue;
    await tx
      .updateTable('letters')
      .set({ acknowledged: 1 })
      .where('leaf', '=', answers)
      .where('pseudonym', '=', pseudonym)
      .where('for_person', 'is not', null)
      .execute();
  }
}

async function storeRetirements(tx: Tx, { retirements }: Plan): Promise<void> {
  for (const { leaf, pseudonym, bytes, agent, lastSequence } of retirements) {
    await tx.insertInto('retirements').values({ leaf, pseudonym, bytes }).execute();
    await tx
      .updateTable('agents')
      .set({ last_sequence: lastSequence })
      .where('pseudonym', '=', pseudonym)
      .where('agent', '=', agent)
      .where((is) => is.or([is('last_sequence', 'is', null), is('last_sequence', '>', lastSequence)]))
      .execute();
  }
}

const MAX_FORKS = 1_024;

/** Each once, and the oldest: a copied key that goes on sending must not fill the disk. */
async function keepFork(tx: Tx, { pseudonym, envelope, bytes, erased, time }: Fork): Promise<void> {
  const { kept } = await tx
    .selectFrom('forks')
    .select(({ fn }) => fn.countAll<number>().as('kept'))
    .executeTakeFirstOrThrow();
  if (kept >= MAX_FORKS) return;
  const { agent, sequence, leaf } = envelope;
  const row = { pseudonym, agent, sequence, leaf, bytes: erased === null ? bytes : NOTHING, time };
  await tx
    .insertInto('forks')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const NOTHING = new Uint8Array(0);

const INSERT_ENVELOPE = `INSERT INTO envelopes (pseudonym, agent, sequence, leaf, granularity, window_start, bytes, erased)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Written out, and one row a statement: most of what is ever stored is envelopes, and one text is prepared once. */
function insertOf({ pseudonym, envelope, bytes, erased }: Plan['envelopes'][number]): CompiledQuery {
  const { agent, sequence, leaf, granularity, windowStart } = envelope;
  const content = erased === null ? [granularity, windowStart, bytes, null] : ['', 0, NOTHING, erased];
  return CompiledQuery.raw(INSERT_ENVELOPE, [pseudonym, agent, sequence, leaf, ...content]);
}
