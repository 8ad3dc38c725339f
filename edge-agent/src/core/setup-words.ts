import type { Language } from './language.js';

/* What `setup` says to the person who starts it; the rest stands on the page. */

export const SETUP_WORDS = {
  en: {
    link: 'Take the first steps in your browser. This link works once, within five minutes, on this machine:',
    again: 'Closed the page? Press Enter here for another link; the one before and its page are over then.',
    enrolled:
      'Enrolled. Your agent runs from here on: leave this window open, or stop it and start `run` as a service.',
  },
  nl: {
    link: 'Zet de eerste stappen in uw browser. Deze link werkt één keer, binnen vijf minuten, op deze machine:',
    again: 'De pagina gesloten? Druk hier op Enter voor een andere link; de vorige en haar pagina zijn dan voorbij.',
    enrolled: 'Ingeschreven. Uw agent loopt vanaf nu: laat dit venster open, of stop hem en start `run` als dienst.',
  },
} as const satisfies Readonly<Record<Language, unknown>>;
