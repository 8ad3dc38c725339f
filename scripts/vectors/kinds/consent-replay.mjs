import { hex } from '../bytes.mjs';
import { valid } from '../cases.mjs';
import { KEYS } from '../keys.mjs';
import { GRANT, grantPayload, ISSUED, idOf, signedConsent, WITHDRAWAL, withdrawalPayload } from './consent.mjs';
import { leafOf, salt } from './sample-values.mjs';

/* Clauses 8.4 and 8.5: what a set of records amounts to at an instant. Replay refuses nothing, so that every case is valid. */

/** @param {string} name of the salt @param {Partial<typeof GRANT>} [changed] */
const grant = (name, changed) => signedConsent('grant', grantPayload({ ...GRANT, ...changed, salt: salt(name) }));
/** @param {string} of @param {Partial<typeof WITHDRAWAL>} [changed] */
const withdrawal = (of, changed) =>
  signedConsent('withdrawal', withdrawalPayload({ ...WITHDRAWAL, grant: idOf(of), after: [idOf(of)], ...changed }));

const FIRST = grant('first');
const SECOND = grant('second', {
  after: [idOf(FIRST)],
  recipient: 'coach-2',
  scope: [{ metric: 'sleep', granularities: ['day'] }],
});
const BESIDE = grant('beside', { after: [idOf(FIRST)] });
const END = withdrawal(FIRST, { after: [idOf(SECOND)] });
const EARLY = withdrawal(FIRST, { issued: ISSUED - 60 });
const LATE = withdrawal(FIRST, { issued: ISSUED + 86_400 });
const ALONE = withdrawal(hex(leafOf('a grant that nobody has')), { after: [] });
const FAR = ISSUED + 100_000;
const MISSED = hex(leafOf('a record that nobody has'));

/**
 * @param {string} name
 * @param {{ records: readonly string[], at?: number, heads?: readonly string[] }} set
 * @param {{ alive: readonly string[], complete?: boolean, heads: readonly string[] }} expect records
 */
function replayed(name, { records, at = FAR, heads = [] }, { alive, complete = true, heads: last }) {
  const expect = { authorities: alive.map(idOf).sort(), complete, heads: last.map(idOf).sort() };
  return valid(name, '8.4', { key: 'identity', records, at, heads, expect });
}

const REPLAYS = [
  replayed('no record', { records: [] }, { alive: [], heads: [] }),
  replayed('a grant', { records: [FIRST] }, { alive: [FIRST], heads: [FIRST] }),
  replayed(
    'a grant at the second in which it is issued',
    { records: [FIRST], at: ISSUED },
    { alive: [FIRST], heads: [FIRST] },
  ),
  replayed('a grant a second earlier', { records: [FIRST], at: ISSUED - 1 }, { alive: [], heads: [FIRST] }),
  replayed(
    'a grant in its last second',
    { records: [FIRST], at: GRANT.expires - 1 },
    { alive: [FIRST], heads: [FIRST] },
  ),
  replayed('a grant at its expiry', { records: [FIRST], at: GRANT.expires }, { alive: [], heads: [FIRST] }),
  replayed(
    'two grants, one after the other',
    { records: [FIRST, SECOND] },
    { alive: [FIRST, SECOND], heads: [SECOND] },
  ),
  replayed('a grant that was withdrawn', { records: [FIRST, SECOND, END] }, { alive: [SECOND], heads: [END] }),
  replayed(
    'the same in another order, and each twice',
    { records: [END, SECOND, FIRST, SECOND, END, FIRST] },
    { alive: [SECOND], heads: [END] },
  ),
  replayed(
    'a grant a second before it is withdrawn',
    { records: [FIRST, SECOND, END], at: WITHDRAWAL.issued - 1 },
    { alive: [FIRST, SECOND], heads: [END] },
  ),
  replayed(
    'a grant in the second in which it is withdrawn',
    { records: [FIRST, SECOND, END], at: WITHDRAWAL.issued },
    { alive: [SECOND], heads: [END] },
  ),
  replayed(
    'a withdrawal that says to be older than its grant',
    { records: [FIRST, EARLY], at: ISSUED },
    { alive: [], heads: [EARLY] },
  ),
  replayed(
    'a withdrawal that is still to come',
    { records: [FIRST, LATE], at: ISSUED + 86_399 },
    { alive: [FIRST], heads: [LATE] },
  ),
  replayed('two withdrawals of one grant', { records: [FIRST, EARLY, LATE] }, { alive: [], heads: [EARLY, LATE] }),
  replayed(
    'a withdrawal of a grant that is not there',
    { records: [FIRST, ALONE] },
    { alive: [FIRST], heads: [FIRST, ALONE] },
  ),
  replayed(
    'two grants that came after the same one',
    { records: [FIRST, SECOND, BESIDE] },
    { alive: [FIRST, SECOND, BESIDE], heads: [SECOND, BESIDE] },
  ),
  replayed(
    'a grant whose record before is missing',
    { records: [SECOND] },
    { alive: [], complete: false, heads: [SECOND] },
  ),
  replayed(
    'a withdrawal without the record before it',
    { records: [FIRST, END] },
    { alive: [], complete: false, heads: [FIRST, END] },
  ),
  replayed(
    'a set that holds the head that a release named',
    { records: [FIRST], heads: [idOf(FIRST)] },
    { alive: [FIRST], heads: [FIRST] },
  ),
  replayed(
    'a set that lacks the head that a release named',
    { records: [FIRST], heads: [MISSED] },
    { alive: [], complete: false, heads: [FIRST] },
  ),
  replayed(
    'a set that lacks the withdrawal that a release named',
    { records: [FIRST, SECOND], heads: [idOf(END)] },
    { alive: [], complete: false, heads: [SECOND] },
  ),
];

