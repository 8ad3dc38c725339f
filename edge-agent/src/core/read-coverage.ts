import { type Authority, addDays, findAuthority, type Read, replay, toHex } from '@fit4work/protocol';
import {
  type GrantRecord,
  grantsOf,
  isWhole,
  type KeptConsent,
  type OwnConsent,
  withdrawnAt,
} from './consent-history.js';
import type { CoverageProblem } from './shown-read.js';

/** What is said beside a read that is covered. */
export const ON_ITS_WAY = 'withdrawal-on-its-way';

/** Seconds after a withdrawal was signed in which an honest coach API may not have heard of it (SPEC.md clause 11.2). */
const ON_ITS_WAY_SECONDS = 60;

/**
 * Whether every metric on every day of a read is covered by the grants that it names, as they lived at its time
 * (SPEC.md clauses 8.4, 8.5 and 11.2).
 *
 * @param logIndex where the read is proven to stand in the log; undefined where that is not known
 * @returns undefined when it is covered, and `withdrawal-on-its-way` when it is but for a withdrawal that it crossed
 */
export function coverageProblem(
  read: Read,
  own: OwnConsent,
  logIndex?: number,
): CoverageProblem | typeof ON_ITS_WAY | undefined {
  // What cannot be read may have been a withdrawal.
  if (!isWhole(own)) return 'consent-missing';
  const records = own.kept.map(({ record }) => record);
  const named = new Set(read.grants.map(toHex));
  const grants = grantsOf(records).filter(({ id }) => named.has(id));
  if (grants.length < named.size) return 'unknown-grant';
  const alive = replay(records, read.time).filter(({ id }) => named.has(id));
  const ended = withdrawnInLog(own.kept, logIndex ?? 0);
  const left = alive.filter(({ id }) => !ended.has(id));
  if (covers(left, read)) return undefined;
  // The time of a read is the coach API's word, its place in the log is not: it may open nothing before it has that.
  if (covers(alive, read)) return 'logged-after-withdrawal';
  if (named.size === 0) return 'no-grant';
  // Had they lived they would cover it: then their end, or their beginning, is what is wrong.
  if (!covers(grants, read)) return 'beyond-grant';
  const crossed = grants.filter((each) => !ended.has(each.id) && livedButFor(each, read, { own, logIndex }));
  if (covers(crossed, read)) return ON_ITS_WAY;
  if (grants.some(({ id }) => (withdrawnAt(id, records) ?? Number.POSITIVE_INFINITY) <= read.time)) return 'withdrawn';
  return grants.some(({ grant }) => grant.expires <= read.time) ? 'lapsed' : 'not-yet-granted';
}

/** Whether a grant lived at the time of a read, but for withdrawals that the log has after it and that had just been signed. */
function livedButFor(
  { id, grant }: GrantRecord,
  { time }: Read,
  { own, logIndex = Number.POSITIVE_INFINITY }: { readonly own: OwnConsent; readonly logIndex: number | undefined },
): boolean {
  if (grant.issued > time || grant.expires <= time) return false;
  return own.kept.every(({ record, logIndex: place }) => {
    if (record.kind !== 'withdrawal' || record.withdrawal.grant !== id) return true;
    const since = time - record.withdrawal.issued;
    return since < 0 || (place !== undefined && logIndex < place && since < ON_ITS_WAY_SECONDS);
  });
}

/** Grants of which a withdrawal stands in the log before that place. */
const withdrawnInLog = (kept: readonly KeptConsent[], before: number): ReadonlySet<string> =>
  new Set(
    kept.flatMap(({ record, logIndex = Number.POSITIVE_INFINITY }) =>
      record.kind === 'withdrawal' && logIndex < before ? [record.withdrawal.grant] : [],
    ),
  );

/** Whether each metric on each day is covered. It stops at the first that is not: whoever signs a read chooses its days. */
function covers(authorities: readonly Authority[], { coach, metrics, granularity, from, until }: Read): boolean {
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const asks = metrics.map((metric) => ({ recipient: coach, metric, granularity, day }));
    if (asks.some((ask) => findAuthority(authorities, ask) === undefined)) return false;
  }
  return true;
}
