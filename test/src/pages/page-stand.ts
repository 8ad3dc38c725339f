import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { PageFiles } from '@fit4work/web';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { isLong } from '../long-run.js';
import { requirement } from '../requirement.js';

/** How somebody looks at a page. */
export interface Look {
  readonly language: 'nl' | 'en';
  readonly theme: 'light' | 'dark';
  /** CSS pixels; a desk's screen if absent. */
  readonly width?: number;
  /** Unix seconds that its clock shows; those of this machine if absent. */
  readonly now?: number;
}

const LANGUAGES = ['nl', 'en'] as const;

const EACH_WITH_EACH: readonly Look[] = LANGUAGES.flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({ language, theme })),
);

/** Every language and every theme, once each. */
export const ONCE_EACH: readonly Look[] = EACH_WITH_EACH.filter(
  ({ language, theme }) => (language === 'nl') === (theme === 'light'),
);

/** Every language and every theme, in a long run each with each. */
export const LOOKS = isLong ? EACH_WITH_EACH : ONCE_EACH;

/** Widths, in a long run each in every language, and otherwise by turns. */
export const looksOfWidths = (widths: readonly number[]): readonly Required<Pick<Look, 'language' | 'width'>>[] =>
  widths.flatMap((width, i) =>
    LANGUAGES.filter((_, j) => isLong || i % 2 === j).map((language) => ({ language, width })),
  );

export const nameOf = ({ language, theme }: Look): string => `${language}-${theme}`;

/** A page that is looked at, and what it did besides. */
export interface Sight {
  readonly page: Page;
  /** Every address that was asked for. */
  readonly requested: readonly string[];
  /** What was said on its console, and errors that nobody caught; a breach of its policy is among them. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  // A name that is looked up would tell somebody outside.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: requirement('chromium').path, args: FLAGS });

const LOCALES = { nl: 'nl-BE', en: 'en-GB' } as const;

/** Opens an address as somebody in Brussels does, who never was there before. */
export async function lookAt(browser: Browser, url: string, look: Look): Promise<Sight> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: 900 },
    colorScheme: look.theme,
    locale: LOCALES[look.language],
    timezoneId: 'Europe/Brussels',
    reducedMotion: 'reduce',
  });
  if (look.now !== undefined) {
    // A clock that is set tells another time of events than the browser does of how long they took.
    await context.addInitScript(
      'globalThis.trueClock = { now: performance.now.bind(performance), frame: requestAnimationFrame.bind(globalThis), of: Object.getOwnPropertyDescriptor(Event.prototype, "timeStamp").get }',
    );
    await context.clock.setFixedTime(look.now * 1000);
  }
  return inContext(context, url);
}

async function inContext(context: BrowserContext, url: string): Promise<Sight> {
  const [requested, complaints]: [string[], string[]] = [[], []];
  const page = await context.newPage();
  page.on('console', (message) => {
    // A file of a log that is not there yet is asked for as well, and who is logged in where nobody is: these are answers.
    if (!/status of 40[14]/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(url);
  await page.locator('h1').waitFor();
  return { page, requested, complaints, close: () => context.close() };
}

/** What calls back before the browser's next frame, in a page: a clock that is set counts frames by itself, and waits for none. */
export const FRAME = '(globalThis.trueClock?.frame ?? requestAnimationFrame)';
/** As an expression of a page: until what was done last is drawn. */
export const DRAWN = `new Promise((done) => ${FRAME}(() => ${FRAME}(() => setTimeout(done))))`;

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong, each with where; nothing for a page that everybody can use, as far as a machine can tell. */
export async function barriersOf(page: Page): Promise<string[]> {
  const isThere: boolean = await page.evaluate('"axe" in globalThis');
  if (!isThere) await page.evaluate(axe.source);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] })`;
  const { violations }: axe.AxeResults = await page.evaluate(run);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
  );
}

/** Gives a page another width; a chart is drawn anew once it has it. */
export async function widen(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(DRAWN);
}

/** By how many pixels the page is wider than what is seen of it. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Names of the tables of which something is to be seen by scrolling alone. */
export const cutOf = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('.scroll')]
    .filter((table) => table.checkVisibility() && table.scrollWidth > table.clientWidth)
    .map((table) => table.getAttribute('aria-label'))`);

