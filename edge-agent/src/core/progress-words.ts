import type { Language } from './language.js';

/** How far long work over days is. */
export const daysText = (done: number, days: number, language: Language): string =>
  language === 'nl' ? `${done} van ${days} dagen` : `${done} of ${days} days`;
