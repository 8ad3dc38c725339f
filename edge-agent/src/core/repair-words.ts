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
  const [record, lapsed] = [lost.includes('record'), lost.includes('lapsed')];
  if (language === 'nl') {
    return [
      `Hersteld: ${kept} rijen waren heel en staan in de nieuwe kluis; de beschadigde ligt in ${aside}.`,
      lost.length === 0 ? 'Er ging niets verloren.' : `Hiervan ging iets verloren: ${tables}.`,
      ...(record
        ? ['Er kan een intrekking bij zijn: niets telt nog als toegestaan, en u geeft geen nieuwe toestemming.']
        : []),
      ...(record ? ['Zet een back-up van vault.db terug, of herstel met de 24 woorden in een nieuwe map.'] : []),
      ...(lapsed ? ['Elke toestemming van vroeger telt als vervallen; geef ze opnieuw waar u dat wilt.'] : []),
      ...(closed
        ? []
        : ['In dat bestand staan nog open sleutels van dagen: wis het zodra u het niet meer nodig hebt.']),
    ];
  }
  return [
    `Repaired: ${kept} rows were whole and are in the new vault; the damaged one is ${aside}.`,
    lost.length === 0 ? 'Nothing was lost.' : `Something was lost of: ${tables}.`,
    ...(record ? ['A withdrawal may be among it: nothing counts as granted any longer, and nothing new is.'] : []),
    ...(record ? ['Restore vault.db from a backup, or recover with the 24 words in a new state folder.'] : []),
    ...(lapsed ? ['Every grant of before counts as lapsed; grant again where you want it.'] : []),
    ...(closed ? [] : ['That file still holds open keys of days: delete it as soon as you need it no more.']),
  ];
}
