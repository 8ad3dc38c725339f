import type { Page } from 'playwright-core';
import type { PageWorld } from '../../../edge-agent/test/index.js';
import { button, text } from './every-look.js';

/** Looks at what is shown, under the name of its state. */
type Look = (page: Page, state: string) => Promise<void>;

/** A challenge that is not known, has no end, is under way, and is still to come; then it is as it was. */
export async function lookAtChallenges(
  page: Page,
  { world, look }: { readonly world: PageWorld; readonly look: Look },
) {
  for (const [challenge, said] of [
    [undefined, /nu niet bekend/],
    [{ from: '2026-01-01', until: null }, /een laatste dag is er niet/],
    [{ from: '2026-01-01', until: '2099-01-01' }, /^De challenge loopt van/],
    [{ from: '2098-01-01', until: '2098-12-31' }, /^Deze dagen komen nog/],
  ] as const) {
    world.challenge = challenge;
    await page.reload();
    await page.getByLabel(/^Hoe lang/).selectOption('challenge');
    await text(page, said);
    await look(page, `the challenge, ${challenge?.until}`);
  }
  world.challenge = undefined;
  await page.reload();
}

/** A day to come and one before the first cannot be erased; then the one that stood there stands there again. */
export async function lookAtWrongDays(page: Page, look: Look): Promise<void> {
  const [month, year] = [page.getByLabel('Maand', { exact: true }), page.getByLabel('Jaar', { exact: true })];
  const chosen = [await month.inputValue(), await year.inputValue()] as const;
  const choose = async ([atMonth, atYear]: readonly [string, string]): Promise<void> => {
    await month.selectOption(atMonth);
    await year.selectOption(atYear);
  };
  const firstYear = (await year.locator('option').first().textContent()) ?? '';
  for (const [wrong, said, state] of [
    [['12', chosen[1]], 'Deze dag moet nog komen', 'to come'],
    [['1', firstYear], /^Van voor .* is hier niets/, 'too early'],
  ] as const) {
    await choose(wrong);
    await button(page, 'Toon wat er gebeurt').press('Enter');
    await page.getByRole('main').getByText(said).waitFor();
    await look(page, `erasing, refused, ${state}`);
  }
  await choose(chosen);
}
