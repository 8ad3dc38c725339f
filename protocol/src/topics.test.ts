import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from './bytes.js';
import { DOWN_KINDS, isEchoTopic, parsePersonTopic, TOPICS, UP_KINDS } from './topics.js';

const PERSON = '0123456789abcdef0123456789abcdef';

describe("a person's topic", () => {
  it('is read as it is written', () => {
    for (const kind of UP_KINDS) {
      expect(parsePersonTopic(TOPICS.up(PERSON, kind))).toEqual({ pseudonym: PERSON, direction: 'up', kind });
    }
    for (const kind of DOWN_KINDS) {
      expect(parsePersonTopic(TOPICS.down(PERSON, kind))).toEqual({ pseudonym: PERSON, direction: 'down', kind });
    }
  });

  it.each([
    TOPICS.leaves,
    TOPICS.checkpoint,
    TOPICS.allUp,
    TOPICS.allDown(PERSON),
    `f4w/v1/${PERSON}/up/receipt`,
    `f4w/v1/${PERSON}/down/envelope`,
    `f4w/v1/${PERSON.toUpperCase()}/up/envelope`,
    `f4w/v1/${PERSON}0/up/envelope`,
    `f4w/v1/${PERSON}/up/envelope/`,
    `f4w/v1/${PERSON}/up/envelope\n`,
    `/f4w/v1/${PERSON}/up/envelope`,
    `f4w/v2/${PERSON}/up/envelope`,
    `f4w/v1/${PERSON}/up/constructor`,
    '',
  ])('is not %j', (topic) => {
    expect(parsePersonTopic(topic)).toBeUndefined();
  });
});

it("a person's topic survives a round trip", () => {
  const pseudonym = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(toHex);
  fc.assert(
    fc.property(pseudonym, fc.constantFrom(...UP_KINDS), fc.constantFrom(...DOWN_KINDS), (one, up, down) => {
      expect(parsePersonTopic(TOPICS.up(one, up))).toEqual({ pseudonym: one, direction: 'up', kind: up });
      expect(parsePersonTopic(TOPICS.down(one, down))).toEqual({ pseudonym: one, direction: 'down', kind: down });
    }),
    { seed: 23 },
  );
});

describe("a coach API's own topic", () => {
  it.each(['a', '0', 'a'.repeat(16)])('is that of the instance %j', (instance) => {
    expect(isEchoTopic(TOPICS.echo(instance))).toBe(true);
    expect(parsePersonTopic(TOPICS.echo(instance))).toBeUndefined();
  });

  it.each([
    ...['', 'A', 'a'.repeat(17), '+', '#', 'a/b', 'a\n'].map(TOPICS.echo),
    ...[`/${TOPICS.echo('a')}`, 'f4w/v2/coach-api/echo/a', `f4w/v1/${PERSON}/echo/a`, TOPICS.checkpoint],
  ])('is not %j', (topic) => {
    expect(isEchoTopic(topic)).toBe(false);
  });
});
