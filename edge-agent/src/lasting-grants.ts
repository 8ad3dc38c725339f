import { type Authority, type ConsentRecord, replay } from '@fit4work/protocol';
import { earliestNow } from './core/believed-time.js';
import type { Outbox } from './ports.js';

/**
 * The grants that live, on a machine whose clock may be wrong. A clock that was set back extends none: it is no earlier than
 * others have signed, what was once seen to have lapsed stays so, and a withdrawal counts whatever its time.
 *
 * @param records the employee's own, verified
 * @param clock of this machine, in Unix seconds
 */
export async function lastingGrants(
  outbox: Pick<Outbox, 'believedTimes' | 'lapsedGrants' | 'addLapsedGrants'>,
  records: readonly ConsentRecord[],
  clock: number,
): Promise<readonly Authority[]> {
  const now = Math.max(clock, earliestNow(await outbox.believedTimes()));
  const lapsed = await outbox.lapsedGrants();
  const fresh = records.filter((each) => each.kind === 'grant' && each.grant.expires <= now && !lapsed.has(each.id));
  if (fresh.length > 0) await outbox.addLapsedGrants(fresh.map(({ id }) => id));
  const withdrawn = records.flatMap((each) => (each.kind === 'withdrawal' ? [each.withdrawal.grant] : []));
  const ended = new Set([...lapsed, ...withdrawn]);
  return replay(records, now).filter(({ id }) => !ended.has(id));
}
