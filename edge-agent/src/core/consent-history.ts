import { type ConsentRecord, consentOf, type Grant, type GrantScope, isComplete, replay } from '@fit4work/protocol';

/* What the employee agreed to, took back and let lapse, as it follows from the signed records (SPEC.md section 8). */

/** A verified record and how far it has come. */
export interface KeptConsent {
  readonly record: ConsentRecord;
  /** Whether the coach API has said, signed, that it is stored. */
  readonly stored: boolean;
  /** Where it is proven to stand in the log. */
  readonly logIndex: number | undefined;
}

export interface OwnConsent {
  readonly kept: readonly KeptConsent[];
  /** Leaves, in hexadecimal, of records that are not as they were signed. */
  readonly damaged: readonly string[];
}

/** Whether no record is missing: where one is, nothing is granted (SPEC.md clause 8.4). */
export const isWhole = ({ kept, damaged }: OwnConsent): boolean =>
  damaged.length === 0 && isComplete(kept.map(({ record }) => record));

/** The leaf, in hexadecimal, that stands for records that nobody can name. */
const NAMELESS = '00'.repeat(32);

/** Ids of records that are lost here and known by name. */
export const lostByName = ({ damaged }: OwnConsent): readonly string[] => damaged.filter((id) => id !== NAMELESS);

type GrantState = 'live' | 'withdrawn' | 'lapsed' | 'not-begun' | 'suspended';

/** Times in Unix seconds. */
interface Happened {
  readonly at: number;
  readonly stored: boolean;
  readonly logIndex: number | null;
}

export interface GrantEvent extends Happened {
  readonly event: 'grant';
  readonly id: string;
  readonly state: GrantState;
  readonly coach: string;
  readonly scope: readonly GrantScope[];
  readonly from: string;
  readonly until: string;
  readonly expires: number;
  /** Language of the notice that was shown. */
  readonly notice: string;
}

interface WithdrawalEvent extends Happened {
  readonly event: 'withdrawal';
  readonly id: string;
  readonly grant: string;
  /** Undefined where the grant itself is missing. */
  readonly coach: string | undefined;
}

/** Nobody signs it: a grant carries its end in itself. */
interface LapseEvent {
  readonly event: 'lapse';
  readonly at: number;
  readonly grant: string;
  readonly coach: string;
}

export type ConsentEvent = GrantEvent | WithdrawalEvent | LapseEvent;

export interface GrantRecord {
  readonly id: string;
  readonly grant: Grant;
}

/**
 * Everything that happened, in the order in which it was signed; a lapse stands before the first record signed after it.
 *
 * @param own in the order in which they were made
 * @param now Unix seconds
 */
export function consentHistory(own: OwnConsent, now: number): readonly ConsentEvent[] {
  const { kept } = own;
  const whole = isWhole(own);
  const records = kept.map(({ record }) => record);
  const grants = grantsOf(records);
  const alive = whole ? replay(records, now).filter(({ id }) => withdrawnAt(id, records) === undefined) : [];
  const live = new Set(alive.map(({ id }) => id));
  const lapses = grants.flatMap((each) => lapseOf(each, records, now)).sort((a, b) => a.at - b.at);
  const events = kept.flatMap((each): readonly ConsentEvent[] => {
    const { issued } = consentOf(each.record);
    const before = lapses.filter(({ at }) => at <= issued);
    return [...lapses.splice(0, before.length), toEvent(each, { records, live, now, whole })];
  });
  return [...events, ...lapses];
}

/** Each after those that it names: a record that came back stands where it was signed, not where it was written. */
export function inOrder(kept: readonly KeptConsent[]): readonly KeptConsent[] {
  const byId = new Map(kept.map((each) => [each.record.id, each]));
  const ordered = new Set<KeptConsent>();
  // A stack and no recursion: a chain may be longer than calls go deep. No circle is possible, since an id is a hash.
  const open = kept.toReversed();
  for (let each = open.at(-1); each !== undefined; each = open.at(-1)) {
    const before = consentOf(each.record).after.flatMap((id) => byId.get(id) ?? []);
    const missing = before.filter((named) => !ordered.has(named));
    if (missing.length > 0) open.push(...missing);
    else ordered.add(open.pop() ?? each);
  }
  return [...ordered];
}

export const grantsOf = (records: readonly ConsentRecord[]): readonly GrantRecord[] =>
  records.flatMap((record) => (record.kind === 'grant' ? [record] : []));

