import { type Envelope, GRANULARITIES, leafOf, parseEnvelope, toHex } from '@fit4work/protocol';
import type { PlannedErasure } from '../../core/messages.js';
import { refusalOf } from '../../core/refusal.js';
import { erasureOfWindow } from '../../core/standing.js';
import type { Erasing, NarrowedRelease } from '../../ports.js';
import type { Queries, Storing, Tx } from './dialect.js';
import { insertLetter } from './letter-store.js';

/* What an erasure destroys in the database (SPEC.md clause 14.2). */

export async function narrowReleases({ tx, dialect }: Storing, narrowed: readonly NarrowedRelease[]): Promise<void> {
  if (narrowed.length > 0) await dialect.emptied(tx, 'releases');
  for (const { leaf, bytes } of narrowed) {
    if (bytes === null) await tx.deleteFrom('releases').where('leaf', '=', leaf).execute();
    else {
      const change = { bytes, narrowed: toHex(leafOf(bytes)) };
      await tx.updateTable('releases').set(change).where('leaf', '=', leaf).execute();
    }
  }
}

/** A demand that was not executed the last time is there already. */
export async function insertDemands(db: Queries, erasures: readonly PlannedErasure[]): Promise<void> {
  if (erasures.length === 0) return;
  await db
    .insertInto('demanded_erasures')
    .values(erasures.map(({ leaf, pseudonym, bytes }) => ({ leaf, pseudonym, bytes })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function executeErasures(
  { tx, dialect }: Storing,
  erasures: readonly PlannedErasure[],
  erasing: Erasing,
): Promise<void> {
  for (const planned of erasures) {
    const { pseudonym, leaf, bytes, erasure } = planned;
    const { start, end } = erasure;
    const emptying = { pseudonym, granularities: GRANULARITIES, start, end, mark: leaf };
    const leaves = await dialect.emptyEnvelopes(tx, emptying);
    await eraseKeys(tx, planned);
    await emptyForks(
      tx,
      pseudonym,
      ({ windowStart }) => erasureOfWindow([{ leaf, erasure }], windowStart) === undefined,
    );
    await dialect.emptied(tx, 'kept_keys');
    await dialect.emptied(tx, 'forks');
    await tx.deleteFrom('demanded_erasures').where('leaf', '=', leaf).execute();
    // A commit that failed may have happened all the same: the certificate that was stored then is the one.
    if (await isExecuted(tx, leaf)) continue;
    // Late, since it is written to the journal: what fails before it leaves no trace there.
    const { sealed: forPerson, own: forCoach, ...certificate } = await erasing.certify(planned, leaves);
    await tx.insertInto('erasures').values({ leaf, pseudonym, bytes, certificate: certificate.leaf }).execute();
    await insertLetter(tx, { ...certificate, pseudonym, kind: 'erasure', coach: null, forPerson, forCoach });
  }
}

async function isExecuted(tx: Tx, leaf: string): Promise<boolean> {
  const row = await tx.selectFrom('erasures').select('id').where('leaf', '=', leaf).executeTakeFirst();
  return row !== undefined;
}

async function eraseKeys(tx: Tx, { pseudonym, erasure }: PlannedErasure): Promise<void> {
  await tx
    .deleteFrom('kept_keys')
    .where('pseudonym', '=', pseudonym)
    .where('day', '>=', erasure.from)
    .where('day', '<=', erasure.until)
    .execute();
}

const NOTHING = new Uint8Array(0);

/** @param stays whether an envelope is to keep its bytes */
export async function emptyForks(tx: Tx, pseudonym: string, stays: (envelope: Envelope) => boolean): Promise<void> {
  const rows = await tx.selectFrom('forks').select(['id', 'bytes']).where('pseudonym', '=', pseudonym).execute();
  for (const { id, bytes } of rows) {
    const envelope = refusalOf(() => parseEnvelope(bytes));
    // What is damaged tells no window, and is evidence of nothing any more.
    const kept = !('refused' in envelope) && stays(envelope);
    if (!kept) await tx.updateTable('forks').set({ bytes: NOTHING }).where('id', '=', id).execute();
  }
}
