import type { Language } from './language.js';

/** What came out of a damaged vault. */
export function repairedLines(
  {
    kept,
    lost,
    aside,
    closed,
  }: { readonly kept: number; readonly lost: readonly string[]; readonly aside: string; readonly closed: boolean },
  language: Language,
): readonly string[] {
  const tables = lost.join(', ');
  if (language === 'nl') {
    return [
      `Hersteld: ${kept} rijen waren heel en staan in de nieuwe kluis; de beschadigde ligt in ${aside}.`,
      lost.length === 0 ? 'Er ging niets verloren.' : `Hiervan ging iets verloren: ${tables}.`,
      ...(closed
        ? []
        : ['In dat bestand staan nog open sleutels van dagen: wis het zodra u het niet meer nodig hebt.']),
    ];
  }
  return [
    `Repaired: ${kept} rows were whole and are in the new vault; the damaged one is ${aside}.`,
    lost.length === 0 ? 'Nothing was lost.' : `Something was lost of: ${tables}.`,
    ...(closed ? [] : ['That file still holds open keys of days: delete it as soon as you need it no more.']),
  ];
}
