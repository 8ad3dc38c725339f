import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { type CoachedNetwork, type Employee, PATIENCE } from './coached-network.js';
import { arrived } from './every-look.js';
import type { Hand } from './hands.js';
import { barriersOf, type Look, picture } from './page-stand.js';

/** One way through the page of a coach, of one person. */
export interface Walk {
  readonly network: CoachedNetwork;
  /** The last by pseudonym, who stands last where nothing is waited for. */
  readonly person: Employee;
  readonly hand: Hand;
  readonly look: Look;
  readonly page: Page;
}

export const button = (page: Page, name: RegExp) => page.getByRole('button', { name });

export async function goTo({ page, hand }: Walk, name: RegExp): Promise<void> {
  await hand.press(page.getByRole('link', { name }));
  await arrived(page);
}

/** A state of the page as it is over real services: sound, and kept for people to look at. */
export async function seen({ page, look: { language, theme } }: Walk, state: string): Promise<void> {
  await picture(page, `coach-network-${state}-${language}-${theme}`);
  expect([state, ...(await barriersOf(page))]).toEqual([state]);
}

/** What an agent tells, once it is so. */
export const tells = ({ ask }: Employee, what: string, told: object): Promise<void> =>
  vi.waitFor(async () => expect(JSON.parse(await ask(what))).toMatchObject(told), PATIENCE);
