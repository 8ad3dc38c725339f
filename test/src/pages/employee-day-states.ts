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

/** A day to come cannot be erased; then the one that stood there stands there again. */
export async function lookAtDayToCome(page: Page, look: Look): Promise<void> {
  const month = page.getByLabel('Maand', { exact: true });
  const chosen = await month.inputValue();
  await month.selectOption('12');
  await button(page, 'Toon wat er gebeurt').press('Enter');
  await page.getByRole('main').getByText('Deze dag moet nog komen').waitFor();
  await look(page, 'erasing, refused, to come');
  await month.selectOption(chosen);
}
