import { lostText } from './finding-words.js';
import type { LostSamples } from './findings.js';
import type { Language } from './language.js';

/** What a lost record means, and the way back. */
const RECORD_LOST = {
  nl: [
    'Er kan een intrekking bij zijn: tot u ze terughaalt telt niets als toegestaan, en geeft u geen nieuwe toestemming.',
    'Voer nu `grants --confirm` uit: dat haalt uw toestemmingen terug bij de coach-API en vraagt welke nog gelden.',
  ],
  en: [
    'A withdrawal may be among it: until you fetch it back nothing counts as granted, and nothing new is.',
    'Now run `grants --confirm`: it fetches your consent back from the coach API, and asks which still stands.',
  ],
} as const satisfies Readonly<Record<Language, readonly string[]>>;

interface RepairFacts {
  readonly kept: number;
  readonly lost: readonly string[];
  readonly samples: readonly LostSamples[];
  readonly aside: string;
  readonly closed: boolean;
}

/** Said of a vault of which nothing was repaired. */
const SOUND: Readonly<Record<Language, string>> = {
  nl: 'Er is niets beschadigd: alles is zoals het geschreven werd. Er werd niets veranderd.',
  en: 'Nothing is damaged: everything is as it was written. Nothing was changed.',
};

/** What came out of a vault. @param repaired undefined where it was sound */
export function repairedLines(repaired: RepairFacts | undefined, language: Language): readonly string[] {
  if (repaired === undefined) return [SOUND[language]];
  const { kept, lost, samples, aside, closed } = repaired;
  const days = samples.map((each) => lostText(each, language));
  const tables = lost.join(', ');
  const [record, lapsed] = [lost.includes('record'), lost.includes('lapsed')];
  if (language === 'nl') {
    return [
      `Hersteld: ${kept} rijen waren heel en staan in de nieuwe kluis; de beschadigde ligt in ${aside}.`,
      lost.length === 0 ? 'Er ging niets verloren.' : `Hiervan ging iets verloren: ${tables}.`,
      ...(days.length > 0 ? [`Metingen gingen verloren van ${days.join('; ')}. \`status\` blijft dat zeggen.`] : []),
      ...(record ? RECORD_LOST.nl : []),
      ...(lapsed ? ['Elke toestemming van vroeger telt als vervallen; geef ze opnieuw waar u dat wilt.'] : []),
      ...(closed
        ? []
        : ['In dat bestand staan nog open sleutels van dagen: wis het zodra u het niet meer nodig hebt.']),
    ];
  }
  return [
    `Repaired: ${kept} rows were whole and are in the new vault; the damaged one is ${aside}.`,
    lost.length === 0 ? 'Nothing was lost.' : `Something was lost of: ${tables}.`,
    ...(days.length > 0 ? [`Samples were lost of ${days.join('; ')}. \`status\` goes on saying so.`] : []),
    ...(record ? RECORD_LOST.en : []),
    ...(lapsed ? ['Every grant of before counts as lapsed; grant again where you want it.'] : []),
    ...(closed ? [] : ['That file still holds open keys of days: delete it as soon as you need it no more.']),
  ];
}
