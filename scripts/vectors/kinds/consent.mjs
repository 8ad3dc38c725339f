import { base64url, hex, sha256, utf8 } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { brokenJws, json, jws } from '../jws.mjs';
import { KEYS } from '../keys.mjs';
import { at } from './civil-days.mjs';
import { CONTEXT } from './consent-context.mjs';
import { leafOf, PSEUDONYM, salt } from './sample-values.mjs';

/* Clauses 8.1 to 8.3: grants and withdrawals. */

/** @typedef {{ issued: number, after?: readonly string[], salt?: Uint8Array }} Common */
const THUMBPRINT = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:';
export const ISSUED = at('2026-11-15T10:15:00Z');
const instant = (/** @type {number} */ time) => new Date(time * 1000).toISOString().replace('.000Z', 'Z');

export const GRANT = {
  pseudonym: PSEUDONYM,
  controller: KEYS.coachApi.keyId,
  recipient: 'coach-1',
  purpose: 'https://w3id.org/dpv#Personalisation',
  scope: [{ metric: 'steps', granularities: ['day', 'hour'] }],
  from: '2026-11-15',
  until: '2027-02-14',
  issued: ISSUED,
  expires: at('2027-02-15T10:15:00Z'),
  notice: { language: 'nl', sha256: hex(leafOf('notice')) },
  after: /** @type {string[]} */ ([]),
  salt: salt('grant'),
};
export const WITHDRAWAL = {
  pseudonym: PSEUDONYM,
  grant: hex(leafOf('grant')),
  issued: ISSUED + 3600,
  after: [hex(leafOf('grant'))],
  salt: salt('withdrawal'),
};

/** @param {string} status */
const head = (status) => ({ '@context': CONTEXT, type: 'ConsentRecord', version: 1, status });

/** @param {typeof GRANT} grant */
export const grantPayload = (grant) => ({
  ...head('ConsentGiven'),
  ...grant,
  pseudonym: hex(grant.pseudonym),
  controller: `${THUMBPRINT}${base64url(grant.controller)}`,
  legalBasis: 'https://w3id.org/dpv/legal/eu/gdpr#A9-2-a',
  issued: instant(grant.issued),
  expires: instant(grant.expires),
  salt: base64url(grant.salt),
});

/** @param {typeof WITHDRAWAL} withdrawal */
export const withdrawalPayload = (withdrawal) => ({
  ...head('ConsentWithdrawn'),
  ...withdrawal,
  pseudonym: hex(withdrawal.pseudonym),
  issued: instant(withdrawal.issued),
  salt: base64url(withdrawal.salt),
});

const TYPES = { grant: 'f4w-grant+jws', withdrawal: 'f4w-withdrawal+jws' };

/** @param {'grant' | 'withdrawal'} kind @param {object} payload @returns {string} */
export const signedConsent = (kind, payload) => jws({ type: TYPES[kind], key: KEYS.identity, payload });
export const idOf = (/** @type {string} */ compact) => hex(sha256(utf8(compact)));

/** @param {'grant' | 'withdrawal'} kind @param {string} name @param {{ value: object, payload: object }} right */
function accepted(kind, name, { value, payload }) {
  const compact = signedConsent(kind, payload);
  return valid(name, kind === 'grant' ? '8.2' : '8.1', {
    key: 'identity',
    jws: compact,
    payload: json(payload),
    id: idOf(compact),
    expect: value,
  });
}

/** @param {'grant' | 'withdrawal'} kind @param {object} payload @param {readonly (readonly [name: string, clause: string, changed: object])[]} changes */
const changed = (kind, payload, changes) =>
  changes.map(([name, clause, members]) =>
    invalid(name, clause, {
      key: 'identity',
      jws: signedConsent(kind, { ...payload, ...members }),
      refused: /version/.test(name) ? 'unsupported-version malformed' : 'malformed out-of-range not-canonical',
    }),
  );

/** Each member left out. @param {'grant' | 'withdrawal'} kind @param {object} payload */
const lacking = (kind, payload) =>
  Object.keys(payload).map((left) =>
    invalid(`lacks ${left}`, Object.hasOwn(withdrawalPayload(WITHDRAWAL), left) && left !== 'grant' ? '8.1' : '8.2', {
      key: 'identity',
      jws: signedConsent(kind, Object.fromEntries(Object.entries(payload).filter(([name]) => name !== left))),
      refused: 'malformed unsupported-version',
    }),
  );

