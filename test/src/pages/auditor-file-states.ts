import { rmSync, writeFileSync } from 'node:fs';
import {
  addSignatures,
  cosign,
  encodeVkey,
  formatNote,
  leafOf,
  noteSigner,
  parseNote,
  signCheckpoint,
  toHex,
} from '@fit4work/protocol';
import type { Page } from 'playwright-core';
import {
  ALL_THREE,
  believe,
  CHECK,
  chooseKind,
  EVIDENCE,
  give,
  goTo,
  PACK,
  press,
  type State,
  verified,
  withoutWitnesses,
  withQuorum,
} from './auditor-states.js';
import { fileOf } from './auditor-walk.js';
import { text } from './every-look.js';

const UNREAD = /^Dit bestand is niet te lezen/;
const GIVES_NOTHING =
  "Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('away', 'NotReadableError')); undefined";
const PROOF = 'Het bewijs (.tlog-proof)';

/** Of a log that signed two things, and a witness of it. */
const caught = () => noteSigner('log.example/caught', 1, new Uint8Array(32).fill(9));
const witness = () => noteSigner('council.example', 4, new Uint8Array(32).fill(8));
const policyOfCaught = (): string => `log ${encodeVkey(caught().key)}\nquorum none\n`;
const witnessedPolicy = (): string =>
  policyOfCaught().replace('quorum none', `witness council ${encodeVkey(witness().key)}\nquorum council`);

function signed(size: number, fill: number): Uint8Array {
  const signer = caught();
  return formatNote(signCheckpoint({ origin: signer.key.name, size, root: new Uint8Array(32).fill(fill) }, signer));
}

function cosigned(size: number, fill: number): Uint8Array {
  const note = parseNote(signed(size, fill));
  return formatNote(addSignatures(note, [cosign(note.text, Math.floor(Date.now() / 1000), witness())]));
}

async function giveProof(page: Page, proof: string | Uint8Array, leaf: string): Promise<void> {
  await goTo(page, CHECK);
  await give(page, PROOF, [fileOf('leaf.tlog-proof', proof)]);
  await page.getByLabel('Of zijn blad').fill(leaf);
  await press(page, 'Controleer het bewijs');
}

interface Changes {
  readonly policy?: (text: string) => string;
  readonly proof: (text: string) => string;
}

const changedProof = ({ policy = (text) => text, proof }: Changes, said: RegExp): State => ({
  reach: async (page, log) => {
    await believe(page, policy(log.policyText));
    await giveProof(page, proof((await log.proof()).toString()), toHex(leafOf(log.record)));
    await text(page, said);
  },
});

const withoutWitness = (proof: string): string => proof.replace(/\u2014 [^\n]*\n$/, '');

const bundle = (files: () => ReturnType<typeof fileOf>[], said: RegExp, policy = policyOfCaught): State => ({
  reach: async (page) => {
    await believe(page, policy());
    await goTo(page, CHECK);
    await chooseKind(page, EVIDENCE);
    await give(page, 'De bestanden van de map', files());
    await page.locator('.notice', { hasText: said }).first().waitFor();
  },
});

