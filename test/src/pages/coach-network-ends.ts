import { performance } from 'node:perf_hooks';
import { expect } from 'vitest';
import { button, goTo, seen, type Walk } from './coach-network-walk.js';

const GONE = /^(Wat u eerder las, toont deze pagina niet meer|This page no longer shows what you read before)/;

/** The person goes on with steps alone: what was read goes, and what is left is read anew. */
export async function seesLess(walk: Walk): Promise<void> {
  const { page, hand, person, network } = walk;
  await goTo(walk, /^(Metingen|Measurements)$/);
  await page.locator('.bars').first().waitFor();
  const { grants } = await network.answer<{
    readonly grants: readonly { readonly id: string; readonly from: string; readonly until: string }[];
  }>(`/v1/people/${person.pseudonym}/grants`);
  const [all] = grants;
  if (all === undefined) throw new RangeError('Nothing is shared.');
  const days = ['--from', all.from, '--until', all.until];
  const fewer = ['--coach', 'coach-1', '--metrics', 'steps', '--granularity', 'day', ...days];
  await person.ask('grant', ...fewer, '--yes', '--wait', '120');
  await withdrawn(walk, all.id);
  expect([await page.locator('.metric').count(), await page.locator('table').count()]).toEqual([0, 0]);
  await seen(walk, 'let-go');
  await hand.press(button(page, /^(Kijken|Look)$/));
  await page.locator('.metric').first().waitFor();
  expect(await page.locator('.metric', { hasText: /Niet gedeeld|Not shared/ }).count()).toBe(2);
  expect(await page.locator('.bars').count()).toBe(1);
  expect(await page.getByText(GONE).count()).toBe(0);
  await seen(walk, 'not-shared');
}

/** Nothing is shared any more: nothing is seen, and nothing is answered. */
export async function seesNothing(walk: Walk): Promise<void> {
  const { page, person, network } = walk;
  await withdrawn(walk, '--all');
  await page
    .locator('.notice', { hasText: /Deze persoon deelt nu niets met u|This person shares nothing with you now/ })
    .waitFor();
  await page.locator('.notice').getByText(GONE).waitFor();
  expect([await page.locator('.bars').count(), await page.locator('.metric').count()]).toEqual([0, 0]);
  const asked = `metrics=steps&granularity=day&from=2026-01-01&to=2026-01-02&purpose=a+look`;
  expect(await network.answer(`/v1/people/${person.pseudonym}/summaries?${asked}`)).toMatchObject({
    code: 'not-granted',
  });
  await seen(walk, 'withdrawn');
}

/** Ends a grant while the page is looked at, and waits until that is seen there: how long it took is told, and held to nothing. */
async function withdrawn({ page, person }: Walk, what: string): Promise<void> {
  const command = person.begin('withdraw', what, '--wait', '60');
  // It says that it is signed before it waits for anybody.
  await command.said(/\S/);
  const signed = performance.now();
  await page.locator('.notice').getByText(GONE).waitFor();
  process.stderr.write(`signed, and gone from the page of the coach: ${Math.round(performance.now() - signed)} ms\n`);
  expect(await command.ended).toBe(0);
}
