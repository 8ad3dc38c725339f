import type { Language } from './language.js';

/* What `setup` says to the person who starts it; the rest stands on the page. */

export const SETUP_WORDS = {
  en: {
    link: 'Take the first steps in your browser. This link works once, within five minutes, on this machine:',
    enrolled:
      'Enrolled. Your agent runs from here on: leave this window open, or stop it and start `run` as a service.',
  },
  nl: {
    link: 'Zet de eerste stappen in uw browser. Deze link werkt één keer, binnen vijf minuten, op deze machine:',
    enrolled: 'Ingeschreven. Uw agent loopt vanaf nu: laat dit venster open, of stop hem en start `run` als dienst.',
  },
} as const satisfies Readonly<Record<Language, unknown>>;
