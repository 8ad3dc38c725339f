import type { HeldPerson } from '../../journal-port.js';
import type { Queries, Tx } from './dialect.js';
import type { Schema } from './schema.js';

type HeldRow = Schema['suspensions'];

/** By an invitation, or by any. */
export const heldBy = (db: Queries, number: number | undefined): Promise<readonly HeldRow[]> => {
  const all = db.selectFrom('suspensions').selectAll().orderBy('agent');
  return (number === undefined ? all : all.where('invitation', '=', number)).execute();
};

/** @param held as `heldBy` has it */
export function whomIn(
  { number, used_by, suspended }: Pick<Schema['invitations'], 'used_by' | 'suspended'> & { readonly number: number },
  held: readonly HeldRow[],
): HeldPerson | null {
  if (suspended === null || used_by === null) return null;
  const own = held.filter(({ invitation, pseudonym }) => invitation === number && pseudonym === used_by);
  return { pseudonym: used_by, agents: own.map(({ agent }) => agent) };
}

/** @returns how many of them were not held off by this invitation, and are now */
export async function holdOff(tx: Tx, invitation: number, { pseudonym, agents }: HeldPerson): Promise<number> {
  const held = new Set((await heldBy(tx, invitation)).map((each) => `${each.pseudonym} ${each.agent}`));
  const rows = await tx
    .selectFrom('agents')
    .select(['pseudonym', 'agent'])
    .where('pseudonym', '=', pseudonym)
    .where('last_sequence', 'is', null)
    .execute();
  const meant = rows.filter(({ agent }) => agents.length === 0 || agents.includes(agent));
  const fresh = meant.filter(({ agent }) => !held.has(`${pseudonym} ${agent}`));
  if (fresh.length > 0) {
    await tx
      .insertInto('suspensions')
      .values(fresh.map((each) => ({ ...each, invitation })))
      .execute();
  }
  return fresh.length;
}
