import { record } from '../cose.mjs';
import { bytes, date, leaf, list, name, prose, time, uint, uint16, uint32, uint53 } from '../fields.mjs';
import { KEYS } from '../keys.mjs';
import { recordFile } from '../records.mjs';
import { LAST_TIME, leafOf, PSEUDONYM, salt, TIME, ZEROS } from './sample-values.mjs';

/* What the coach API signs: receipts, reads, programmes. */

const RECEIPT = {
  pseudonym: PSEUDONYM,
  agent: 1,
  sequence: 12,
  leaf: leafOf('envelope 12'),
  records: [leafOf('grant')],
  time: TIME,
};

export const receipt = () =>
  recordFile({
    kind: 'receipt',
    clause: '10.1',
    description: 'The coach API has stored what is named.',
    key: 'coachApi',
    body: (r) => [1, r.pseudonym, r.agent, r.sequence, r.leaf, r.records, r.time],
    types: {
      1: bytes(16),
      2: uint16,
      3: uint53,
      4: leaf,
      5: list(256, { item: leafOf('grant'), breaks: leaf }),
      6: time,
    },
    right: [
      { name: 'covers twelve envelopes and a grant', value: RECEIPT },
      { name: 'stands before the first envelope', value: { ...RECEIPT, sequence: 0, leaf: ZEROS, records: [] } },
      {
        name: 'names the most records that it may',
        clause: '18',
        value: { ...RECEIPT, records: Array.from({ length: 256 }, () => leafOf('grant')) },
      },
    ],
    wrong: [
      {
        name: 'names a leaf before the first envelope',
        body: [1, PSEUDONYM, 1, 0, leafOf('envelope 12'), [], TIME],
      },
    ],
  });

const READ = {
  pseudonym: PSEUDONYM,
  coach: 'coach-1',
  purpose: 'weekly talk',
  metrics: ['steps', 'sleep'],
  granularity: 'day',
  from: '2026-11-09',
  until: '2026-11-15',
  grants: [leafOf('grant')],
  time: TIME,
  salt: salt('read'),
};
const METRICS = ['steps', 'heart-rate', 'sleep'];
const GRANULARITIES = ['raw', 'hour', 'day'];

/** @param {typeof READ} r */
const readBody = (r) => [
  ...[1, r.pseudonym, r.coach, r.purpose, r.metrics.map((metric) => METRICS.indexOf(metric))],
  ...[GRANULARITIES.indexOf(r.granularity), r.from, r.until, r.grants, r.time, r.salt],
];

export const read = () =>
  recordFile({
    kind: 'read',
    clause: '11.1',
    description: 'A coach opens data.',
    key: 'coachApi',
    body: readBody,
    types: {
      1: bytes(16),
      2: name,
      3: name,
      4: list(3, { item: 0, breaks: uint(2) }),
      5: uint(2),
      6: date,
      7: date,
      8: list(64, { item: leafOf('grant'), breaks: leaf }),
      9: time,
      10: leaf,
    },
    right: [
      { name: 'opens a week of steps and sleep by day', value: READ },
      {
        name: 'opens one day of everything, metrics in an order of its own, resting on no grant',
        value: { ...READ, metrics: ['sleep', 'steps', 'heart-rate'], until: READ.from, granularity: 'raw', grants: [] },
      },
      {
        name: 'has texts of 256 UTF-16 code units, not characters',
        clause: '1.3',
        value: { ...READ, coach: '\u{1f3c3}'.repeat(128), purpose: 'é'.repeat(256) },
      },
      { name: 'has empty texts and the last time', value: { ...READ, coach: '', purpose: '', time: LAST_TIME } },
    ],
    wrong: [
      { name: 'opens nothing', body: readBody({ ...READ, metrics: [] }) },
      { name: 'names a metric twice', body: readBody({ ...READ, metrics: ['steps', 'steps'] }) },
      { name: 'ends before it begins', body: readBody({ ...READ, until: '2026-11-08' }) },
    ],
  });

const PROGRAMME = {
  pseudonym: PSEUDONYM,
  coach: 'coach-1',
  id: leafOf('programme').slice(0, 16),
  revision: 0,
  title: 'Start to walk',
  from: '2026-11-16',
  until: '2026-11-22',
  sessions: [
    { day: '2026-11-16', kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3000 }, note: 'Begin slowly.' },
    { day: '2026-11-18', kind: 'run', minutes: 20, target: { kind: 'heart-rate', low: 110, high: 130 }, note: '' },
    { day: '2026-11-18', kind: 'strength', minutes: 15, target: { kind: 'effort', effort: 4 }, note: '' },
    { day: '2026-11-22', kind: 'rest', minutes: 0, target: null, note: '' },
  ],
  advice: 'Drink enough water.',
  grants: [leafOf('grant')],
  summaries: [leafOf('summary')],
  time: TIME,
  salt: salt('programme'),
};
const SESSION_KINDS = ['walk', 'run', 'cycle', 'strength', 'mobility', 'rest'];

/** @param {any} target */
function targetItems(target) {
  if (target === null) return null;
  if (target.kind === 'steps') return [0, target.steps];
  return target.kind === 'effort' ? [2, target.effort] : [1, target.low, target.high];
}

/** @param {any} s */
const sessionItems = (s) => [s.day, SESSION_KINDS.indexOf(s.kind), s.minutes, targetItems(s.target), s.note];