/** A grant that is over here and not at the coach API. Times in Unix seconds; what the grant itself says is null where it is missing. */
export interface EndingGrant {
  readonly grant: string;
  /** Null where it was not withdrawn: it was once seen to have lapsed, by a clock that was ahead or before a repair. */
  readonly withdrawal: string | null;
  readonly coach: string | null;
  /** When it was withdrawn. */
  readonly at: number | null;
  /** Until when the coach API counts it at most. */
  readonly expires: number | null;
}

/**
 * What is over here while the coach API goes on opening what was released: what was withdrawn and it has not heard of, and
 * what counts here as lapsed before its own end.
 */
export const endingGrants = (
  own: OwnConsent,
  { lapsed, now }: { readonly lapsed: ReadonlySet<string>; readonly now: number },
): readonly EndingGrant[] => [
  ...unheardWithdrawals(own),
  ...unwithdrawn(own.kept.map(({ record }) => record))
    .filter(({ id, grant }) => lapsed.has(id) && grant.expires > now)
    .map(({ id, grant: { recipient, expires } }) => ({
      ...{ grant: id, withdrawal: null, coach: recipient, at: null, expires },
    })),
];

/** What was withdrawn here and the coach API has not heard of, each grant once. */
export function unheardWithdrawals({ kept }: OwnConsent): readonly (EndingGrant & { readonly withdrawal: string })[] {
  const grants = grantsOf(kept.map(({ record }) => record));
  const heard = new Set(
    kept.flatMap(({ record, stored }) => (record.kind === 'withdrawal' && stored ? [record.withdrawal.grant] : [])),
  );
  const told = new Map<string, EndingGrant & { readonly withdrawal: string }>();
  for (const { record } of kept) {
    if (record.kind !== 'withdrawal') continue;
    const { grant, issued } = record.withdrawal;
    if (heard.has(grant) || told.has(grant)) continue;
    const ended = grants.find(({ id }) => id === grant)?.grant;
    const said = { coach: ended?.recipient ?? null, expires: ended?.expires ?? null };
    told.set(grant, { grant, withdrawal: record.id, at: issued, ...said });
  }
  return [...told.values()];
}

/** Grants that no withdrawal names: they may live where another clock counts, whatever this machine's says. */
export const unwithdrawn = (records: readonly ConsentRecord[]): readonly GrantRecord[] =>
  grantsOf(records).filter(({ id }) => withdrawnAt(id, records) === undefined);

/** When a grant was first withdrawn, Unix seconds; undefined where it was not. */
export function withdrawnAt(grant: string, records: readonly ConsentRecord[]): number | undefined {
  const times = records.flatMap((record) =>
    record.kind === 'withdrawal' && record.withdrawal.grant === grant ? [record.withdrawal.issued] : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function lapseOf({ id, grant }: GrantRecord, records: readonly ConsentRecord[], now: number): readonly LapseEvent[] {
  const withdrawn = withdrawnAt(id, records) ?? Number.POSITIVE_INFINITY;
  if (grant.expires > now || withdrawn <= grant.expires) return [];
  return [{ event: 'lapse', at: grant.expires, grant: id, coach: grant.recipient }];
}

/** What is so at the instant at which the history is looked at. */
interface Instant {
  readonly records: readonly ConsentRecord[];
  readonly live: ReadonlySet<string>;
  readonly now: number;
  readonly whole: boolean;
}

function toEvent({ record, stored, logIndex }: KeptConsent, of: Instant): ConsentEvent {
  const happened = { id: record.id, at: consentOf(record).issued, stored, logIndex: logIndex ?? null };
  if (record.kind === 'withdrawal') {
    const { grant } = record.withdrawal;
    const coach = grantsOf(of.records).find(({ id }) => id === grant)?.grant.recipient;
    return { event: 'withdrawal', ...happened, grant, coach };
  }
  const { recipient, scope, from, until, expires, notice } = record.grant;
  const state = stateOf(record, of);
  return {
    ...{ event: 'grant', ...happened, state, coach: recipient },
    ...{ scope, from, until, expires, notice: notice.language },
  };
}

/** A grant that would live but for a record that is missing is suspended: nothing is opened or released under it. */
function stateOf({ id, grant }: GrantRecord, { records, live, now, whole }: Instant): GrantState {
  if (live.has(id)) return 'live';
  if (withdrawnAt(id, records) !== undefined) return 'withdrawn';
  if (grant.expires <= now) return 'lapsed';
  return whole ? 'not-begun' : 'suspended';
}
