import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { AuditedLog } from './audited-log.js';
import { barriersOf, type Look, nameOf, picture, type Sight, shiftOf } from './page-stand.js';

/** What is said on the page, in both languages. */
export const SAID = {
  give: /Geef het beleidsbestand|Give the policy file/,
  own: /Dit beleid hebt u zelf gegeven|You gave this policy yourself/,
  verify: /Ga alles na, van het eerste blad|Verify all, from the first leaf/,
  sound: /Het logboek is in orde|The log is sound/,
  blocks: /^(Blokken|Blocks)$/,
  block: /^(Blok|Block) 1$/,
  linked: /Deze pagina berekende de hash van blok 0|This page computed the hash of block 0/,
  witnesses: /^(Getuigen|Witnesses)$/,
  cosigned: /3 (van|of) 3/,
  check: /^(Bestand controleren|Check a file)$/,
  proof: /Het bewijs|The proof/,
  document: /Het document zelf|The document itself/,
  checkIt: /Controleer het bewijs|Check the proof/,
  proven: /^(Bewezen|Proven): /,
  meaning: /^(Wat het bewijst|What it proves)$/,
};

/** What is shown; the same words are said aloud elsewhere. */
export const verdict = (page: Page, words: RegExp): Locator => page.locator('strong', { hasText: words });

export const fileOf = (name: string, content: string | Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

export const goTo = (page: Page, name: RegExp): Promise<void> => page.getByRole('link', { name }).click();

export async function givePolicy(page: Page, text: string): Promise<void> {
  await page.getByLabel(SAID.give).setInputFiles(fileOf('policy', text));
  await page.getByRole('main').getByText(SAID.own).waitFor();
}

export async function verifyAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: SAID.verify }).click();
  await verdict(page, SAID.sound).waitFor();
}

/** Goes through every part of the page as an auditor of a sound log does, and looks for barriers in each state. */
export async function walkThrough(sight: Sight, log: AuditedLog, look: Look): Promise<void> {
  const { page, requested, complaints, close } = sight;
  const assertOpenToAll = async (state: string): Promise<void> => {
    expect([state, ...(await barriersOf(page))]).toEqual([state]);
    await picture(page, `auditor-${state}-${nameOf(look)}`);
  };
  await assertOpenToAll('first');
  expect(await shiftOf(page)).toBe(0);
  await givePolicy(page, log.policyText);
  await verifyAll(page);
  await assertOpenToAll('sound');
  await goTo(page, SAID.blocks);
  await page.getByRole('link', { name: SAID.block }).waitFor();
  await assertOpenToAll('blocks');
  await goTo(page, SAID.block);
  await page.getByText(SAID.linked).waitFor();
  await assertOpenToAll('block');
  await goTo(page, SAID.witnesses);
  await page.getByText(SAID.cosigned).waitFor();
  await assertOpenToAll('witnesses');
  await goTo(page, SAID.check);
  await page.getByLabel(SAID.proof).setInputFiles(fileOf('leaf.tlog-proof', await log.proof()));
  await page.getByLabel(SAID.document).setInputFiles(fileOf('record', log.record));
  await page.getByRole('button', { name: SAID.checkIt }).click();
  await page.locator('.notice', { hasText: SAID.proven }).waitFor();
  await assertOpenToAll('proven');
  await goTo(page, SAID.meaning);
  await assertOpenToAll('meaning');
  expect(requested.filter((url) => !url.startsWith(log.origin) && url !== 'data:,')).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
}
