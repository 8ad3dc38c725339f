import type { Language } from './language.js';

/* What pairing says to the person who does it. */

export const PAIR_WORDS = {
  en: {
    confirm: 'Confirm on the wearable when it asks.',
    paired: (address: string, family: string) => `Paired: ${address}, of family ${family}. \`run\` reads it.`,
    unpaired: (address: string) => `No longer paired: ${address}. What it measured stays.`,
  },
  nl: {
    confirm: 'Bevestig op de polsband wanneer die erom vraagt.',
    paired: (address: string, family: string) => `Gekoppeld: ${address}, van familie ${family}. \`run\` leest hem uit.`,
    unpaired: (address: string) => `Niet meer gekoppeld: ${address}. Wat hij gemeten heeft blijft.`,
  },
} as const satisfies Readonly<Record<Language, unknown>>;
