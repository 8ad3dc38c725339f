import { type ConsentRecord, consentOf, type Grant } from './consent.js';
import { MAX_AFTER } from './consent-members.js';
import type { Metric } from './sample.js';
import type { Granularity } from './window.js';

/* What consent records amount to (SPEC.md clauses 8.4 and 8.5): pure functions of the set of them. */

/** A grant that is alive at some instant. */
export interface Authority {
  readonly id: string;
  readonly grant: Grant;
}

/**
 * Ids, ascending, of the records that no other one came after: what the next record, or a release, is to name. Where there
 * are more than it may name, withdrawals go before grants, since the lack of a grant harms nobody; the others stay heads
 * until a later record names them.
 */
export function headsOf(records: readonly ConsentRecord[]): readonly string[] {
  const followed = new Set(records.flatMap((record) => consentOf(record).after));
  const headsOfKind = (wanted: ConsentRecord['kind']): readonly string[] =>
    [...new Set(records.flatMap(({ kind, id }) => (kind === wanted && !followed.has(id) ? [id] : [])))].sort();
  return [...headsOfKind('withdrawal'), ...headsOfKind('grant')].slice(0, MAX_AFTER).sort();
}

/**
 * Whether no record is missed: every one that a record came after is there, and so are the heads that somebody named.
 *
 * @param heads ids that are known from elsewhere, as from a release (clause 9.1)
 */
export function isComplete(records: readonly ConsentRecord[], heads: readonly string[] = []): boolean {
  const present = new Set(records.map(({ id }) => id));
  return [...heads, ...records.flatMap((record) => consentOf(record).after)].every((id) => present.has(id));
}

/**
 * What was granted at an instant: the grants that are issued, not expired and not withdrawn by then; nothing where a record is
 * missed. What may be opened now is {@link livingGrants}. Order and repetition do not matter; a withdrawal, and the lack of a record, only ever narrow.
 *
 * @param records of one pseudonym
 * @param at Unix seconds
 * @param heads as in {@link isComplete}
 */
export function replay(
  records: readonly ConsentRecord[],
  at: number,
  heads: readonly string[] = [],
): readonly Authority[] {
  if (!isComplete(records, heads)) return [];
  const withdrawn = new Set(
    records.flatMap((record) =>
      record.kind === 'withdrawal' && record.withdrawal.issued <= at ? [record.withdrawal.grant] : [],
    ),
  );
  const alive = new Map<string, Authority>();
  for (const record of records) {
    if (record.kind !== 'grant' || withdrawn.has(record.id)) continue;
    if (record.grant.issued <= at && at < record.grant.expires) alive.set(record.id, record);
  }
  return [...alive.values()];
}

/**
 * What may be released, opened or told now: as {@link replay}, less every grant for which a withdrawal is there, whatever its
 * time says. That is the clock of who withdrew, which may be ahead; the withdrawal is here, so it was made.
 *
 * @param records of one pseudonym
 * @param now Unix seconds
 * @param heads as in {@link isComplete}
 */
export function livingGrants(
  records: readonly ConsentRecord[],
  now: number,
  heads: readonly string[] = [],
): readonly Authority[] {
  const withdrawn = new Set(
    records.flatMap((record) => (record.kind === 'withdrawal' ? [record.withdrawal.grant] : [])),
  );
  return replay(records, now, heads).filter(({ id }) => !withdrawn.has(id));
}

/** One thing that a coach asks to open. */
export interface Ask {
  readonly recipient: string;
  readonly metric: Metric;
  readonly granularity: Granularity;
  readonly day: string;
}

/** The grant that covers an ask, if any does. */
export function findAuthority(authorities: readonly Authority[], ask: Ask): Authority | undefined {
  return authorities.find(
    ({ grant }) =>
      grant.recipient === ask.recipient &&
      grant.from <= ask.day &&
      ask.day <= grant.until &&
      grant.scope.some(({ metric, granularities }) => metric === ask.metric && granularities.includes(ask.granularity)),
  );
}
