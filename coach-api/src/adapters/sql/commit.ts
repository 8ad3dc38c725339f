import { leafOf, toHex } from '@fit4work/protocol';
import type { Fork } from '../../core/messages.js';
import type { Plan } from '../../core/plan.js';
import type { Erasing, ReleasedGrant } from '../../ports.js';
import type { Storing, Tx } from './dialect.js';
import { executeErasures, narrowReleases } from './erasing.js';
import { insertLetter } from './letter-store.js';

/* What a batch stores, in one transaction. */

export const isEmpty = ({ receipts: _, endings: __, refused: ___, ...stored }: Plan): boolean =>
  Object.values(stored).every(({ length }) => length === 0);

/** Whose records a plan changes. */
export const personsOf = ({ receipts: _, endings: __, refused: ___, ...stored }: Plan): readonly string[] => [
  ...new Set(Object.values(stored).flatMap((each) => each.map(({ pseudonym }) => pseudonym))),
];

export async function store(storing: Storing, plan: Plan, erasing: Erasing): Promise<void> {
  const { tx, dialect } = storing;
  if (plan.envelopes.length > 0) await dialect.insertEnvelopes(tx, plan.envelopes);
  await storeConsent(tx, plan);
  await storeReleases(storing, plan);
  const keys = plan.keys.map(({ leaf, pseudonym, day, bytes }) => ({ leaf, pseudonym, day, bytes }));
  if (keys.length > 0) await tx.insertInto('kept_keys').values(keys).execute();
  await storeMessages(tx, plan);
  await storeRetirements(tx, plan);
  for (const fork of plan.forks) await keepFork(tx, fork);
  await narrowReleases(storing, erasing.narrowed);
  await executeErasures(storing, plan.erasures, erasing);
}

async function storeConsent(tx: Tx, { consents }: Plan): Promise<void> {
  if (consents.length === 0) return;
  const rows = consents.map(({ leaf, pseudonym, text }) => ({ leaf, pseudonym, bytes: Buffer.from(text, 'latin1') }));
  // One that is there already may come again: where another record of its person is damaged, nobody knows which are stored.
  await tx
    .insertInto('consents')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function storeReleases(storing: Storing, { ended, releases }: Plan): Promise<void> {
  await deleteReleases(storing, ended);
  if (releases.length === 0) return;
  const rows = releases.map(({ leaf, pseudonym, release, bytes, narrowed }) => ({
    ...{ leaf, pseudonym, grant_id: toHex(release.grant), bytes },
    narrowed: narrowed ? toHex(leafOf(bytes)) : null,
  }));
  await storing.tx.insertInto('releases').values(rows).execute();
}

export async function deleteReleases({ tx, dialect }: Storing, ended: readonly ReleasedGrant[]): Promise<void> {
  if (ended.length > 0) await dialect.emptied(tx, 'releases');
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
    // One that is there already comes again where the row of its agent was changed.
    await tx
      .insertInto('retirements')
      .values({ leaf, pseudonym, bytes })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
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

/** Each once, and the oldest of an agent: a copied key that goes on sending must not fill the disk, nor the place of others' evidence. */
async function keepFork(tx: Tx, { pseudonym, envelope, bytes, erased, time }: Fork): Promise<void> {
  const { agent, sequence, leaf } = envelope;
  const { kept } = await tx
    .selectFrom('forks')
    .select(({ fn }) => fn.countAll<number>().as('kept'))
    .where('pseudonym', '=', pseudonym)
    .where('agent', '=', agent)
    .executeTakeFirstOrThrow();
  if (kept >= MAX_FORKS) return;
  const row = { pseudonym, agent, sequence, leaf, bytes: erased === null ? bytes : NOTHING, time };
  await tx
    .insertInto('forks')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const NOTHING = new Uint8Array(0);
