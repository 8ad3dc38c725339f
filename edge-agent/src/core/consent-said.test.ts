import { describe, expect, it } from 'vitest';
import { CONSENT_SAID, endingText } from './consent-said.js';

const [ONE, OTHER] = ['1'.repeat(64), '2'.repeat(64)] as const;
const ZONE = 'Europe/Brussels';

describe('what is over here and goes on at the coach API', () => {
  it.each(['en', 'nl'] as const)(
    'is named by its grant in %s, so that several of one coach can be told apart',
    (language) => {
      const grants = [ONE, OTHER].map((grant) => ({ grant, coach: 'coach-1', expires: 1_900_000_000 }));
      const texts = [null, 'ab'].flatMap((withdrawal) =>
        grants.map((each) => endingText({ ...each, withdrawal }, { language, zone: ZONE })),
      );
      expect(texts.map((text) => [ONE, OTHER].findIndex((id) => text.includes(id)))).toEqual([0, 1, 0, 1]);
      expect(texts.every((text) => text.startsWith('coach-1'))).toBe(true);
    },
  );
});

describe('what a withdrawal says of other machines', () => {
  it.each([
    ['en', 'withdraw there too'],
    ['nl', 'ook daar'],
  ] as const)(
    'names in %s each agent that does not hear of it, and says so where nobody knows of any',
    (language, remedy) => {
      const { notTold } = CONSENT_SAID[language];
      expect(notTold([])).toEqual([]);
      expect(notTold([2, 7]).map((line) => line.includes(remedy))).toEqual([true, true]);
      expect(notTold([2, 7])[1]).toContain('`rotate --retire 7`');
      expect(notTold(undefined)).toEqual([
        expect.stringContaining(language === 'nl' ? 'trek dan ook daar in' : remedy),
      ]);
    },
  );
});

it('a grant of days of which nothing is held is said to show nothing yet, and another that the coach can look', () => {
  const { granted } = CONSENT_SAID.en;
  const nothing = 'nothing is held of these days, so the coach has nothing to look at yet.';
  expect(granted({ stored: true, proven: true, witnesses: 0, opened: false })).toContain(nothing);
  expect(granted({ stored: true, proven: false, witnesses: 0, opened: false })).toMatch(
    /yet\. Its proof in the log is still to come\.$/,
  );
  expect(granted({ stored: true, proven: true, witnesses: 2, opened: true })).toMatch(
    /proven in the log, confirmed by 2 witnesses: the coach can look now\.$/,
  );
  expect(CONSENT_SAID.nl.granted({ stored: true, proven: true, witnesses: 0, opened: false })).toContain(
    'nog niets te bekijken',
  );
});