/** Files that somebody was handed. */
export const FILES: Readonly<Record<string, State>> = {
  'files, nobody believed': {
    reach: async (page) => {
      await goTo(page, CHECK);
      await text(page, /^Geef eerst, onder “Nagaan”/);
    },
  },
  'files, none yet': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await goTo(page, CHECK);
      await chooseKind(page, EVIDENCE);
      await text(page, /^a\.checkpoint, b\.checkpoint en proof/);
    },
  },
  'a proof that holds': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await goTo(page, CHECK);
      await give(page, PROOF, [fileOf('leaf.tlog-proof', await log.proof())]);
      await give(page, 'Het document zelf', [fileOf('record', log.record)]);
      await text(page, 'Gekozen: record');
      await press(page, 'Controleer het bewijs');
      await page.locator('.notice', { hasText: /Bewezen: dit staat op plaats 0/ }).waitFor();
    },
  },
  'a proof behind which no witness stands': {
    reach: async (page, log) => {
      await believe(page, withoutWitnesses(log.policyText));
      await giveProof(page, await log.proof(), toHex(leafOf(log.record)));
      await page
        .locator('.notice', { hasText: /^Het logboek zegt dat dit op plaats 0 .* en niemand bevestigt het/ })
        .waitFor();
    },
  },
  'a proof of another leaf': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await giveProof(page, await log.proof(), '00'.repeat(32));
      await text(page, /^Dit bewijs is niet van dit document/);
      await text(page, /^Het leidt niet van dit document naar de ondertekende stand/);
    },
  },
  'a proof of too few witnesses': changedProof(
    { policy: (text) => withQuorum(text, ALL_THREE), proof: withoutWitness },
    /^De stand erin is medeondertekend door minder getuigen/,
  ),
  'a proof without the log’s signature': changedProof(
    { proof: (text) => text.replace(/\u2014 [^\n]*\n/, '') },
    /^Een handtekening onder de stand erin ontbreekt of klopt niet/,
  ),
  'a proof with an unreadable state': changedProof(
    { proof: (text) => text.replace(/\n\u2014 [\s\S]*$/, '') },
    /^De ondertekende stand erin is onleesbaar/,
  ),
  'a proof of another log': {
    reach: async (page, log) => {
      await believe(page, policyOfCaught());
      await giveProof(page, await log.proof(), toHex(leafOf(log.record)));
      await text(page, /^Dit bewijs is niet van dit document, of niet van een logboek/);
      await text(page, 'Het is van een logboek dat uw beleid niet noemt.');
    },
  },
  'no proof': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await goTo(page, CHECK);
      await give(page, PROOF, [fileOf('leaf.tlog-proof', 'nonsense')]);
      await page.getByLabel('Of zijn blad').fill('00'.repeat(32));
      await press(page, 'Controleer het bewijs');
      await text(page, 'Dit is geen bewijs van een blad.');
    },
  },
  'a proof that is gone since it was chosen': {
    reach: async (page, log) => {
      const file = log.path('gone.tlog-proof');
      writeFileSync(file, await log.proof());
      await believe(page, log.policyText);
      await goTo(page, CHECK);
      await give(page, PROOF, file);
      await text(page, 'Gekozen: gone.tlog-proof');
      await page.getByLabel('Of zijn blad').fill('00'.repeat(32));
      rmSync(file);
      await press(page, 'Controleer het bewijs');
      await page.locator('.notice', { hasText: UNREAD }).waitFor();
    },
  },
  'evidence that the device does not give': {
    reach: async (page) => {
      await believe(page, policyOfCaught());
      await goTo(page, CHECK);
      await chooseKind(page, EVIDENCE);
      await page.evaluate(GIVES_NOTHING);
      await give(page, 'De bestanden van de map', [fileOf('a.checkpoint', signed(9, 1))]);
      await page.locator('.notice', { hasText: UNREAD }).waitFor();
      await chooseKind(page, PACK);
      await give(page, 'Het pakket (.tar)', [fileOf('pack.tar', 'nonsense')]);
      await page.locator('.notice', { hasText: UNREAD }).waitFor();
    },
  },
  'a policy that the device does not give': {
    reach: async (page) => {
      await page.evaluate(GIVES_NOTHING);
      await give(page, 'Geef het beleidsbestand', [fileOf('policy', policyOfCaught())]);
      await page.locator('.notice', { hasText: UNREAD }).waitFor();
    },
  },
  'no leaf': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await giveProof(page, await log.proof(), 'abc');
      await text(page, /^Een blad is 64 hexadecimale cijfers/);
    },
  },
  'evidence that convicts': bundle(
    () => [fileOf('a.checkpoint', signed(9, 1)), fileOf('b.checkpoint', signed(9, 2))],
    /^Het logboek is betrapt/,
  ),
  'evidence of nothing wrong': bundle(
    () => [fileOf('a.checkpoint', cosigned(9, 1)), fileOf('b.checkpoint', cosigned(9, 1))],
    /^Hier is niets mis mee/,
    witnessedPolicy,
  ),
  'evidence of nothing wrong that nobody confirms': bundle(
    () => [fileOf('a.checkpoint', signed(9, 1)), fileOf('b.checkpoint', signed(9, 1))],
    /^Geen tegenspraak, maar ook geen bevestiging.* geen getuige van uw beleid bevestigt er een van/,
  ),
  'evidence of nothing wrong of which one half is confirmed': bundle(
    () => [fileOf('a.checkpoint', cosigned(9, 1)), fileOf('b.checkpoint', signed(9, 1))],
    /^Geen tegenspraak, maar ook geen bevestiging.* te weinig getuigen van uw beleid bevestigen b:/,
    witnessedPolicy,
  ),
  'evidence that shows nothing': bundle(
    () => [fileOf('a.checkpoint', signed(9, 1)), fileOf('b.checkpoint', signed(12, 2))],
    /^Dit toont niets/,
  ),
  'no evidence': bundle(() => [fileOf('a.checkpoint', 'nonsense')], /^Dit is niet te beoordelen/),
};

const FROM_DISK = { isFile: true } as const;
const ADDRESS = 'Adres van het logboek';

/** What it means, and the page as one file from a disk. */
export const ELSEWHERE: Readonly<Record<string, State>> = {
  meaning: {
    reach: async (page) => {
      await goTo(page, 'Wat het bewijst');
      await text(page, 'Dit is niet bewezen');
    },
  },
  'the file, without an address': { ...FROM_DISK, reach: (page) => page.getByLabel(ADDRESS).waitFor() },
  'the file, with no address': {
    ...FROM_DISK,
    reach: async (page) => {
      await page.getByLabel(ADDRESS).fill('log.example');
      await text(page, /^Dit is geen adres/);
    },
  },
  'the file, with an address that it may not ask': {
    ...FROM_DISK,
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await page.getByLabel(ADDRESS).fill('http://192.168.1.5:8080');
      await text(page, /^Dit bestand vraagt een logboek alleen over https/);
      await text(page, /^Geef eerst, onder “Nagaan”, het adres van het logboek/);
    },
  },
  'the file, with no log there': {
    ...FROM_DISK,
    reach: async (page, log) => {
      await page.getByLabel(ADDRESS).fill('http://127.0.0.1:9');
      await believe(page, log.policyText);
      await press(page, 'Ga alles na, van het eerste blad');
      await page.locator('strong', { hasText: /^Niet na te gaan$/ }).waitFor();
    },
  },
  'the file, over a sound log': {
    ...FROM_DISK,
    reach: async (page, log) => {
      await page.getByLabel(ADDRESS).fill(log.origin);
      await verified(page, log);
    },
  },
};
