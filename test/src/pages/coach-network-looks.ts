import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { button, goTo, seen, tells, type Walk } from './coach-network-walk.js';
import { unfold } from './coach-stand.js';
import { wayTo } from './coach-ways.js';
import type { Look } from './page-stand.js';

const REASON = { nl: 'ons gesprek van deze week', en: 'our talk of this week' } as const;

/** Whoever waits for an answer stands first; nothing of anybody was read for it. */
export async function findsWhoWaits(walk: Walk): Promise<void> {
  const { network, page, person } = walk;
  const people = page.locator('.people > li');
  await people.first().waitFor();
  expect(await people.count()).toBe((await network.sharing()).length);
  expect(await people.first().locator('h2').textContent()).toMatch(wayTo({ name: person.pseudonym }));
  expect(await people.first().locator('.needs').textContent()).toMatch(/Wacht op uw antwoord|Waits for your answer/);
  expect(await people.nth(1).locator('.needs').textContent()).not.toMatch(/Wacht op|Waits for/);
  await seen(walk, 'people');
  expect(await readsOf(walk)).toEqual([]);
}

const format = (count: number, { language }: Look): string =>
  count.toLocaleString(language === 'nl' ? 'nl-BE' : 'en-GB').replace('.', '\\.');

interface ReadTold {
  readonly pseudonym: string;
  readonly leaf: string;
}

const readsOf = async ({ network, person }: Walk): Promise<readonly ReadTold[]> =>
  (await network.answer<{ readonly reads: readonly ReadTold[] }>('/v1/reads')).reads.filter(
    ({ pseudonym }) => pseudonym === person.pseudonym,
  );

interface Summaries {
  readonly days: readonly { readonly steps?: { readonly total: number | null } }[];
  readonly reads: readonly { readonly leaf: string; readonly index: number }[];
  readonly figures: {
    readonly metrics: readonly {
      readonly metric: string;
      readonly figures: readonly {
        readonly figure: string;
        readonly trend: { readonly direction: keyof typeof TRENDS };
      }[];
      readonly shift?: { readonly minutes: number | null };
    }[];
  };
}

const TRENDS = {
  higher: /^(De laatste zeven dagen liggen hoger|The last seven days are higher)/,
  lower: /^(De laatste zeven dagen liggen lager|The last seven days are lower)/,
  steady: /^(De laatste zeven dagen verschillen niet|The last seven days are no different)/,
  unknown: /^(Er zijn te weinig dagen|There are too few days)/,
};
const SHIFTS = {
  known: /^(Het midden van de slaap verschoof|The middle of the sleep shifted)/,
  unknown: /^(Er zijn te weinig nachten|There are too few nights)/,
};

/** The trend of each metric and how regular the sleep is, as they are answered: what somebody was given to wear tells how much is known. */
async function saysFigures(page: Page, { metrics }: Summaries['figures']): Promise<void> {
  const names = ['steps', 'resting-heart-rate', 'minutes-asleep'];
  const figures = metrics.flatMap((each) => each.figures).filter(({ figure }) => names.includes(figure));
  expect(figures).toHaveLength(3);
  for (const { trend } of figures) await page.getByText(TRENDS[trend.direction]).first().waitFor();
  const { shift } = metrics.find(({ metric }) => metric === 'sleep') ?? {};
  await page.getByText(shift?.minutes == null ? SHIFTS.unknown : SHIFTS.known).waitFor();
}

/** The read is in the log before a number is seen, and the person is told of it and finds it there. */
export async function looks(walk: Walk): Promise<void> {
  const { network, person, page, hand, look } = walk;
  const reason = REASON[look.language as keyof typeof REASON];
  await goTo(walk, wayTo({ name: person.pseudonym }));
  const why = page.getByLabel(/^(Waarom kijkt u|Why do you look)/);
  await why.waitFor();
  expect(await page.locator('.metric').count()).toBe(0);
  await hand.write(why, reason);
  const answered = page.waitForResponse((response) => response.url().includes('/summaries?'));
  await hand.press(button(page, /^(Kijken|Look)$/));
  const { days, reads, figures }: Summaries = JSON.parse(await (await answered).text());
  expect(reads).toHaveLength(1);
  expect(await network.logSize()).toBeGreaterThan(Number(reads[0]?.index));
  await page.getByText(`“${reason}”`).first().waitFor();
  await page.getByText(/^(Van \d+ dagen is bekend|Of \d+ days it is known) .* \d+\s?% /).waitFor();
  await saysFigures(page, figures);
  await unfold(page);
  const rows = page.locator('figure', { hasText: /Stappen per dag|Steps by the day/ }).locator('tbody tr');
  expect([await rows.count(), days.length]).toEqual([35, 35]);
  // Not every day has one: nobody wears a wristband always.
  const place = days.findLastIndex(({ steps }) => typeof steps?.total === 'number');
  const total = format(Number(days[place]?.steps?.total), look);
  expect(await rows.nth(place).textContent()).toMatch(new RegExp(`${total}.*\\d+\\s?%`));
  await seen(walk, 'measured');
  await hand.choose(page.getByLabel(/^(Tonen|Show)/), 1);
  await page
    .getByText(/^(Stappen per week|Steps by the week)/)
    .first()
    .waitFor();
  await tells(person, 'reads', {
    sound: true,
    reads: [{ leaf: reads[0]?.leaf, purpose: reason, granularity: 'day', problems: [], proof: { witnesses: 2 } }],
  });
}
