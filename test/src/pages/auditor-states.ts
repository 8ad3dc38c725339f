import { createHash } from 'node:crypto';
import type { Page, Route } from 'playwright-core';
import type { AuditedLog } from './audited-log.js';
import { fileOf, verdict } from './auditor-walk.js';
import { arrived, button, text } from './every-look.js';

/** How somebody comes to see a state of the page, by keyboard, in Dutch. */
export interface State {
  readonly reach: (page: Page, log: AuditedLog) => Promise<void>;
  /** Seconds by which the device's clock is off. */
  readonly clock?: number;
  /** From a disk, and not from the log. */
  readonly isFile?: boolean;
}

export const DAY = 86_400;
export const CHECK = 'Bestand controleren';
export const VERIFY = 'Ga alles na, van het eerste blad';

export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).press('Enter');
  await arrived(page);
}
export const press = (page: Page, name: string): Promise<void> => button(page, name).press('Enter');

/** Chooses files without a mouse, by the button of the place that is so named. */
export async function give(
  page: Page,
  label: string | RegExp,
  files: ReturnType<typeof fileOf>[] | string,
): Promise<void> {
  const place = page.locator('.drop', { has: page.locator('label', { hasText: label }) });
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), place.getByRole('button').press('Enter')]);
  await chooser.setFiles(files);
}

/** Which kind of file is to be judged. */
export const chooseKind = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click();
export const EVIDENCE = 'Bewijs tegen een logboek';
export const PACK = 'Een pakket voor auditors';

export async function believe(page: Page, policy: string): Promise<void> {
  await give(page, 'Geef het beleidsbestand', [fileOf('policy', policy)]);
  await text(page, 'Dit beleid hebt u zelf gegeven.');
}

export async function verified(page: Page, log: AuditedLog, policy = log.policyText): Promise<void> {
  await believe(page, policy);
  await press(page, VERIFY);
  await verdict(page, /^Het logboek (is in orde|klopt met zichzelf)/).waitFor();
}

/** Verifies the log as it is changed on the way, and waits for what is said. */
async function lying(page: Page, said: RegExp): Promise<void> {
  await press(page, VERIFY);
  await verdict(page, said).waitFor();
}

const UNSOUND = /^Het logboek is niet in orde$/;
const UNSURE = /^Niet na te gaan$/;

export const away = (page: Page, what: string): Promise<unknown> => page.route(what, (route) => route.abort());
export const answer =
  (body: Buffer) =>
  (route: Route): Promise<void> =>
    route.fulfill({ body });
const hold = (): void => undefined;

export const withQuorum = (policy: string, quorum: string): string =>
  policy.replace(/group .*\nquorum .*\n$/, `${quorum}\n`);
export const withoutWitnesses = (policy: string): string =>
  withQuorum(policy, 'quorum none').replaceAll(/witness .*\n/g, '');
export const ALL_THREE = 'group all-three all council university city\nquorum all-three';

/** Of a tile the entry and every hash above it are changed, so that nothing below the root tells where. */
function rewrittenTiles(log: AuditedLog): ReadonlyMap<string, Buffer> {
  const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  const [entries, hashes] = [log.file('tile/entries/000'), log.file('tile/0/000')];
  const above = log.edge('tile/1/000');
  entries[2 + 34 * 7] = (entries[2 + 34 * 7] ?? 0) ^ 1;
  sha(Buffer.of(0), entries.subarray(2 + 34 * 7, 34 * 8)).copy(hashes, 32 * 7);
  const level = (row: Buffer[]): Buffer[] =>
    row.length === 1
      ? row
      : level(row.filter((_, i) => i % 2 === 0).map((left, i) => sha(Buffer.of(1), left, row[2 * i + 1] ?? left)));
  const [root] = level(Array.from({ length: 256 }, (_, i) => hashes.subarray(32 * i, 32 * (i + 1))));
  root?.copy(above.bytes, 0);
  return new Map([
    ['tile/entries/000', entries],
    ['tile/0/000', hashes],
    [above.name, above.bytes],
  ]);
}

