import { sha256 } from '../bytes.mjs';
import { valid } from '../cases.mjs';
import { bytes, date, leaf, list, name, orNull, prose, time, uint16, uint53 } from '../fields.mjs';
import { recordFile } from '../records.mjs';
import { LAST_TIME, leafOf, PSEUDONYM, salt, TIME } from './sample-values.mjs';

/* Messages either way, and erasure. */

const MESSAGE = {
  pseudonym: PSEUDONYM,
  coach: 'coach-1',
  agent: 1,
  answers: leafOf('message'),
  text: 'That went well.',
  report: { programme: leafOf('programme'), session: 2, done: true, effort: 5 },
  time: TIME,
  salt: salt('message'),
};
const COACH = { ...MESSAGE, agent: null, answers: null, report: null };

/** @param {any} r */
const reportItems = (r) => r && [r.programme, r.session, r.done, r.effort];
/** @param {any} m @param {unknown} [report] as items */
const messageBody = (m, report = reportItems(m.report)) => [
  ...[1, m.pseudonym, m.coach, m.agent, m.answers, m.text, report, m.time, m.salt],
];
const REPORT = reportItems(MESSAGE.report);

/** @param {string} name @param {number} at @param {unknown} value */
const wrongReport = (name, at, value) => ({
  name,
  body: messageBody(
    MESSAGE,
    REPORT.map((/** @type {unknown} */ old, /** @type {number} */ i) => (i === at ? value : old)),
  ),
});

/** @type {readonly import('../records.mjs').Wrong[]} */
const WRONG_MESSAGES = [
  { name: 'says nothing', body: messageBody({ ...MESSAGE, text: '', report: null, answers: null }) },
  wrongReport('reports a programme of 31 bytes', 0, leafOf('programme').slice(1)),
  wrongReport('reports the session numbered 400', 1, 400),
  wrongReport('reports a session done by a number', 2, 1),
  wrongReport('reports an effort of 11', 3, 11),
  { name: 'has a report of three items', body: messageBody(MESSAGE, REPORT.slice(0, 3)) },
  { name: 'has a report of five items', body: messageBody(MESSAGE, [...REPORT, 0]) },
  {
    name: 'is of a coach and reports a session',
    body: messageBody({ ...COACH, report: MESSAGE.report }),
    signer: 'coachApi',
    more: { author: 'coach', key: 'coachApi' },
  },
  {
    name: 'comes from the side of the coach and names an agent',
    clause: '13.2',
    body: messageBody({ ...MESSAGE, report: null }),
    signer: 'coachApi',
    more: { author: 'coach', key: 'coachApi' },
  },
  {
    name: 'comes from the side of the person and names no agent',
    clause: '13.2',
    body: messageBody(COACH),
  },
  {
    name: 'is of a person and comes from the side of the coach',
    clause: '13.2',
    body: messageBody(MESSAGE),
    more: { author: 'coach', key: 'coachApi' },
    refused: 'bad-signature malformed',
  },
];

/** `author` is the side from which a reader has the message. */
export const message = () =>
  recordFile({
    kind: 'message',
    clause: '13.1',
    description: 'A message between a coach and a person, and the report of a session.',
    key: 'agent',
    body: (value) => messageBody(value),
    types: {
      1: bytes(16),
      2: name,
      3: orNull(uint16),
      4: orNull(leaf),
      5: prose,
      6: [['that is no array', 0]],
      7: time,
      8: leaf,
    },
    more: { author: 'person' },
    right: [
      { name: 'is of a person and reports a session', value: MESSAGE },
      { name: 'is of a person and a text alone', value: { ...MESSAGE, report: null, answers: null } },
      {
        name: 'is of a person and a report alone, which says nothing of effort',
        value: { ...MESSAGE, text: '', report: { ...MESSAGE.report, session: 399, done: false, effort: null } },
      },
      { name: 'is of a person and acknowledges what it answers', value: { ...MESSAGE, text: '', report: null } },
      {
        name: 'is of a coach and acknowledges what it answers',
        value: { ...COACH, text: '', answers: MESSAGE.answers },
        key: 'coachApi',
        more: { author: 'coach' },
      },
      { name: 'is of a coach', value: COACH, key: 'coachApi', more: { author: 'coach' } },
      {
        name: 'has a text of 4,096 code units',
        clause: '18',
        value: { ...COACH, text: 'a'.repeat(4096), time: LAST_TIME },
        key: 'coachApi',
        more: { author: 'coach' },
      },
    ],
    wrong: WRONG_MESSAGES,
  });

const ERASURE = {
  pseudonym: PSEUDONYM,
  from: '2026-03-29',
  until: '2026-03-29',
  // Of 23 hours in Brussels.
  start: 1_774_738_800,
  end: 1_774_821_600,
  issued: TIME,
  salt: salt('erasure'),
};
/** @param {typeof ERASURE} e */
const erasureBody = (e) => [1, e.pseudonym, e.from, e.until, e.start, e.end, e.issued, e.salt];

