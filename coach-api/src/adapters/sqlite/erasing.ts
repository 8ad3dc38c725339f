import { leafOf, parseEnvelope, toHex } from '@fit4work/protocol';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { refusalOf } from '../../core/incoming.js';
import type { PlannedErasure } from '../../core/kinds/erasure.js';
import { erasureOfWindow } from '../../core/standing.js';
import type { Erasing, NarrowedRelease } from '../../ports.js';
import { insertLetter } from './letter-store.js';
import type { Schema } from './schema.js';

/* What an erasure destroys in the database (SPEC.md clause 14.2). secure_delete overwrites what a row gives up. */

type Tx = Transaction<Schema>;

export async function narrowReleases(tx: Tx, narrowed: readonly NarrowedRelease[]): Promise<void> {
  for (const { leaf, bytes } of narrowed) {
    if (bytes === null) await tx.deleteFrom('releases').where('leaf', '=', leaf).execute();
    else {
      const change = { bytes, narrowed: toHex(leafOf(bytes)) };
      await tx.updateTable('releases').set(change).where('leaf', '=', leaf).execute();
    }
  }
}

export async function executeErasures(tx: Tx, erasures: readonly PlannedErasure[], erasing: Erasing): Promise<void> {
  for (const planned of erasures) {
    const { pseudonym, leaf, bytes, erasure } = planned;
    const leaves = await eraseEnvelopes(tx, planned);
    await tx
      .deleteFrom('kept_keys')
      .where('pseudonym', '=', pseudonym)
      .where('day', '>=', erasure.from)
      .where('day', '<=', erasure.until)
      .execute();
    await eraseForks(tx, planned);
    // Late, since it is written to the journal: what fails before it leaves no trace there.
    const { sealed: forPerson, own: forCoach, ...certificate } = await erasing.certify(planned, leaves);
    await tx.insertInto('erasures').values({ leaf, pseudonym, bytes, certificate: certificate.leaf }).execute();
    await insertLetter(tx, { ...certificate, pseudonym, kind: 'erasure', coach: null, forPerson, forCoach });
  }
}

/** Sequence and leaf stay; window and granularity go with the bytes. */
async function eraseEnvelopes(tx: Tx, { pseudonym, leaf, erasure }: PlannedErasure): Promise<readonly Uint8Array[]> {
  const rows = await tx
    .updateTable('envelopes')
    .set({ erased: leaf, granularity: '', window_start: 0, bytes: NOTHING })
    .where('pseudonym', '=', pseudonym)
    .where('granularity', 'in', ['raw', 'hour', 'day'])
    .where('window_start', '>=', erasure.start)
    .where('window_start', '<', erasure.end)
    .returning('leaf')
    .execute();
  return rows.map((row) => row.leaf);
}

const NOTHING: RawBuilder<Uint8Array> = sql`X''`;

async function eraseForks(tx: Tx, { pseudonym, leaf, erasure }: PlannedErasure): Promise<void> {
  const rows = await tx.selectFrom('forks').select(['id', 'bytes']).where('pseudonym', '=', pseudonym).execute();
  for (const { id, bytes } of rows) {
    const envelope = refusalOf(() => parseEnvelope(bytes));
    // What is damaged tells no window, and is evidence of nothing any more.
    const kept = !('refused' in envelope) && !erasureOfWindow([{ leaf, erasure }], envelope.windowStart);
    if (!kept) await tx.updateTable('forks').set({ bytes: NOTHING }).where('id', '=', id).execute();
  }
}