const ids = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => hex(leafOf(`record ${i}`))).sort();
const reversed = Object.fromEntries(Object.entries(CONTEXT).reverse());

/** @type {readonly (readonly [name: string, clause: string, changed: object])[]} */
const COMMON = [
  ['has another version', '8.1', { version: 2 }],
  ['has a version as text', '8.1', { version: '1' }],
  ['has another type', '8.1', { type: 'Consent' }],
  ['has a status of neither', '8.1', { status: 'ConsentRefused' }],
  ['has a context by reference', '8.1', { '@context': 'https://fit4work.example/ns/v1' }],
  ['has a context with a term more', '8.1', { '@context': { ...CONTEXT, name: 'dpv:Name' } }],
  ['has a context whose members stand in another order', '8.1', { '@context': reversed }],
  ['has a context that means something else', '8.1', { '@context': { ...CONTEXT, from: 'f4w:until' } }],
  ['has a pseudonym in capitals', '8.1', { pseudonym: hex(PSEUDONYM).toUpperCase() }],
  ['has a pseudonym of 15 bytes', '8.1', { pseudonym: hex(PSEUDONYM).slice(2) }],
  ['has a time of issue with a fraction', '1.7', { issued: '2026-11-15T10:15:00.000Z' }],
  ['has a time of issue that is a number', '1.7', { issued: ISSUED }],
  ['comes after 17 records', '18', { after: ids(17) }],
  ['comes after records in descending order', '8.1', { after: ids(2).reverse() }],
  ['comes after a record twice', '8.1', { after: [...ids(1), ...ids(1)] }],
  ['comes after a record of 31 bytes', '8.1', { after: [hex(leafOf('record')).slice(2)] }],
  ['comes after null', '8.1', { after: null }],
  ['has a salt of 31 bytes', '8.1', { salt: base64url(salt('grant').subarray(1)) }],
  ['has a salt in hexadecimal', '8.1', { salt: hex(salt('grant')) }],
  ['has a member more', '8.1', { name: 'x' }],
  ['has a member named __proto__', '8.1', JSON.parse('{"__proto__":1}')],
];

const scope = (/** @type {unknown[]} */ ...granularities) => [{ metric: 'steps', granularities }];

/** @type {readonly (readonly [name: string, clause: string, changed: object])[]} */
const OF_GRANTS = [
  ['is a grant by its type and a withdrawal by its status', '8.1', { status: 'ConsentWithdrawn' }],
  ['has a controller without a URI', '8.2', { controller: base64url(KEYS.coachApi.keyId) }],
  [
    'has a controller of another hash',
    '8.2',
    { controller: `${THUMBPRINT.replace('256', '512')}${base64url(KEYS.coachApi.keyId)}` },
  ],
  ['has a controller of 31 bytes', '8.2', { controller: `${THUMBPRINT}${base64url(KEYS.coachApi.keyId.subarray(1))}` }],
  ['has an empty recipient', '8.2', { recipient: '' }],
  ['has a recipient of 257 code units', '8.2', { recipient: 'a'.repeat(257) }],
  ['has a recipient with a control character', '8.2', { recipient: 'coach\u0000' }],
  ['has an empty purpose', '8.2', { purpose: '' }],
  ['has a purpose that is no URI', '8.2', { purpose: 'hello world' }],
  ['has a purpose without a scheme', '8.2', { purpose: 'dpv/Personalisation' }],
  ['has a language that is no tag', '8.2', { notice: { ...GRANT.notice, language: '!!' } }],
  ['begins before 1900', '2.2', { from: '1899-12-31' }],
  ['has another legal basis', '8.2', { legalBasis: 'https://w3id.org/dpv/legal/eu/gdpr#A6-1-f' }],
  ['has no scope', '8.2', { scope: [] }],
  ['has a scope that is no array', '8.2', { scope: scope('day')[0] }],
  ['has a scope of no granularity', '8.2', { scope: scope() }],
  ['has a scope with a granularity twice', '8.2', { scope: scope('day', 'day') }],
  ['has a scope of an unknown granularity', '8.2', { scope: scope('week') }],
  ['has a scope by codes', '8.2', { scope: [{ metric: 0, granularities: [2] }] }],
  ['has a scope of an unknown metric', '8.2', { scope: [{ metric: 'weight', granularities: ['day'] }] }],
  ['has a metric twice', '8.2', { scope: [...scope('day'), ...scope('hour')] }],
  ['has a scope with a member more', '8.2', { scope: [{ ...scope('day')[0], coach: 'x' }] }],
  ['ends before it begins', '8.2', { until: '2026-11-14' }],
  ['begins on no day of the calendar', '8.2', { from: '2026-02-29' }],
  ['expires as it is issued', '8.2', { expires: instant(ISSUED) }],
  ['expires before it is issued', '8.2', { expires: instant(ISSUED - 1) }],
  ['has a notice without a hash', '8.2', { notice: { language: 'nl' } }],
  ['has a notice with a hash of 31 bytes', '8.2', { notice: { language: 'nl', sha256: '00'.repeat(31) } }],
  ['has a notice with a member more', '8.2', { notice: { ...GRANT.notice, url: 'x' } }],
  ['has a notice in no language', '8.2', { notice: { ...GRANT.notice, language: '' } }],
];

