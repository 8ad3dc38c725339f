import { signal } from '@preact/signals';
import { keep, kept } from './kept.js';

export type Language = 'nl' | 'en';

const KEY = 'fit4work.language';
const isLanguage = (text: string | undefined): text is Language => text === 'nl' || text === 'en';

/** What was chosen here before; else the first of the browser's languages that there is; else Dutch. */
function first(): Language {
  const chosen = kept(KEY);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'nl';
}

/** The language of the page. */
export const language = signal<Language>(first());

/** Changes the language and keeps the choice on this machine. */
export function speak(chosen: Language): void {
  language.value = chosen;
  keep(KEY, chosen);
}
