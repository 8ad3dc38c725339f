import { expect, expectTypeOf, it } from 'vitest';
import { type Message, message } from './message.js';

it('reads what a text takes from the text: names, plurals with their branches, choices', () => {
  const plain = message({ nl: 'Hallo', en: 'Hello' });
  const named = message({ nl: 'Hallo {name} van {place}', en: '{place}: hello {name}' });
  const counted = message({
    nl: '{count, plural, =0 {Niets van {name}} one {# dag} other {# dagen}} tot {end}',
    en: 'Until {end}: {count, plural, =0 {nothing of {name}} one {# day} other {# days}}',
  });
  const chosen = message({ nl: '{tone, select, good {Ja} other {Nee}}', en: '{tone, select, good {Yes} other {No}}' });
  expectTypeOf(plain).branded.toEqualTypeOf<Message<object>>();
  expectTypeOf(named).branded.toEqualTypeOf<Message<{ readonly name: string; readonly place: string }>>();
  expectTypeOf(counted).branded.toEqualTypeOf<
    Message<{ readonly count: number; readonly name: string; readonly end: string }>
  >();
  expectTypeOf(chosen).branded.toEqualTypeOf<Message<{ readonly tone: string }>>();
  expect(plain).toEqual({ nl: 'Hallo', en: 'Hello' });
});

it('does not compile where a language is missing or takes something else', () => {
  // @ts-expect-error English is missing.
  const half = message({ nl: 'Hallo' });
  // @ts-expect-error English takes another name.
  const other = message({ nl: 'Hallo {name}', en: 'Hello {nam}' });
  // @ts-expect-error English takes one more.
  const more = message({ nl: 'Hallo', en: 'Hello {name}' });
  expect([half, other, more]).toHaveLength(3);
});