/** Whom to believe, and how the verification goes. */
export const VERIFYING: Readonly<Record<string, State>> = {
  'nobody believed': { reach: (page) => text(page, 'Geef eerst aan wie u gelooft.') },
  'no policy': {
    reach: async (page) => {
      await give(page, 'Geef het beleidsbestand', [fileOf('policy', 'quorum none\n')]);
      await text(page, /^Dit is geen beleid van één logboek/);
    },
  },
  'no policy to be had': {
    reach: async (page) => {
      await away(page, '**/polic*/**');
      await away(page, '**/policy');
      await press(page, 'Gebruik wat het logboek zelf toont');
      await text(page, /^Het logboek toont geen beleid/);
    },
  },
  'the log’s own policy': {
    reach: async (page) => {
      await press(page, 'Gebruik wat het logboek zelf toont');
      await text(page, /^Dit beleid is het woord van het logboek zelf/);
    },
  },
  'the log being asked': {
    reach: async (page) => {
      await page.route('**/blocks/latest', hold);
      await goTo(page, 'Blokken');
      await text(page, 'Het logboek wordt gevraagd…');
    },
  },
  'a policy given': { reach: (page, log) => believe(page, log.policyText) },
  'the checkpoint being read': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await page.route('**/checkpoint', hold);
      await press(page, VERIFY);
      await text(page, 'Het checkpoint wordt gelezen');
    },
  },
  'verifying, with progress': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await page.route('**/tile/entries/001*', hold);
      await page.route('**/tile/entries/001*/**', hold);
      await press(page, VERIFY);
      await page.locator('progress[value]').waitFor();
    },
  },
  sound: { reach: (page, log) => verified(page, log) },
  'sound, from the last visit': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.reload();
      await page.getByRole('button', { name: /^Ga verder van het vorige bezoek/ }).press('Enter');
      await text(page, /^De eerste .* plaatsen waren bij een vorig bezoek al nagegaan/);
    },
  },
  'sound, and nothing kept': {
    reach: async (page, log) => {
      await page.evaluate("Storage.prototype.setItem = () => { throw new Error('full'); }");
      await verified(page, log);
      await text(page, /^Deze browser onthoudt niets/);
    },
  },
  'sound, by a policy that two groups can meet': {
    reach: async (page, log) => {
      await verified(page, log, withQuorum(log.policyText, 'group one any council university city\nquorum one'));
      await text(page, /^Let op: bij dit beleid kunnen twee groepen/);
    },
  },
  'a last visit that is damaged': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.evaluate(`Object.keys(localStorage).filter((key) => key.includes('.state.')).forEach((key) => {
        localStorage.setItem(key, 'nonsense');
      })`);
      await page.reload();
      await text(page, /^Wat dit toestel van een vorig bezoek onthield/);
    },
  },
  'a last visit forgotten': {
    reach: async (page, log) => {
      await verified(page, log);
      await press(page, 'Vergeet het vorige bezoek');
      await text(page, 'Het vorige bezoek is vergeten.');
      await text(page, /^Dit toestel onthoudt er niets meer van/);
    },
  },
  'a log that forked': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.route('**/checkpoint', answer(log.forgedCheckpoint()));
      await lying(page, UNSOUND);
      await text(page, /^Het logboek is herschreven/);
    },
  },
  'a log that went back': {
    reach: async (page, log) => {
      await verified(page, log);
      await page.route('**/checkpoint', answer(log.older()));
      await lying(page, UNSURE);
      await text(page, /^Bewaar beide/);
    },
  },
  'an entry rewritten, with all above it': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      for (const [name, bytes] of rewrittenTiles(log)) await page.route(`**/${name}`, answer(bytes));
      await lying(page, UNSOUND);
      await text(page, /^Wat er staat, leidt niet naar de ondertekende wortel/);
    },
  },
  'an entry changed': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await page.route('**/tile/entries/000', answer(rewrittenTiles(log).get('tile/entries/000') ?? Buffer.of()));
      await lying(page, UNSOUND);
      await text(page, /tile.entries.000 op plaats 7 /);
    },
  },
  'leaves missing': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await page.route('**/tile/entries/000', (route) => route.fulfill({ status: 404 }));
      await lying(page, UNSURE);
      await text(page, /^tile.entries.000 ontbreekt/);
    },
  },
  'the log away': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await away(page, '**/checkpoint');
      await lying(page, UNSURE);
      await text(page, /^Het logboek is niet bereikbaar/);
    },
  },
};

const witnessesBy = (change: (policy: string) => string, said: string | RegExp): State['reach'] => {
  return async (page, log) => {
    await believe(page, change(log.policyText));
    await goTo(page, 'Getuigen');
    await text(page, said);
  };
};

/** Who cosigned: of three real witnesses one was ended before the newest state. */
export const WITNESSES: Readonly<Record<string, State>> = {
  'witnesses, nobody believed': {
    reach: async (page) => {
      await goTo(page, 'Getuigen');
      await text(page, /^Geef eerst, onder “Nagaan”/);
    },
  },
  'witnesses, one of them late': { reach: witnessesBy((policy) => policy, 'niet deze stand') },
  'witnesses, too few of them': {
    reach: witnessesBy((policy) => withQuorum(policy, ALL_THREE), /^Dat is te weinig/),
  },
  'witnesses, one whom nobody named': {
    reach: witnessesBy(
      (policy) => withQuorum(policy, 'quorum university').replace(/witness council .*\n/, ''),
      /^Er staat ook 1 handtekening bij/,
    ),
  },
  'witnesses, none asked for': {
    reach: async (page, log) => {
      await verified(page, log, withoutWitnesses(log.policyText));
      await text(page, 'Het logboek klopt met zichzelf, maar geen getuige bevestigt het');
      await text(page, /medeondertekend door niemand\.$/);
      await text(page, /^Geen getuige staat hierachter/);
      await goTo(page, 'Getuigen');
      await text(page, /Het beleid vraagt: niemand\.$/);
    },
  },
  'witnesses, none asked for and none there': {
    reach: witnessesBy(
      (policy) => withQuorum(policy, 'quorum none').replaceAll(/witness (council|university) .*\n/g, ''),
      /^Geen getuige staat hierachter/,
    ),
  },
  'witnesses, ahead of this clock': {
    reach: witnessesBy((policy) => policy, /telt niet: meer dan een dag na de klok van dit toestel/),
    clock: -2 * DAY,
  },
  'witnesses, the log away': {
    reach: async (page, log) => {
      await believe(page, log.policyText);
      await away(page, '**/checkpoint');
      await goTo(page, 'Getuigen');
      await text(page, /^Niemand is hiermee betrapt/);
    },
  },
};
