import { join } from 'node:path';
import { openPageFiles } from '@fit4work/web';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { drawnIn } from './drawn-line.js';
import {
  barriersOf,
  focusOf,
  LOOKS,
  lookAt,
  nameOf,
  openBrowser,
  overflowOf,
  picture,
  servePage,
  shiftOf,
} from './page-stand.js';

describeWith(['chromium'], 'the kit of the pages in its gallery', () => {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof servePage>>;
  beforeAll(async () => {
    served = await servePage(openPageFiles('gallery'));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  for (const look of LOOKS) {
    const name = nameOf(look);
    it(`has no barrier that axe finds, asks nobody else and complains of nothing (${name})`, async () => {
      const { page, requested, complaints, close } = await lookAt(browser, served.origin, look);
      expect(await barriersOf(page)).toEqual([]);
      await picture(page, `gallery-controls-${name}`);
      await page.getByRole('button', { name: /Open (een venster|a dialogue)/ }).click();
      await page.getByRole('dialog').waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: /Grafieken|Charts/ }).click();
      await page.locator('.line-chart canvas').waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await barriersOf(page)).toEqual([]);
      await picture(page, `gallery-charts-${name}`);
      expect(requested.every((url) => url.startsWith(served.origin) || url === 'data:,')).toBe(true);
      expect(complaints).toEqual([]);
      await close();
    });
  }

  for (const [title, look, css] of [
    ['320 pixels wide', { width: 320 }, ''],
    ['at 200 % zoom', { width: 640 }, ''],
    ['with letters twice as large', { width: 640 }, 'document.documentElement.style.fontSize = "200%"'],
  ] as const) {
    it(`loses nothing to the side ${title}`, async () => {
      for (const language of ['nl', 'en'] as const) {
        const { page, close } = await lookAt(browser, served.origin, { language, theme: 'light', ...look });
        await page.evaluate(css);
        expect(await overflowOf(page)).toBe(0);
        await picture(page, `gallery-controls-${language}-${title.replaceAll(/\W+/g, '-')}`);
        await page.goto(`${served.origin}#/charts`);
        await page.locator('.line-chart canvas').waitFor();
        for (const summary of await page.locator('summary').all()) await summary.click();
        expect(await overflowOf(page)).toBe(0);
        await picture(page, `gallery-charts-${language}-${title.replaceAll(/\W+/g, '-')}`);
        await close();
      }
    });
  }

  it('is gone through by the keyboard alone', async () => {
    const { page, close } = await lookAt(browser, served.origin, { language: 'en', theme: 'light' });
    const press = async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Tab');
    await expect.poll(() => focusOf(page)).toBe('Skip to the content');
    await press('Enter');
    await expect.poll(() => focusOf(page)).toBe('Controls');
    await press('Tab', 'Enter');
    await expect.poll(() => page.getByRole('status').textContent()).toBe('Pressed 1 time.');

    await page.getByRole('button', { name: 'Open a dialogue' }).focus();
    await press('Enter');
    await expect.poll(() => focusOf(page)).toBe('Close');
    await press('Escape');
    await expect.poll(() => focusOf(page)).toBe('Open a dialogue');

    await press('Tab', 'Space');
    await expect.poll(() => page.getByRole('switch').first().getAttribute('aria-checked')).toBe('false');
    await page.getByRole('switch', { name: 'Not now' }).press('Space');
    expect(await page.getByRole('switch', { name: 'Not now' }).getAttribute('aria-checked')).toBe('false');

    // No month has a day that the calendar has not: of a shorter one it is the last, and stays.
    const day = page.getByLabel('Day', { exact: true });
    expect(await day.locator('option').count()).toBe(31);
    await page.getByLabel('Month').press('f');
    await expect.poll(() => day.inputValue()).toBe('29');
    expect(await page.getByLabel('Month').locator('option:checked').textContent()).toBe('February');
    await page.getByLabel('Year').selectOption('2025');
    await expect.poll(() => day.inputValue()).toBe('28');

    await page.getByRole('tab', { name: 'The first' }).focus();
    await press('ArrowRight');
    await expect.poll(() => focusOf(page)).toBe('The second');
    await expect.poll(() => page.getByRole('tabpanel').textContent()).toBe('And back.');

    await page.getByRole('link', { name: 'Charts' }).press('Enter');
    await expect.poll(() => focusOf(page)).toBe('Charts');
    await expect.poll(() => page.title()).toBe('Charts – Fit4Work: gallery');
    await close();
  });

  it('leads on at once: a key that is pressed before the next frame is not lost', async () => {
    const { page, close } = await lookAt(browser, served.origin, { language: 'en', theme: 'light' });
    /** What has the focus before the next frame is drawn: a key that is pressed from then on goes there. */
    const focusAfter = (name: string, told: 'click' | 'hashchange'): Promise<string> =>
      page.evaluate<string>(`new Promise((tell) => {
        const pressed = [...document.querySelectorAll('button, a')].find(({ textContent }) => textContent === '${name}');
        const focused = () => tell(document.activeElement.tagName + ' ' + document.activeElement.textContent);
        addEventListener('${told}', () => requestAnimationFrame(focused), { once: true });
        pressed.focus();
        pressed.click();
      })`);
    expect(await focusAfter('Open a dialogue', 'click')).toBe('BUTTON Close');
    expect(await focusAfter('Close', 'click')).toBe('BUTTON Open a dialogue');
    expect(await focusAfter('Charts', 'hashchange')).toBe('H1 Charts');
    await close();
  });

  it('keeps the language and the colours that were chosen, and says the language to whoever reads aloud', async () => {
    const { page, close } = await lookAt(browser, served.origin, { language: 'nl', theme: 'light' });
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const bright = await ground();
    await page.getByLabel('Taal').selectOption('en');
    await page.getByLabel('Colours').selectOption('dark');
    await expect.poll(ground).not.toBe(bright);
    await page.reload();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Controls');
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en-GB');
    await expect.poll(ground).not.toBe(bright);
    await close();
  });

  it('tells both hours of the night in which the clocks change apart, and moves nothing as it loads', async () => {
    const { page, close } = await lookAt(browser, `${served.origin}#/charts`, { language: 'en', theme: 'light' });
    await page.locator('.line-chart canvas').waitFor();
    expect(await shiftOf(page)).toBeLessThan(0.01);
    await page.getByText('The night the clocks changed: as a table').click();
    const hours = await page.locator('tbody th', { hasText: '02:00' }).allTextContents();
    expect(hours).toEqual(['25 October 2026 at 02:00 CEST', '25 October 2026 at 02:00 CET']);
    await close();
  });

  it('says what is wrong beside what was typed', async () => {
    const { page, close } = await lookAt(browser, served.origin, { language: 'en', theme: 'light' });
    const field = page.getByLabel('Your words');
    await field.fill('Hey!');
    await page.getByText('There is an exclamation mark: leave it out.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await barriersOf(page)).toEqual([]);
    await page
      .getByLabel('Drop files here')
      .setInputFiles({ name: 'a', mimeType: 'text/plain', buffer: Buffer.from('a') });
    await page.getByText('Got 1 file.').waitFor();
    const two =
      "(() => { const given = new DataTransfer(); for (const name of ['a', 'b']) given.items.add(new File([name], name)); return given; })()";
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: await page.evaluateHandle(two) });
    await page.getByText('Got 2 files.').waitFor();
    await close();
  });

  it('draws a line with a gap where nothing is known, and in the middle of it a dot of what is known alone', async () => {
    const { page, close } = await lookAt(browser, served.origin, { language: 'nl', theme: 'light' });
    await page.getByRole('link', { name: 'Grafieken' }).click();
    await page.locator('.line-chart canvas').waitFor();
    const { gaps } = await drawnIn(page, '.line-chart canvas');
    expect(gaps).toHaveLength(2);
    for (const gap of gaps) expect(gap).toBeGreaterThan(0.01);
    await close();
  });

  it('has a bar of waiting that stands still for whoever asks for less motion, and moves for others', async () => {
    const { page, close } = await lookAt(browser, served.origin, { language: 'nl', theme: 'light' });
    const bar = page.locator('progress:not([value])').first();
    await bar.scrollIntoViewIfNeeded();
    /** How many different pictures there are of it in a second. */
    const pictures = async (): Promise<number> => {
      const taken = new Set<string>();
      for (let i = 0; i < 4; i++) {
        taken.add((await bar.screenshot()).toString('base64'));
        await page.evaluate('new Promise((done) => setTimeout(done, 250))');
      }
      return taken.size;
    };
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: theme });
      expect([theme, await pictures()]).toEqual([theme, 1]);
      await bar.screenshot({ path: join(import.meta.dirname, `../../dist/screenshots/gallery-waiting-${theme}.png`) });
    }
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await pictures()).toBeGreaterThan(1);
    await close();
  });
});
