import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Principal } from './principal.js';
import { mayPublish, mayReceive, maySubscribe } from './topic-law.js';
import { printTopicTable, TOPIC_TABLE, VERBS, type Verb } from './topic-table.js';

const OWN = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
const PRINCIPALS: readonly Principal[] = [{ kind: 'agent', pseudonym: OWN }, { kind: 'coach-api' }, { kind: 'anchor' }];

const LAW: Readonly<Record<Verb, (principal: Principal, topic: string) => boolean>> = {
  publish: (principal, topic) => mayPublish(principal, topic, false),
  retain: (principal, topic) => mayPublish(principal, topic, true),
  subscribe: maySubscribe,
  receive: mayReceive,
};

const CASES = TOPIC_TABLE.flatMap(({ topics, allowed }) =>
  topics(OWN, OTHER).flatMap((topic) =>
    PRINCIPALS.flatMap((principal) =>
      VERBS.map((verb) => ({
        ...{ topic, principal, verb, kind: principal.kind },
        allowed: allowed[principal.kind]?.includes(verb) ?? false,
      })),
    ),
  ),
);

describe('the topic law', () => {
  it.each(CASES)('lets $kind $verb "$topic": $allowed', ({ topic, principal, verb, allowed }) => {
    expect(LAW[verb](principal, topic)).toBe(allowed);
  });

  it('has a line for what is allowed to nobody and to everybody, and none that says the same of one topic twice', () => {
    const topics = TOPIC_TABLE.flatMap((row) => row.topics(OWN, OTHER));
    expect(new Set(topics).size).toBe(topics.length);
    expect(CASES.filter(({ allowed }) => allowed).length).toBe(81);
    expect(CASES.length).toBeGreaterThan(800);
  });

  it('is printed in the README as it is', () => {
    expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(printTopicTable());
  });
});
