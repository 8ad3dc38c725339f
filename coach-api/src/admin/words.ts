/* What the administrator's command says, in Dutch and English. */

import type { ToldRetention } from '../administering.js';

type RetentionCounted = ToldRetention['counts'][number];

const LANGUAGES = ['nl', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Said = Readonly<Record<Language, string>>;

export const both = (say: (language: Language) => string): Said => ({ nl: say('nl'), en: say('en') });

export const isLanguage = (text: string): text is Language => LANGUAGES.some((known) => known === text);

export const USAGE: Said = {
  en: `fit4work-coach-admin COMMAND --coach URL --token-file FILE [--language nl|en] [--json]

  challenges                                                    what there is
  add-challenge --name NAME --from DAY [--until DAY] [--seats N]
  change-challenge NUMBER [--until DAY] [--seats N]
  invite [--challenge NUMBER] [--days N] [--count N] [--sheet FILE]
                                                                one page each to print, in a new HTML file
  invitations [--challenge NUMBER]                              open, used, expired or revoked
  revoke NUMBER                                                 an invitation that nobody used
  suspend NUMBER                                                lost: holds off the agents of who used this invitation
  resume NUMBER                                                 found again
  retention                                                     what expired by day, and from when on each challenge does

Days are YYYY-MM-DD in UTC. The file of the token has it on one line and can be read by you alone.`,
  nl: `fit4work-coach-admin OPDRACHT --coach URL --token-file BESTAND [--language nl|en] [--json]

  challenges                                                    welke er zijn
  add-challenge --name NAAM --from DAG [--until DAG] [--seats N]
  change-challenge NUMMER [--until DAG] [--seats N]
  invite [--challenge NUMMER] [--days N] [--count N] [--sheet BESTAND]
                                                                elk een blad om te drukken, in een nieuw HTML-bestand
  invitations [--challenge NUMMER]                              open, gebruikt, vervallen of ingetrokken
  revoke NUMMER                                                 een uitnodiging die niemand gebruikte
  suspend NUMMER                                                verloren: houdt de agents tegen van wie ze gebruikte
  resume NUMMER                                                 teruggevonden
  retention                                                     wat verviel per dag, en vanaf wanneer elke uitdaging

Dagen zijn JJJJ-MM-DD in UTC. In het bestand staat het token op één regel, en alleen u kunt het lezen.`,
};

export const STATES = {
  open: { en: 'open', nl: 'open' },
  used: { en: 'used', nl: 'gebruikt' },
  expired: { en: 'expired', nl: 'vervallen' },
  revoked: { en: 'revoked', nl: 'ingetrokken' },
} satisfies Readonly<Record<string, Said>>;

export const WORDS = {
  noChallenges: { en: 'No challenges.', nl: 'Geen uitdagingen.' },
  noInvitations: { en: 'No invitations.', nl: 'Geen uitnodigingen.' },
  suspended: { en: 'suspended', nl: 'geschorst' },
  until: { en: 'until', nl: 'tot en met' },
  noEnd: { en: 'without end', nl: 'zonder einde' },
  seats: { en: 'seats taken', nl: 'plaatsen bezet' },
  seatsOf: { en: 'of', nl: 'van de' },
  expires: { en: 'can be used until', nl: 'te gebruiken tot' },
  revoked: (number: number): Said => ({
    en: `Invitation ${number} is revoked: nobody enrols with it.`,
    nl: `Uitnodiging ${number} is ingetrokken: niemand schrijft er zich mee in.`,
  }),
  isSuspended: (number: number): Said => ({
    en: `The agents of invitation ${number} are suspended: the broker refuses them within a minute, and nothing of them is taken. Found again: resume ${number}. Lost for good: the employee ends them with the 24 words.`,
    nl: `De agents van uitnodiging ${number} zijn geschorst: de broker weigert ze binnen een minuut, en er wordt niets van hen aangenomen. Teruggevonden: resume ${number}. Voorgoed verloren: de medewerker beëindigt ze met de 24 woorden.`,
  }),
  resumed: (number: number): Said => ({
    en: `The agents of invitation ${number} may send again.`,
    nl: `De agents van uitnodiging ${number} mogen weer zenden.`,
  }),
  sheetMade: (count: number, file: string): Said => ({
    en: `${count} invitations are in ${file}: print it, hand out the pages, and delete it.`,
    nl: `Er staan ${count} uitnodigingen in ${file}: druk het af, deel de bladen uit, en wis het.`,
  }),
} as const;

/** Of envelopes that no living grant has. */
export const RETENTION = {
  nothing: {
    en: 'Nothing expires: FIT4WORK_COACH_RETENTION_DAYS is not set.',
    nl: 'Er vervalt niets: FIT4WORK_COACH_RETENTION_DAYS is niet ingesteld.',
  },
  terms: (days: number, destroys: boolean): Said => ({
    en: `What nobody may open any more ${destroys ? 'is destroyed' : 'is counted, and not destroyed,'} ${days} days after the end of its challenge.`,
    nl: `Wat niemand nog mag openen, wordt ${days} dagen na het einde van de uitdaging ${destroys ? 'vernietigd' : 'geteld, en niet vernietigd'}.`,
  }),
  until: (day: string): Said => ({ en: `until ${day}`, nl: `tot en met ${day}` }),
  noEnd: { en: 'without end', nl: 'zonder einde' },
  stays: { en: 'nothing expires', nl: 'er vervalt niets' },
  goes: (day: string, already: boolean): Said => ({
    en: `${already ? 'expires since' : 'expires from'} ${day}`,
    nl: `${already ? 'vervalt sinds' : 'vervalt vanaf'} ${day}`,
  }),
  next: (day: string | null): Said => ({
    en: day === null ? 'No other challenge has an end that is known.' : `Next: ${day}`,
    nl: day === null ? 'Van geen andere uitdaging is het einde bekend.' : `Volgende: ${day}`,
  }),
  count: ({ day, counted, people, envelopes }: RetentionCounted): Said => ({
    en: `${day}  ${counted ? 'would go' : 'destroyed'}: ${people === null ? 'envelopes of one to four people' : `${envelopes} envelopes of ${people} people`}`,
    nl: `${day}  ${counted ? 'zou vervallen' : 'vernietigd'}: ${people === null ? 'enveloppen van een tot vier mensen' : `${envelopes} enveloppen van ${people} mensen`}`,
  }),
} as const;

export const SHEET = {
  title: { en: 'Your invitation to Fit4Work', nl: 'Uw uitnodiging voor Fit4Work' },
  number: { en: 'Invitation', nl: 'Uitnodiging' },
  how: {
    en: 'Start fit4work-agent setup on your machine, and paste this link (the code has it too) in the page that opens. It works once.',
    nl: 'Start fit4work-agent setup op uw machine, en plak deze link (ze staat ook in de code) in de pagina die opengaat. Ze werkt één keer.',
  },
  keep: {
    en: 'Keep this page to yourself until you have enrolled: whoever reads it first can enrol in your place. Remember the number: if you lose your machine, tell it to the administrator, who stops it without knowing what is yours.',
    nl: 'Houd dit blad voor uzelf tot u ingeschreven bent: wie het eerst leest, kan zich in uw plaats inschrijven. Onthoud het nummer: verliest u uw machine, noem het dan aan de beheerder, die ze tegenhoudt zonder te weten wat van u is.',
  },
} satisfies Readonly<Record<string, Said>>;

export const REFUSALS = {
  unknownOption: {
    en: 'The command line is not understood: see fit4work-coach-admin --help.',
    nl: 'De opdracht wordt niet begrepen: zie fit4work-coach-admin --help.',
  },
  badNumber: (name: string): Said => ({
    en: `${name} must be a whole number from 1: look in the list.`,
    nl: `${name} moet een geheel getal vanaf 1 zijn: kijk in de lijst.`,
  }),
  missing: (name: string): Said => ({ en: `${name} is missing: give it.`, nl: `${name} ontbreekt: geef het op.` }),
  address: {
    en: 'The address of the coach API must be https, or http on this machine: correct --coach.',
    nl: 'Het adres van de coach-API moet https zijn, of http op deze machine: verbeter --coach.',
  },
  tokenFile: (file: string): Said => ({
    en: `The token file ${file} cannot be read or is not one line: point --token-file to it.`,
    nl: `Het bestand ${file} met het token is onleesbaar of is niet één regel: wijs het aan met --token-file.`,
  }),
  tokenFileOpen: (file: string): Said => ({
    en: `The token file ${file} can be read by others: set its mode to 0600.`,
    nl: `Het bestand ${file} met het token is leesbaar voor anderen: zet zijn modus op 0600.`,
  }),
  sheet: (file: string): Said => ({
    en: `The sheet ${file} cannot be written: name a new file in a folder that is there.`,
    nl: `Het blad ${file} kan niet geschreven worden: noem een nieuw bestand in een map die er is.`,
  }),
  unreachable: (host: string): Said => ({
    en: `The coach API at ${host} does not answer: see that it runs, and try again.`,
    nl: `De coach-API op ${host} antwoordt niet: kijk of ze draait, en probeer het opnieuw.`,
  }),
  unreadable: {
    en: 'What answered is not the coach API: check --coach.',
    nl: 'Wat antwoordde, is de coach-API niet: kijk --coach na.',
  },
  other: (code: string): Said => ({
    en: `The coach API refused this (${code}): see /openapi.json.`,
    nl: `De coach-API weigerde dit (${code}): zie /openapi.json.`,
  }),
} as const;

/** What the coach API refused, by its code. */
export const REFUSED: Readonly<Record<string, Said>> = {
  unauthorised: {
    en: 'The token is not that of the administrator: check --token-file.',
    nl: 'Het token is niet dat van de beheerder: kijk --token-file na.',
  },
  'not-permitted': {
    en: 'The token is not that of the administrator: check --token-file.',
    nl: 'Het token is niet dat van de beheerder: kijk --token-file na.',
  },
  'bad-request': {
    en: 'A value is not as it must be: days exist and the last is not before the first, invitations can be used 1 to 60 days, a name has 100 characters at most.',
    nl: 'Een waarde is niet zoals ze moet zijn: dagen bestaan en de laatste valt niet voor de eerste, uitnodigingen zijn 1 tot 60 dagen te gebruiken, een naam telt hoogstens 100 tekens.',
  },
  'no-invitation': {
    en: 'There is no invitation of this number: look in the list of invitations.',
    nl: 'Er is geen uitnodiging met dit nummer: kijk in de lijst van uitnodigingen.',
  },
  'no-challenge': {
    en: 'There is no challenge of this number: look in the list of challenges.',
    nl: 'Er is geen uitdaging met dit nummer: kijk in de lijst van uitdagingen.',
  },
  'invitation-used': {
    en: 'The invitation was used already: suspend it where its agent is lost.',
    nl: 'De uitnodiging werd al gebruikt: schors ze als de agent verloren is.',
  },
  'invitation-unused': {
    en: 'Nobody enrolled with this invitation: revoke it.',
    nl: 'Niemand schreef zich met deze uitnodiging in: trek ze in.',
  },
  'challenge-taken': {
    en: 'A challenge has this name already: choose another.',
    nl: 'Een uitdaging heeft deze naam al: kies een andere.',
  },
  'challenge-full': {
    en: 'All seats of the challenge are taken: revoke an invitation that is open, or add seats.',
    nl: 'Alle plaatsen van de uitdaging zijn bezet: trek een open uitnodiging in, of voeg plaatsen toe.',
  },
  'challenge-ended': {
    en: 'The challenge is over: move its last day, or invite to another one.',
    nl: 'De uitdaging is voorbij: verleg haar laatste dag, of nodig uit voor een andere.',
  },
  'store-unavailable': {
    en: 'The database of the coach API does not answer: try again later.',
    nl: 'De databank van de coach-API antwoordt niet: probeer het later opnieuw.',
  },
};
