import { counted } from './counted.js';
import type { Language } from './language.js';

/* Where something stands in the log, in the words of the page: what no witness confirmed is whatever the operator says. */

/** Of what has a place in the log. */
interface Place {
  readonly index: number;
  /** How many confirmed the log in which it stands. */
  readonly witnesses: number;
}

const WORDS = {
  en: {
    confirmed: (count: number) => `confirmed by ${counted(count, 'witness', 'witnesses')}`,
    unconfirmed: 'confirmed by no witness yet',
    log: 'in the log',
    place: (index: number) => `in the log at ${index}`,
    proven: 'proven',
  },
  nl: {
    confirmed: (count: number) => `door ${counted(count, 'getuige', 'getuigen')} bevestigd`,
    unconfirmed: 'door nog geen getuige bevestigd',
    log: 'in het logboek',
    place: (index: number) => `in het logboek op plaats ${index}`,
    proven: 'bewezen',
  },
} as const;

export function confirmedText(witnesses: number, language: Language): string {
  const words = WORDS[language];
  return witnesses === 0 ? words.unconfirmed : words.confirmed(witnesses);
}

export function placeText({ index, witnesses }: Place, language: Language): string {
  const words = WORDS[language];
  const told = `${words.place(index)}, ${confirmedText(witnesses, language)}`;
  return witnesses === 0 ? told : `${words.proven}: ${told}`;
}

/** As {@link placeText}, of what is told without its place. */
export function provenIn(witnesses: number, language: Language): string {
  const { proven, log } = WORDS[language];
  return `${witnesses === 0 ? '' : `${proven} `}${log}, ${confirmedText(witnesses, language)}`;
}

/** Before what is told: ticked only where nothing is wrong with it and a witness confirmed the log in which it stands. */
export function markOf(problems: readonly unknown[], witnesses: number): '✓' | '·' | '✗' {
  if (problems.length > 0) return '✗';
  return witnesses === 0 ? '·' : '✓';
}
