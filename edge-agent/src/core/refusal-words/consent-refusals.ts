import type { Refusals } from './refusals.js';

/* Of consent that is fetched back after it was lost here. Nothing is written where any of these is said. */

export const CONSENT_REFUSALS = {
  forged: {
    en: 'Among what the coach API gave back of your consent is something that is not what you signed; nothing was changed: tell the programme, and restore vault.db from a backup.',
    nl: 'Bij wat de coach-API van uw toestemmingen teruggaf, is iets wat u zo niet tekende; er werd niets veranderd: meld het aan het programma, en zet een back-up van vault.db terug.',
  },
  withheld: {
    en: 'The coach API did not give back every consent record that others or this vault name; nothing was changed: try again, and if it stays so tell the programme and restore vault.db from a backup.',
    nl: 'De coach-API gaf niet elk stuk van uw toestemmingen terug dat andere stukken of deze kluis noemen; er werd niets veranderd: probeer het opnieuw, en blijft het zo, meld het dan aan het programma en zet een back-up van vault.db terug.',
  },
  /** @param problem why, as a code */
  unproven: (problem: string) => ({
    en: `Not every consent record that came back is proven in the log (${problem}); nothing was changed: try again when the log answers, and if it stays so tell the programme.`,
    nl: `Niet elk stuk van uw toestemmingen dat terugkwam, is bewezen in het logboek (${problem}); er werd niets veranderd: probeer het opnieuw als het logboek antwoordt, en blijft het zo, meld het dan aan het programma.`,
  }),
} satisfies Refusals;
