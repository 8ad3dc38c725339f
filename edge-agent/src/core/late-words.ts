import type { Language } from './language.js';

interface LateTold {
  readonly envelopes: number;
  readonly waiting: readonly string[];
  readonly refused: readonly string[];
}

const WORDS = {
  en: {
    sealed: (envelopes: number) => `${envelopes} envelopes sealed anew`,
    waiting: 'still waiting',
    refused: 'too late, since what was measured then is forgotten here',
  },
  nl: {
    sealed: (envelopes: number) => `${envelopes} enveloppen opnieuw verzegeld`,
    waiting: 'nog in afwachting',
    refused: 'te laat, want wat toen gemeten werd, is hier vergeten',
  },
} as const;

/** What became of late history, in one line. */
export function lateText({ envelopes, waiting, refused }: LateTold, language: Language): string {
  const words = WORDS[language];
  return [
    words.sealed(envelopes),
    ...(waiting.length === 0 ? [] : [`${words.waiting}: ${waiting.join(', ')}`]),
    ...(refused.length === 0 ? [] : [`${words.refused}: ${refused.join(', ')}`]),
  ].join('; ');
}

/** That it was sealed while the passphrase was there for something else. */
export const lateLine = (envelopes: number, language: Language): string =>
  language === 'nl'
    ? `Ook verzegeld: wat van gesloten dagen laat kwam, in ${envelopes} enveloppen.`
    : `Sealed as well: what came late of closed days, in ${envelopes} envelopes.`;
