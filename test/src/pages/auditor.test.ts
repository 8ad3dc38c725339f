import { encodeVkey, formatNote, leafOf, noteSigner, signCheckpoint, toHex } from '@fit4work/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { fileOf, givePolicy, goTo, SAID, verdict, verifyAll, walkThrough } from './auditor-walk.js';
import { barriersOf, focusOf, type Look, lookAt, nameOf, ONCE_EACH, openBrowser, picture } from './page-stand.js';

const ENGLISH: Look = { language: 'en', theme: 'light' };

describeWith(['chromium'], 'the auditor’s page before a real log with real witnesses', () => {
  let log: AuditedLog;
  let browser: Browser;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    for (const count of [1, 300, 40]) await log.grow(count);
  });
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  for (const look of ONCE_EACH) {
    it(`is gone through whole, with no barrier that axe finds in any state (${nameOf(look)})`, async () => {
      await walkThrough(await lookAt(browser, `${log.origin}/`, look), log, look);
    });
  }

  it('is used by the keyboard alone, and says aloud what came of it', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, ENGLISH);
    const shown = page.getByRole('button', { name: 'Use what the log itself shows' });
    while (!(await shown.evaluate((at) => at === at.ownerDocument.activeElement))) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('main').getByText('This policy is the word of the log itself.').waitFor();
    await page.getByRole('button', { name: SAID.verify }).press('Enter');
    await verdict(page, SAID.sound).waitFor();
    await expect.poll(() => page.getByRole('status').textContent()).toBe('The log is sound');
    await page.getByRole('link', { name: 'Blocks' }).press('Enter');
    await expect.poll(() => focusOf(page)).toBe('Blocks');
    await page.getByRole('link', { name: 'Block 1' }).press('Enter');
    await expect.poll(() => focusOf(page)).toBe('Block 1');
    await expect.poll(() => page.getByText('verified', { exact: true }).count()).toBe(1);
    await close();
  });

  it('goes on from the last visit, and catches a log that took something back since', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, ENGLISH);
    const older = log.file('checkpoint');
    await log.grow(5);
    await givePolicy(page, log.policyText);
    await verifyAll(page);
    await page.reload();
    await page.getByRole('button', { name: /Go on from the last visit/ }).click();
    await page.getByText(/places had been verified on an earlier visit/).waitFor();
    await page.route('**/checkpoint', (route) => route.fulfill({ body: older }));
    await page.getByRole('button', { name: SAID.verify }).click();
    await verdict(page, /^Could not tell$/).waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await picture(page, 'auditor-rollback-en-light');
    const [kept] = await Promise.all([page.waitForEvent('download'), page.getByText('Keep b.checkpoint').click()]);
    expect(kept.suggestedFilename()).toBe('b.checkpoint');
    await close();
  });

  it('goes on from nothing that is damaged, until told to forget it', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, ENGLISH);
    await givePolicy(page, log.policyText);
    await verifyAll(page);
    await page.evaluate(`Object.keys(localStorage).filter((key) => key.includes('.state.')).forEach((key) => {
      localStorage.setItem(key, localStorage.getItem(key).replace('"version":1', '"version":2'));
    })`);
    await page.reload();
    await page.getByText('What this device remembered of an earlier visit is damaged').waitFor();
    expect(await page.getByRole('button', { name: SAID.verify }).count()).toBe(0);
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Forget the last visit' }).click();
    await verifyAll(page);
    await close();
  });

  it('tells no verdict of one policy as that of another', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, ENGLISH);
    await givePolicy(page, log.policyText);
    await verifyAll(page);
    const other = noteSigner('log.example/fit4work', 1, new Uint8Array(32).fill(8));
    await page.getByRole('button', { name: 'Give another policy' }).click();
    await givePolicy(page, `log ${encodeVkey(other.key)}\nquorum none\n`);
    expect(await verdict(page, SAID.sound).count()).toBe(0);
    await page.getByText('What this device remembered of an earlier visit is damaged').waitFor();
    await page.getByRole('button', { name: 'Forget the last visit' }).click();
    await page.getByRole('button', { name: SAID.verify }).click();
    await verdict(page, /^Could not tell$/).waitFor();
    await close();
  });

  it('names the place of an entry that was changed on the way, and convicts', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, { language: 'nl', theme: 'dark' });
    await givePolicy(page, log.policyText);
    await page.route('**/tile/entries/000', (route) => {
      const bytes = log.file('tile/entries/000');
      bytes[2 + 34 * 7] = (bytes[2 + 34 * 7] ?? 0) ^ 1;
      return route.fulfill({ body: bytes });
    });
    await page.getByRole('button', { name: SAID.verify }).click();
    await verdict(page, /^Het logboek is niet in orde$/).waitFor();
    await page.getByText(/tile.entries.000 op plaats 7 /).waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await picture(page, 'auditor-unsound-nl-dark');
    await close();
  });

  it('says that it could not tell where the log does not answer', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, ENGLISH);
    await givePolicy(page, log.policyText);
    await page.route('**/tile/**', (route) => route.abort());
    await page.getByRole('button', { name: SAID.verify }).click();
    await verdict(page, /^Could not tell$/).waitFor();
    expect(await page.getByText('Nobody is caught by this').count()).toBe(1);
    await close();
  });

  it('refuses what is no policy, and shows that nobody is believed yet', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, ENGLISH);
    await page.getByLabel(SAID.give).setInputFiles(fileOf('policy', 'quorum none\n'));
    await page.getByRole('main').getByText('This is not the policy of one log').waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await goTo(page, SAID.check);
    await page.getByText('First say, under “Verify”, whom you believe.').waitFor();
    await close();
  });

  it('judges evidence and refused proofs from their files alone, with the network gone', async () => {
    const { page, close } = await lookAt(browser, `${log.origin}/`, ENGLISH);
    const signer = noteSigner('log.example/caught', 1, new Uint8Array(32).fill(9));
    const proof = await log.proof();
    await page.context().setOffline(true);
    await givePolicy(page, `log ${encodeVkey(signer.key)}\nquorum none\n`);
    await goTo(page, SAID.check);
    const checkpoint = (fill: number) =>
      formatNote(signCheckpoint({ origin: signer.key.name, size: 9, root: new Uint8Array(32).fill(fill) }, signer));
    await page.getByRole('tab', { name: 'Evidence against a log' }).click();
    const files = page.getByLabel('The files of the folder');
    await files.setInputFiles([fileOf('a.checkpoint', checkpoint(1)), fileOf('b.checkpoint', checkpoint(2))]);
    await page.locator('.tone-bad', { hasText: 'The log is caught' }).first().waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await picture(page, 'auditor-caught-en-light');
    await files.setInputFiles([fileOf('a.checkpoint', checkpoint(1)), fileOf('b.checkpoint', checkpoint(1))]);
    await page.locator('.notice.tone-care', { hasText: 'No contradiction, but no confirmation either' }).waitFor();
    expect(await page.locator('.tone-good').count()).toBe(0);
    expect(await page.getByRole('status').textContent()).toContain('no witness of your policy confirms either');
    await files.setInputFiles([fileOf('a.checkpoint', 'nonsense')]);
    await page.locator('.notice', { hasText: 'This cannot be judged.' }).waitFor();

    await page.getByRole('tab', { name: 'A proof of one leaf' }).click();
    await page.getByLabel(SAID.proof).setInputFiles(fileOf('leaf.tlog-proof', proof));
    await page.getByLabel('Or its leaf').fill('abc');
    await page.getByRole('button', { name: SAID.checkIt }).click();
    await page.locator('.field-error', { hasText: 'A leaf is 64 hexadecimal digits' }).waitFor();
    await page.getByLabel('Or its leaf').fill(toHex(leafOf(log.record)));
    await page.getByRole('button', { name: SAID.checkIt }).click();
    await page.locator('.notice', { hasText: 'This proof is not of this document' }).waitFor();
    await close();
  });

  it('works as one file from a disk, with no server but the log that was typed', async () => {
    const saved = log.path('fit4work-auditor.html');
    await saveFile(browser, log.origin, saved);
    const { page, requested, complaints, close } = await lookAt(browser, `file://${saved}`, ENGLISH);
    await page.getByLabel('Address of the log').fill(log.origin);
    await givePolicy(page, log.policyText);
    await verifyAll(page);
    await picture(page, 'auditor-file-en-light');
    await page.reload();
    await page.getByRole('button', { name: /Go on from the last visit/ }).click();
    await page.getByText(/places had been verified on an earlier visit/).waitFor();
    expect(requested.filter((url) => !/^(file:|data:,$)/.test(url) && !url.startsWith(log.origin))).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** Downloads the page as an auditor does. */
async function saveFile(browser: Browser, origin: string, file: string): Promise<void> {
  const sight = await lookAt(browser, `${origin}/`, ENGLISH);
  const [download] = await Promise.all([
    sight.page.waitForEvent('download'),
    sight.page.getByText('Save this page as one file').click(),
  ]);
  await download.saveAs(file);
  await sight.close();
}
