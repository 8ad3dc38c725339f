import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { coachStands, openCoach } from './coach-stand.js';
import { COACH_STATES, type Walk, type WalkName } from './coach-states.js';
import { outside, person, programme } from './coach-walks.js';
import { nothing, refused } from './coach-walks-refused.js';
import { whole } from './whole-state.js';

const TIMEOUT = 600_000;

const WALKS: { readonly [Name in WalkName]: Walk<Name> } = { outside, person, programme, refused, nothing };

describeWith(['chromium'], 'every state of the page of a coach, in every look and size and by the keyboard', () => {
  const here = coachStands(TIMEOUT);

  const walked = async <Name extends WalkName>(name: Name): Promise<void> => {
    const seen: string[] = [];
    await WALKS[name]({
      ...{ browser: here.browser, stand: here.stand },
      open: (place = '') => openCoach(here.browser, here.stand, { language: 'nl', theme: 'light', place }),
      look: async (page: Page, state) => {
        seen.push(state);
        await whole(page, 'coach', state);
      },
    });
    expect(seen).toEqual(COACH_STATES[name]);
  };

  it(
    'is whole where nobody is signed in, where somebody else is, and where nobody shares',
    () => walked('outside'),
    TIMEOUT,
  );
  it('is whole over people, one person, and what is measured, told and said of them', () => walked('person'), TIMEOUT);
  it('is whole while a programme is composed, checked and sent', () => walked('programme'), TIMEOUT);
  it(
    'is whole while a read waits, fails, and is refused, until nothing is shared any more',
    () => walked('refused'),
    TIMEOUT,
  );
  it(
    'is whole where nothing came, is shared, was said, or could be looked up, and when a session is over',
    () => walked('nothing'),
    TIMEOUT,
  );
});
