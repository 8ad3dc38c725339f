import { expect, it } from 'vitest';
import { CONSENT_SAID } from './consent-said.js';

it('a grant of days of which nothing is held is said to show nothing yet, and another that the coach can look', () => {
  const { granted } = CONSENT_SAID.en;
  const nothing = 'nothing is held of these days, so the coach has nothing to look at yet.';
  expect(granted({ stored: true, proven: true, opened: false })).toContain(nothing);
  expect(granted({ stored: true, proven: false, opened: false })).toMatch(
    /yet\. Its proof in the log is still to come\.$/,
  );
  expect(granted({ stored: true, proven: true, opened: true })).toMatch(/log: the coach can look now\.$/);
  expect(CONSENT_SAID.nl.granted({ stored: true, proven: true, opened: false })).toContain('nog niets te bekijken');
});
