import { DOWN_KINDS, TOPICS, UP_KINDS } from '@fit4work/protocol';
import type { Principal } from '@fit4work/registry';
import { describe, expect, it } from 'vitest';
import { mayPublish, mayReceive, maySubscribe } from './topic-law.js';

const OWN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const PRINCIPALS: readonly Principal[] = [{ kind: 'agent', pseudonym: OWN }, { kind: 'coach-api' }, { kind: 'anchor' }];

/** Whom each topic or filter is open to; everybody else is refused. */
type Table = Readonly<Record<string, readonly Principal['kind'][]>>;

const up = (pseudonym: string) => UP_KINDS.map((kind) => TOPICS.up(pseudonym, kind));
const down = (pseudonym: string) => DOWN_KINDS.map((kind) => TOPICS.down(pseudonym, kind));
const all = (topics: readonly string[], kinds: readonly Principal['kind'][]): Table =>
  Object.fromEntries(topics.map((topic) => [topic, kinds]));

const STRANGE = [
  '',
  '#',
  '+',
  '+/#',
  '$SYS/#',
  '$SYS/broker/new/clients',
  'f4w/#',
  'f4w/v1/#',
  'f4w/v1/+/#',
  'f4w/v1/+/+/#',
  'f4w/v1/+/+/envelope',
  'f4w/v1/anchor/#',
  'f4w/v1/anchor/+',
  'f4w/v1/anchor/block',
  'f4w/v2/anchor/leaves',
  '/f4w/v1/anchor/leaves',
  'f4w/v1/anchor/leaves/',
  `f4w/v1/${OWN}/#`,
  `f4w/v1/${OWN}/+/receipt`,
  `f4w/v1/${OWN}/up/other`,
  `f4w/v1/${OWN}/up/envelope/x`,
  `f4w/v1/${OWN}/down/other`,
  `f4w/v1/${OWN}/down/receipt/#`,
  `f4w/v1/${OWN.toUpperCase()}/up/envelope`,
  `f4w/v1/${OWN.slice(1)}/up/envelope`,
  `$share/g/f4w/v1/+/up/#`,
];

const PUBLISH: Table = {
  ...all(up(OWN), ['agent']),
  ...all(up(OTHER), []),
  ...all([...down(OWN), ...down(OTHER)], ['coach-api']),
  [TOPICS.leaves]: ['agent', 'coach-api'],
  [TOPICS.checkpoint]: [],
  [TOPICS.allUp]: [],
  [TOPICS.allDown(OWN)]: [],
  ...all(STRANGE, []),
};

const SUBSCRIBE: Table = {
  ...all([...down(OWN), TOPICS.allDown(OWN)], ['agent']),
  ...all([...down(OTHER), TOPICS.allDown(OTHER), 'f4w/v1/+/down/#', 'f4w/v1/+/down/receipt'], []),
  ...all([...up(OWN), ...up(OTHER), TOPICS.allUp, 'f4w/v1/+/up/+', 'f4w/v1/+/up/envelope'], ['coach-api']),
  [`f4w/v1/${OWN}/up/#`]: ['coach-api'],
  [TOPICS.leaves]: ['anchor'],
  [TOPICS.checkpoint]: ['agent', 'coach-api'],
  ...all(STRANGE, []),
};

const RECEIVE: Table = {
  ...all(down(OWN), ['agent']),
  ...all(down(OTHER), []),
  ...all([...up(OWN), ...up(OTHER)], ['coach-api']),
  [TOPICS.leaves]: ['anchor'],
  [TOPICS.checkpoint]: ['agent', 'coach-api'],
  ...all(STRANGE, []),
};

const rows = (table: Table) =>
  Object.entries(table).flatMap(([topic, kinds]) =>
    PRINCIPALS.map((principal) => ({
      topic,
      principal,
      kind: principal.kind,
      allowed: kinds.includes(principal.kind),
    })),
  );

describe('the topic law', () => {
  it.each(rows(PUBLISH))('lets $kind publish on "$topic": $allowed', ({ topic, principal, allowed }) => {
    expect(mayPublish(principal, topic, false)).toBe(allowed);
  });

  it.each(rows(PUBLISH))(
    'lets $kind retain on "$topic" only as the anchor’s checkpoint',
    ({ topic, principal, kind }) => {
      expect(mayPublish(principal, topic, true)).toBe(kind === 'anchor' && topic === TOPICS.checkpoint);
    },
  );

  it.each(rows(SUBSCRIBE))('lets $kind subscribe with "$topic": $allowed', ({ topic, principal, allowed }) => {
    expect(maySubscribe(principal, topic)).toBe(allowed);
  });

  it.each(rows(RECEIVE))('hands "$topic" to $kind: $allowed', ({ topic, principal, allowed }) => {
    expect(mayReceive(principal, topic)).toBe(allowed);
  });
});