/** @param {any} p @param {readonly unknown[]} [sessions] as items */
const programmeBody = (p, sessions = p.sessions.map(sessionItems)) => [
  ...[1, p.pseudonym, p.coach, p.id, p.revision, p.title, p.from, p.until, sessions],
  ...[p.advice, p.grants, p.summaries, p.time, p.salt],
];

const WALK = ['2026-11-16', 0, 30, [0, 3000], ''];
const session = (/** @type {string} */ day) => ({ day, kind: 'cycle', minutes: 1440, target: null, note: '' });
const many = (/** @type {number} */ count) => Array.from({ length: count }, () => session('2026-11-16'));

/** @param {readonly number[]} lengths of the notes of its sessions */
const withNotes = (lengths) => ({
  ...PROGRAMME,
  sessions: lengths.map((length) => ({ ...session('2026-11-16'), note: 'n'.repeat(length) })),
});

/** A programme whose record has so many bytes. @param {number} total */
function ofSize(total) {
  const lengths = Array.from({ length: 400 }, () => 100);
  const body = programmeBody(withNotes(lengths));
  const missing = total - record({ kind: 'programme', key: KEYS.coachApi, body }).length;
  const each = Math.floor(missing / 400);
  return withNotes(lengths.map((length, i) => length + each + (i < missing % 400 ? 1 : 0)));
}

/** @param {string} name @param {number} at @param {unknown} value */
const wrongWalk = (name, at, value) => ({
  name,
  body: programmeBody(PROGRAMME, [WALK.map((old, i) => (i === at ? value : old))]),
});

const WRONG_SESSIONS = [
  { name: 'ends before it begins', body: programmeBody({ ...PROGRAMME, until: '2026-11-15', sessions: [] }) },
  ...[
    { name: 'has a session before its first day', days: ['2026-11-15'] },
    { name: 'has a session after its last day', days: ['2026-11-23'] },
    { name: 'has sessions out of order', days: ['2026-11-18', '2026-11-17'] },
  ].map(({ name, days }) => ({ name, body: programmeBody({ ...PROGRAMME, sessions: days.map(session) }) })),
  wrongWalk('has a session on no day of the calendar', 0, '2026-11-31'),
  wrongWalk('has a session of an unknown kind', 1, 6),
  wrongWalk('has a session of more than a day', 2, 1441),
  wrongWalk('has a session of a negative time', 2, -1),
  wrongWalk('has a note of 257 code units', 4, 'a'.repeat(257)),
  wrongWalk('aims at an unknown thing', 3, [3, 1]),
  wrongWalk('aims at 100,001 steps', 3, [0, 100_001]),
  wrongWalk('aims at steps with a number too many', 3, [0, 1, 1]),
  wrongWalk('aims at a heart rate below 20', 3, [1, 19, 130]),
  wrongWalk('aims at a heart rate above 250', 3, [1, 110, 251]),
  wrongWalk('aims from high to low', 3, [1, 131, 130]),
  wrongWalk('aims at half a heart rate', 3, [1, 110]),
  wrongWalk('aims at an effort of 11', 3, [2, 11]),
  wrongWalk('aims at nothing, and says so by an empty array', 3, []),
  { name: 'has a session of four items', body: programmeBody(PROGRAMME, [WALK.slice(0, 4)]) },
  { name: 'has a session of six items', body: programmeBody(PROGRAMME, [[...WALK, 0]]) },
  { name: 'has 401 sessions', clause: '18', body: programmeBody({ ...PROGRAMME, sessions: many(401) }) },
  {
    name: 'is right but for its 65,537 bytes',
    clause: '18',
    body: programmeBody(ofSize(65_537)),
    refused: 'too-large',
  },
];

export const programme = () =>
  recordFile({
    kind: 'programme',
    clause: '12.1',
    description: 'The exercise plan of a coach for one person.',
    key: 'coachApi',
    body: (value) => programmeBody(value),
    types: {
      1: bytes(16),
      2: name,
      3: bytes(16),
      4: uint32,
      5: name,
      6: date,
      7: date,
      8: [['that is no array', 0]],
      9: prose,
      10: list(64, { item: leafOf('grant'), breaks: leaf }),
      11: list(64, { item: leafOf('summary'), breaks: leaf }),
      12: time,
      13: leaf,
    },
    right: [
      { name: 'has a session of each target, two of them on one day', value: PROGRAMME },
      { name: 'is empty', value: { ...PROGRAMME, sessions: [], advice: '', title: '', grants: [], summaries: [] } },
      { name: 'has the most sessions that it may', clause: '18', value: { ...PROGRAMME, sessions: many(400) } },
      { name: 'has 65,536 bytes, the most that a record may have', clause: '18', value: ofSize(65_536) },
      {
        name: 'has the greatest of every number',
        value: {
          ...PROGRAMME,
          revision: 4_294_967_295,
          sessions: [
            { ...session('2026-11-16'), target: { kind: 'steps', steps: 100_000 } },
            { ...session('2026-11-16'), target: { kind: 'heart-rate', low: 250, high: 250 } },
            { ...session('2026-11-16'), target: { kind: 'effort', effort: 10 } },
          ],
          advice: 'a'.repeat(4096),
          time: LAST_TIME,
        },
      },
    ],
    wrong: WRONG_SESSIONS,
  });
