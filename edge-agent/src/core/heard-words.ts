import type { Language } from './language.js';
import { localTime } from './local-time.js';

const WORDS = {
  en: {
    never: 'This agent has not heard from the coach API yet; `run` listens to it.',
    last: (time: string) =>
      `This agent last heard from the coach API at ${time}; what it has told since comes with \`run\`.`,
  },
  nl: {
    never: 'Deze agent hoorde nog niets van de coach-API; `run` luistert ernaar.',
    last: (time: string) =>
      `Deze agent hoorde het laatst van de coach-API op ${time}; wat ze sindsdien meldde, komt binnen met \`run\`.`,
  },
} as const;

/** How old what is shown may be. @param heard Unix seconds */
export function heardLine(
  heard: number | undefined,
  { language, zone }: { readonly language: Language; readonly zone: string },
): string {
  const words = WORDS[language];
  return heard === undefined ? words.never : words.last(localTime(heard, zone));
}