/** What moved since the page began, each time with by how much and which elements, but for what somebody's own act moved (Web Vitals, CLS). */
export const shiftsOf = (page: Page): Promise<string[]> =>
  page.evaluate(`new Promise((resolve) => {
    if (!PerformanceObserver.supportedEntryTypes.includes('layout-shift')) throw new Error('This browser tells no shifts.');
    const found = [];
    const nameOf = ({ node }) => node === null ? 'gone' : (node.outerHTML ?? node.textContent).slice(0, 80);
    const watch = new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries())
        if (!hadRecentInput) found.push(value + ': ' + sources.map(nameOf).join(' | '));
    });
    watch.observe({ type: 'layout-shift', buffered: true });
    // What is drawn last is told by the frame after it.
    const frames = (left) => left === 0 ? setTimeout(() => resolve(found)) : ${FRAME}(() => frames(left - 1));
    frames(3);
  })`);

/** As {@link shiftsOf}, as one sum. */
export const shiftOf = async (page: Page): Promise<number> =>
  (await shiftsOf(page)).reduce((sum, told) => sum + Number.parseFloat(told), 0);

/** Bytes, compressed as they came, of the page with its script and style, and of what its service answered, which grows with the people. */
export const loadedBy = (page: Page): Promise<{ readonly page: number; readonly answers: number }> =>
  page.evaluate(`new Promise((resolve) => {
    const sum = { page: 0, answers: 0 };
    for (const type of ['navigation', 'resource']) {
      new PerformanceObserver((list) => {
        for (const { name, encodedBodySize } of list.getEntries())
          sum[new URL(name).pathname.startsWith('/v1/') ? 'answers' : 'page'] += encodedBodySize;
      }).observe({ type, buffered: true });
    }
    ${FRAME}(() => setTimeout(() => resolve(sum)));
  })`);

/** What has the focus, in the words that are heard. */
export const focusOf = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const at = document.activeElement;
    return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
  })()`);

/** A tab that is not chosen is come to by the arrows, as `gallery.test.ts` holds. */
const REACHABLE = 'a[href], button:not([role="tab"][tabindex="-1"]), input, select, textarea, summary, [tabindex="0"]';

/** What can be used and is not come to by the Tab key alone, or is not seen to have the focus then. */
export async function unreachedOf(page: Page): Promise<string[]> {
  const all: number = await page.evaluate(`(() => {
    window.reachable = [...document.querySelectorAll('${REACHABLE}')].filter((one) => one.checkVisibility());
    window.reachable[0]?.focus();
    return window.reachable.length;
  })()`);
  const reached = new Set<number>();
  for (let i = 0; i < all; i += 1) {
    const at: number = await page.evaluate(`(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      const isSeen = ${i} === 0 || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
      return isSeen ? window.reachable.indexOf(document.activeElement) : -1;
    })()`);
    reached.add(at);
    await page.keyboard.press('Tab');
  }
  return page.evaluate(`window.reachable
    .filter((_, i) => !${JSON.stringify([...reached])}.includes(i))
    .map((one) => one.outerHTML.slice(0, 120))`);
}

/** Keeps a picture of a state, for people to look at; never compared, never committed. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../dist/screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Serves the files of a page alone, below the root. */
export async function servePage(files: PageFiles): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer(({ url = '/', headers }, response) => {
    const found = files.find({
      path: url.slice(1),
      acceptEncoding: headers['accept-encoding']?.toString(),
      ifNoneMatch: headers['if-none-match'],
    });
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(found.status, { ...found.headers }).end(found.bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