export const erasure = () =>
  recordFile({
    kind: 'erasure',
    clause: '14.1',
    description: 'A person has civil days forgotten.',
    key: 'identity',
    body: erasureBody,
    types: { 1: bytes(16), 2: date, 3: date, 4: time, 5: time, 6: time, 7: leaf },
    right: [
      { name: 'is of one day of 23 hours', value: ERASURE },
      { name: 'is of several days', value: { ...ERASURE, from: '2026-03-27', start: 1_774_566_000 } },
      { name: 'was demanded before the days that it names', value: { ...ERASURE, issued: 0 } },
    ],
    wrong: [
      { name: 'ends on a day before its first', body: erasureBody({ ...ERASURE, until: '2026-03-28' }) },
      { name: 'ends where it starts', body: erasureBody({ ...ERASURE, end: ERASURE.start }) },
      { name: 'ends before it starts', body: erasureBody({ ...ERASURE, end: ERASURE.start - 1 }) },
      {
        name: 'is signed by an agent, which a thief may have',
        body: erasureBody(ERASURE),
        signer: 'agent',
        refused: 'bad-signature',
      },
    ],
  });

const CERTIFICATE = {
  pseudonym: PSEUDONYM,
  erasure: leafOf('erasure'),
  envelopes: 117,
  digest: leafOf('digest'),
  time: TIME,
  salt: salt('erasure-certificate'),
};
const [LOW, HIGH] = [new Uint8Array(32).fill(0x0f), new Uint8Array(32).fill(0xf0)];
const digest = (/** @type {Uint8Array[]} */ ...leaves) => sha256(new Uint8Array(Buffer.concat(leaves)));

/** Field 4 of the certificate of some leaves. */
const DIGESTS = [
  valid('is over leaves in ascending order', '14.3', { op: 'digest', leaves: [HIGH, LOW], expect: digest(LOW, HIGH) }),
  valid('counts each leaf once', '14.3', { op: 'digest', leaves: [LOW, HIGH, LOW], expect: digest(LOW, HIGH) }),
  valid('is over nothing where nothing was stored', '14.3', { op: 'digest', leaves: [], expect: digest() }),
];

export const erasureCertificate = () =>
  recordFile({
    kind: 'erasure-certificate',
    clause: '14.3',
    description: 'The coach API certifies what it destroyed; digests of leaves.',
    key: 'coachApi',
    body: (c) => [1, c.pseudonym, c.erasure, c.envelopes, c.digest, c.time, c.salt],
    types: { 1: bytes(16), 2: leaf, 3: uint53, 4: leaf, 5: time, 6: leaf },
    right: [
      { name: 'certifies 117 envelopes', value: CERTIFICATE },
      { name: 'certifies that there were none', value: { ...CERTIFICATE, envelopes: 0, digest: digest() } },
    ],
    wrong: [],
    others: DIGESTS,
  });

const COUNTS = {
  months: [
    { month: '2026-09', certificates: 12 },
    { month: '2026-11', certificates: null },
  ],
  issued: TIME,
};
/** @param {readonly (readonly [unknown, unknown])[]} rows */
const countsBody = (rows) => [1, rows, TIME];

export const erasureCounts = () =>
  recordFile({
    kind: 'erasure-counts',
    clause: '14.4',
    description: 'The coach API counts its certificates of erasure by month, for auditors.',
    key: 'coachApi',
    body: (c) => [1, c.months.map((/** @type {any} */ one) => [one.month, one.certificates]), c.issued],
    types: { 1: list(120, { item: ['2026-11', 5], breaks: [['that is no pair', 5]] }), 2: time },
    right: [
      { name: 'counts twelve and fewer than five', value: COUNTS },
      { name: 'counts nothing', value: { ...COUNTS, months: [] } },
      {
        name: 'counts five, which is not fewer',
        value: { ...COUNTS, months: [{ month: '2026-11', certificates: 5 }] },
      },
    ],
    wrong: [
      ...[0, 1, 4].map((count) => ({ name: `tells a count of ${count}`, body: countsBody([['2026-11', count]]) })),
      { name: 'has a month that no calendar has', body: countsBody([['2026-13', 5]]) },
      { name: 'has a month in another form', body: countsBody([['2026-1', 5]]) },
      { name: 'has a day for a month', body: countsBody([['2026-11-01', 5]]) },
      { name: 'has a count as text', body: countsBody([['2026-11', '5']]) },
      {
        name: 'has months out of order',
        body: countsBody([
          ['2026-11', 5],
          ['2026-10', 5],
        ]),
        refused: 'not-canonical',
      },
      {
        name: 'has a month twice',
        body: countsBody([
          ['2026-11', 5],
          ['2026-11', 5],
        ]),
        refused: 'not-canonical',
      },
    ],
  });
