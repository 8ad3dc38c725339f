import { type Authority, type ConsentRecord, replay } from '@fit4work/protocol';
import { earliestNow } from './core/believed-time.js';
import type { Outbox } from './ports.js';

type TimesHeld = Pick<Outbox, 'believedTimes' | 'lapsedGrants' | 'addLapsedGrants'>;

/** What became of the grants, at an instant. A grant that is neither has not begun, or a record is missing. */
interface Standing {
  readonly live: readonly Authority[];
  /** Live, or not begun by this clock: signed here, they have begun, so that a clock that says otherwise was set back. */
  readonly notOver: readonly Authority[];
  /** Ids of grants that are over for good, whatever a clock says later. */
  readonly over: ReadonlySet<string>;
}

/**
 * How the grants stand, on a machine whose clock may be wrong. A clock that was set back extends none: it is no earlier than
 * others have signed, what was once seen to have lapsed stays so, and a withdrawal counts whatever its time.
 *
 * @param records the employee's own, verified
 * @param clock of this machine, in Unix seconds
 */
export async function standingGrants(
  outbox: TimesHeld,
  records: readonly ConsentRecord[],
  clock: number,
): Promise<Standing> {
  const now = Math.max(clock, earliestNow(await outbox.believedTimes()));
  const lapsed = await outbox.lapsedGrants();
  const fresh = records.flatMap((each) =>
    each.kind === 'grant' && each.grant.expires <= now && !lapsed.has(each.id) ? [each.id] : [],
  );
  if (fresh.length > 0) await outbox.addLapsedGrants(fresh);
  const withdrawn = records.flatMap((each) => (each.kind === 'withdrawal' ? [each.withdrawal.grant] : []));
  const over = new Set([...lapsed, ...fresh, ...withdrawn]);
  const standing = (each: ConsentRecord): readonly Authority[] =>
    each.kind === 'grant' ? replay(records, Math.max(now, each.grant.issued)).filter(({ id }) => id === each.id) : [];
  const notOver = records.filter(({ id }) => !over.has(id)).flatMap(standing);
  return { live: notOver.filter(({ grant }) => grant.issued <= now), notOver, over };
}

/** The grants that live, as `standingGrants` has them. */
export const lastingGrants = async (
  outbox: TimesHeld,
  records: readonly ConsentRecord[],
  clock: number,
): Promise<readonly Authority[]> => (await standingGrants(outbox, records, clock)).live;

/**
 * The grants under which the keys of a day are released as it begins: days begin once, whatever the clock says then. What is
 * released too early goes to nobody (outgoing.ts) before the grant lives.
 */
export const releasableGrants = async (
  outbox: TimesHeld,
  records: readonly ConsentRecord[],
  clock: number,
): Promise<readonly Authority[]> => (await standingGrants(outbox, records, clock)).notOver;
