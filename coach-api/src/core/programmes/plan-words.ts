import type { LoadRule } from './load-check.js';
import type { AdaptationReason } from './proposal.js';

/* What a coach reads of plans. */

export const LANGUAGES = ['nl', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;

export const LOAD_WORDS: Words<LoadRule> = {
  en: {
    'weekly-growth':
      'The minutes of this week grow by more than 30 percent and 20 minutes above the two weeks before: grow more slowly.',
    'rest-day': 'Seven days in a row are more than easy: put an easy day or a day of rest between.',
    'hard-days': 'Two hard days follow each other: put an easier day between.',
    'strength-recovery': 'Strength on two days in a row: leave 48 hours between.',
    'rate-above-maximum': 'The heart rate aimed at is above the highest of this age: aim lower.',
  },
  nl: {
    'weekly-growth':
      'De minuten van deze week stijgen met meer dan 30 procent en 20 minuten boven de twee weken ervoor: bouw trager op.',
    'rest-day': 'Zeven dagen na elkaar zijn meer dan licht: leg er een lichte dag of een rustdag tussen.',
    'hard-days': 'Twee zware dagen volgen op elkaar: leg er een lichtere dag tussen.',
    'strength-recovery': 'Kracht op twee dagen na elkaar: laat er 48 uur tussen.',
    'rate-above-maximum': 'De hartslag waarop gemikt wordt ligt boven de hoogste van deze leeftijd: mik lager.',
  },
};

export const REASON_WORDS: Words<AdaptationReason> = {
  en: {
    'few-done': 'Fewer than half of the sessions of the last two weeks were done.',
    'felt-heavy': 'Sessions felt heavier than was meant, by two or more of ten.',
    'resting-rate-higher': 'The resting heart rate of the last week is higher than in the weeks before.',
    'less-sleep': 'The last week has less sleep than the weeks before.',
    'well-done': 'Nine of ten sessions or more were done, and none felt heavier than was meant by the middle of them.',
    'as-planned': 'Nothing that is shared speaks for a change.',
  },
  nl: {
    'few-done': 'Minder dan de helft van de sessies van de laatste twee weken is gedaan.',
    'felt-heavy': 'De sessies voelden zwaarder aan dan bedoeld, met twee of meer op tien.',
    'resting-rate-higher': 'De rusthartslag van de laatste week is hoger dan in de weken ervoor.',
    'less-sleep': 'In de laatste week werd er minder geslapen dan in de weken ervoor.',
    'well-done':
      'Negen op de tien sessies of meer zijn gedaan, en in het midden voelden ze niet zwaarder aan dan bedoeld.',
    'as-planned': 'Niets van wat gedeeld is pleit voor een verandering.',
  },
};
