import type { Language } from './language.js';

/** What became of late history, in one line. */
export function lateText(
  { envelopes, waiting }: { readonly envelopes: number; readonly waiting: readonly string[] },
  language: Language,
): string {
  const rest = waiting.join(', ');
  if (language === 'nl') {
    return `${envelopes} enveloppen opnieuw verzegeld${rest === '' ? '' : `; nog in afwachting: ${rest}`}`;
  }
  return `${envelopes} envelopes sealed anew${rest === '' ? '' : `; still waiting: ${rest}`}`;
}

/** That it was sealed while the passphrase was there for something else. */
export const lateLine = (envelopes: number, language: Language): string =>
  language === 'nl'
    ? `Ook verzegeld: wat van gesloten dagen laat kwam, in ${envelopes} enveloppen.`
    : `Sealed as well: what came late of closed days, in ${envelopes} envelopes.`;
