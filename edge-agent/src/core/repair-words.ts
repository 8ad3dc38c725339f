import type { Language } from './language.js';

/** What came out of a damaged vault. */
export function repairedLines(
  { kept, lost, aside }: { readonly kept: number; readonly lost: readonly string[]; readonly aside: string },
  language: Language,
): readonly string[] {
  const tables = lost.join(', ');
  if (language === 'nl') {
    return [
      `Hersteld: ${kept} rijen waren heel en staan in de nieuwe kluis; de beschadigde ligt in ${aside}.`,
      lost.length === 0 ? 'Er ging niets verloren.' : `Hiervan ging iets verloren: ${tables}.`,
    ];
  }
  return [
    `Repaired: ${kept} rows were whole and are in the new vault; the damaged one is ${aside}.`,
    lost.length === 0 ? 'Nothing was lost.' : `Something was lost of: ${tables}.`,
  ];
}
