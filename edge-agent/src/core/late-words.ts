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
