import { leafOf, toHex, utf8 } from '@fit4work/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readArchive, repacked } from '../../../anchor-service/test/index.js';
import { describeWith } from '../requirement.js';
import { type AuditedLog, startAuditedLog } from './audited-log.js';
import { believe, CHECK, chooseKind, EVIDENCE, give, goTo, PACK, press } from './auditor-states.js';
import { fileOf } from './auditor-walk.js';
import { text, wear } from './every-look.js';
import { lookAt, openBrowser, type Sight } from './page-stand.js';

const DOCUMENT = 'Het document zelf';
const LEAF = 'Of zijn blad';
const PROOF = 'Het bewijs (.tlog-proof)';
const PROVEN = /^Bewezen: dit staat op plaats 0/;
const REFUSED = /^Dit bewijs is niet van dit document/;

describeWith(['chromium'], 'the auditor’s page says of each input what came of that input', () => {
  let log: AuditedLog;
  let browser: Browser;
  beforeAll(async () => {
    [log, browser] = await Promise.all([startAuditedLog(), openBrowser()]);
    await log.grow(3);
  });
  afterAll(async () => {
    await browser?.close();
    await log?.remove();
  });

  async function atFiles(): Promise<Sight> {
    const sight = await lookAt(browser, `${log.origin}/`, { language: 'nl', theme: 'light' });
    await believe(sight.page, log.policyText);
    await goTo(sight.page, CHECK);
    return sight;
  }

  async function proven(page: Page): Promise<void> {
    await give(page, PROOF, [fileOf('leaf.tlog-proof', await log.proof())]);
    await give(page, DOCUMENT, [fileOf('record', log.record)]);
    await text(page, 'Gekozen: record');
    await press(page, 'Controleer het bewijs');
    await page.locator('.notice', { hasText: PROVEN }).waitFor();
  }

  const notices = (page: Page): Promise<string[]> => page.locator('.notice').allTextContents();

  /** Files are read for ever, until that is undone. */
  async function readNoFile(page: Page): Promise<() => Promise<void>> {
    await page.evaluate(
      'globalThis.read = Blob.prototype.arrayBuffer; Blob.prototype.arrayBuffer = () => new Promise(() => {})',
    );
    return () => page.evaluate('Blob.prototype.arrayBuffer = globalThis.read; undefined');
  }

  it('has a name of its own for each button by which a file is chosen, in both languages', async () => {
    const { page, close } = await atFiles();
    const buttons = page.locator('.drop').getByRole('button');
    const named = (name: string) => buttons.and(page.getByRole('button', { name, exact: true })).count();
    expect(await buttons.count()).toBe(2);
    expect(await named(`Bestand kiezen ${PROOF}`)).toBe(1);
    expect(await named(`Bestand kiezen ${DOCUMENT}`)).toBe(1);
    await wear(page, 'en', 'light');
    expect(await named('Choose a file The proof (.tlog-proof)')).toBe(1);
    expect(await named('Choose a file The document itself')).toBe(1);
    await close();
  });

  it('says no “proven” beside another document, proof or leaf than the one it checked', async () => {
    const { page, close } = await atFiles();
    await proven(page);
    await give(page, DOCUMENT, [fileOf('false-document', 'something else')]);
    await text(page, 'Gekozen: false-document');
    expect(await notices(page)).toEqual([]);
    expect(await page.getByRole('status').textContent()).toBe('');
    await proven(page);
    await give(page, PROOF, [fileOf('other.tlog-proof', 'nonsense')]);
    await text(page, 'Gekozen: other.tlog-proof');
    expect(await notices(page)).toEqual([]);
    await proven(page);
    await page.getByLabel(LEAF).fill('00'.repeat(32));
    await expect.poll(() => notices(page)).toEqual([]);
    await close();
  });

  it('checks the document or the leaf, whichever was given last, and shows the other no more', async () => {
    const { page, close } = await atFiles();
    await proven(page);
    await page.getByLabel(LEAF).fill('00'.repeat(32));
    await page.getByText('Gekozen: record').waitFor({ state: 'detached' });
    await press(page, 'Controleer het bewijs');
    await page.locator('.notice', { hasText: REFUSED }).waitFor();
    await page.getByLabel(LEAF).fill(toHex(leafOf(log.record)));
    await press(page, 'Controleer het bewijs');
    await page.locator('.notice', { hasText: PROVEN }).waitFor();
    await give(page, DOCUMENT, [fileOf('false-document', 'something else')]);
    await text(page, 'Gekozen: false-document');
    expect(await page.getByLabel(LEAF).inputValue()).toBe('');
    await press(page, 'Controleer het bewijs');
    await page.locator('.notice', { hasText: REFUSED }).waitFor();
    await close();
  });

  it('says nothing of the pack or the evidence before while the next is read', async () => {
    const { page, close } = await atFiles();
    await chooseKind(page, PACK);
    await give(page, 'Het pakket (.tar)', [fileOf('sound.tar', await log.pack())]);
    await page.locator('.notice', { hasText: 'Het pakket klopt' }).waitFor();
    const restore = await readNoFile(page);
    await give(page, 'Het pakket (.tar)', [fileOf('next.tar', 'nonsense')]);
    await text(page, 'Gekozen: next.tar');
    expect(await notices(page)).toEqual([]);
    await restore();
    await chooseKind(page, EVIDENCE);
    await give(page, 'De bestanden van de map', [fileOf('a.checkpoint', 'nonsense')]);
    await page.locator('.notice', { hasText: /^Dit is niet te beoordelen/ }).waitFor();
    await readNoFile(page);
    await give(page, 'De bestanden van de map', [fileOf('b.checkpoint', 'nonsense')]);
    await text(page, 'Gekozen: b.checkpoint');
    expect(await notices(page)).toEqual([]);
    await close();
  });

  it('says in the language of the page what is wrong, also when that changes, and nothing of it in another', async () => {
    const { page, close } = await atFiles();
    await give(page, PROOF, [fileOf('leaf.tlog-proof', await log.proof())]);
    await page.getByLabel(LEAF).fill('00'.repeat(32));
    await press(page, 'Controleer het bewijs');
    await text(page, /^Het leidt niet van dit document naar de ondertekende stand/);
    expect(await page.locator('.notice [lang=en]').count()).toBe(0);
    await wear(page, 'en', 'light');
    await text(page, /^It does not lead from this document to the signed state/);
    await wear(page, 'nl', 'light');
    await chooseKind(page, PACK);
    const members = readArchive(await log.pack());
    const pack = repacked(members, { 'policies/1': utf8('nonsense') }, log.signer('log.key', 1));
    await give(page, 'Het pakket (.tar)', [fileOf('false-policy.tar', pack)]);
    await text(page, /^policies.1 leidt niet verder vanaf het beleid .* Het is geen /);
    expect(await page.locator('.notice [lang=en]').count()).toBe(0);
    await give(page, 'Het pakket (.tar)', [fileOf('cut.tar', (await log.pack()).subarray(0, 700))]);
    await text(page, /^Het pakket klopt niet\. Het houdt te vroeg op/);
    await give(page, 'Het pakket (.tar)', [fileOf('false-policy.tar', pack)]);
    await text(page, /^policies.1 leidt niet verder/);
    await wear(page, 'en', 'light');
    await text(page, /^policies.1 does not lead on from the policy before it/);
    await close();
  });
});