/** @param {string} kind @param {readonly import('../cases.mjs').Case[]} cases */
const file = (kind, cases) => ({
  description: `A ${kind}. \`payload\` is the JSON text that is signed; a writer is free in the order of its members, and gets its own \`jws\`.`,
  spec: 'SPEC.md clauses 8.1 to 8.3 and 1.7',
  keys: { identity: KEYS.identity, stranger: KEYS.stranger, smallOrder: KEYS.smallOrder },
  cases,
});

const WIDE = [
  { metric: 'sleep', granularities: ['raw', 'hour', 'day'] },
  { metric: 'heart-rate', granularities: ['day'] },
  { metric: 'steps', granularities: ['hour'] },
];

export function grant() {
  const payload = grantPayload(GRANT);
  const right = (/** @type {string} */ name, /** @type {Partial<typeof GRANT>} */ value = {}) =>
    accepted('grant', name, { value: { ...GRANT, ...value }, payload: grantPayload({ ...GRANT, ...value }) });
  const backwards = Object.fromEntries(Object.entries(payload).reverse());
  return file('grant', [
    right('gives a coach steps by hour and by day'),
    right('gives everything, in an order of its own', { scope: WIDE }),
    right('is of one day and of one second', { until: GRANT.from, expires: ISSUED + 1 }),
    right('comes after the most records that it may', { after: ids(16) }),
    right('has texts outside ASCII, which are escaped', {
      recipient: 'coach-é-😀',
    }),
    right('has the longest texts that it may', { recipient: 'é'.repeat(256), purpose: `urn:${'a'.repeat(252)}` }),
    right('has the shortest texts that it may', {
      recipient: 'c',
      purpose: 'a:b',
      notice: { ...GRANT.notice, language: 'nl' },
    }),
    accepted('grant', 'has its members in another order', { value: GRANT, payload: backwards }),
    ...changed('grant', payload, [...COMMON, ...OF_GRANTS]),
    ...lacking('grant', payload),
    invalid('is a withdrawal by its type', '8.2', {
      key: 'identity',
      jws: signedConsent('withdrawal', payload),
      refused: 'malformed',
    }),
    ...brokenJws({ type: TYPES.grant, key: KEYS.identity, payload }, 'identity'),
  ]);
}

export function withdrawal() {
  const payload = withdrawalPayload(WITHDRAWAL);
  const right = (/** @type {string} */ name, /** @type {Partial<typeof WITHDRAWAL>} */ value = {}) =>
    accepted('withdrawal', name, {
      value: { ...WITHDRAWAL, ...value },
      payload: withdrawalPayload({ ...WITHDRAWAL, ...value }),
    });
  return file('withdrawal', [
    right('ends a grant'),
    right('comes after nothing', { after: [] }),
    right('is of the last second that can be named', { issued: 253_402_300_799 }),
    ...changed('withdrawal', payload, [
      ...COMMON,
      ['is a withdrawal by its type and a grant by its status', '8.1', { status: 'ConsentGiven' }],
      ['ends a grant of 31 bytes', '8.2', { grant: hex(leafOf('grant')).slice(2) }],
      ['ends a grant in capitals', '8.2', { grant: hex(leafOf('grant')).toUpperCase() }],
      ['ends no grant', '8.2', { grant: '' }],
      ['has a member of grants', '8.2', { recipient: 'coach-1' }],
    ]),
    ...lacking('withdrawal', payload),
    invalid('is a grant by its type', '8.2', {
      key: 'identity',
      jws: signedConsent('grant', payload),
      refused: 'malformed',
    }),
    ...brokenJws({ type: TYPES.withdrawal, key: KEYS.identity, payload }, 'identity'),
  ]);
}
