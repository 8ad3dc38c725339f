import type { Language } from './language.js';

/** How far long work over days is. */
export const daysText = (done: number, days: number, language: Language): string =>
  language === 'nl' ? `${done} van ${days} dagen` : `${done} of ${days} days`;

/** How far it is of what came down. */
export const lettersText = (done: number, letters: number, language: Language): string =>
  language === 'nl' ? `${done} van ${letters} stukken` : `${done} of ${letters} records`;

/** What is waited for. */
export const WAITS = {
  en: {
    delivery: 'Waiting for the coach API',
    consent: 'Fetching your consent back',
    elsewhere: 'Looking up what your other machines share',
    proofs: 'Verifying what came down',
    days: 'Opening days',
    rotation: 'Registering the new key',
  },
  nl: {
    delivery: 'Wachten op de coach-API',
    consent: 'Uw toestemmingen terughalen',
    elsewhere: 'Nagaan wat uw andere machines delen',
    proofs: 'Nagaan wat binnenkwam',
    days: 'Dagen openen',
    rotation: 'De nieuwe sleutel aanmelden',
  },
} as const satisfies Readonly<Record<Language, unknown>>;