/** @param {string} name @param {readonly string[]} records @param {{ at?: number, heads?: readonly string[], alive: readonly string[] }} set */
const living = (name, records, { at = FAR, heads = [], alive }) =>
  valid(name, '8.4', { op: 'living', key: 'identity', records, at, heads, expect: alive.map(idOf) });

const LIVING = [
  living('a grant that lives', [FIRST], { alive: [FIRST] }),
  living('a grant that lives no more at its expiry', [FIRST], { at: GRANT.expires, alive: [] }),
  living('a withdrawal that ends its grant though its time is still to come', [FIRST, LATE], {
    at: ISSUED + 86_399,
    alive: [],
  }),
  living('a withdrawal to come that leaves another grant alone', [FIRST, SECOND, LATE], {
    at: ISSUED + 86_399,
    alive: [SECOND],
  }),
  living('a withdrawal of a grant that is not there ends nothing', [FIRST, ALONE], { alive: [FIRST] }),
  living('a set that lacks a head has no grant that lives', [FIRST], { heads: [MISSED], alive: [] }),
];

const ASKED = grant('asked', {
  scope: [
    { metric: 'steps', granularities: ['hour'] },
    { metric: 'sleep', granularities: ['raw'] },
  ],
});
const ASK = { recipient: 'coach-1', metric: 'steps', granularity: 'hour', day: GRANT.from };

/** @param {string} name @param {object} ask @param {boolean} covered */
const asked = (name, ask, covered) =>
  valid(name, '8.5', {
    op: 'ask',
    key: 'identity',
    records: [ASKED],
    at: ISSUED,
    heads: [],
    ask: { ...ASK, ...ask },
    expect: covered ? idOf(ASKED) : null,
  });

const ASKS = [
  asked('an ask for the first day', {}, true),
  asked('an ask for the last day', { day: GRANT.until }, true),
  asked('an ask for the day before', { day: '2026-11-14' }, false),
  asked('an ask for the day after', { day: '2027-02-15' }, false),
  asked('an ask of another coach', { recipient: 'coach-2' }, false),
  asked('an ask for another metric', { metric: 'heart-rate' }, false),
  asked('an ask for a coarser granularity', { metric: 'sleep', granularity: 'day' }, false),
  asked('an ask for a finer granularity', { granularity: 'raw' }, false),
  asked('an ask for the granularity of another metric', { metric: 'sleep' }, false),
];

export const consentReplay = () => ({
  description:
    'Sets of records, an instant, and heads that are known otherwise; the ids of the grants of the authority, whether the set is complete, and its own heads.',
  spec: 'SPEC.md clauses 8.4 and 8.5',
  keys: { identity: KEYS.identity },
  cases: [...REPLAYS, ...LIVING, ...ASKS],
});
