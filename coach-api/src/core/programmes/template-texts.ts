import type { Language } from './plan-words.js';

/* What templates write for the person to read. */

export const TEMPLATE_NAMES = ['start-to-walk', 'back-in-shape', 'run-5-km', 'sleep-routine'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;

export const TITLES: Words<TemplateName> = {
  en: {
    'start-to-walk': 'Start to walk',
    'back-in-shape': 'Back in shape',
    'run-5-km': 'Run 5 km',
    'sleep-routine': 'Sleep routine',
  },
  nl: {
    'start-to-walk': 'Start to walk',
    'back-in-shape': 'Weer in vorm',
    'run-5-km': '5 km lopen',
    'sleep-routine': 'Slaapritme',
  },
};

export const ADVICE: Words<TemplateName> = {
  en: {
    'start-to-walk': 'You should be able to talk while you walk. Stop when it hurts, and tell your coach.',
    'back-in-shape': 'Begin each session gently. Leave out what hurts, and tell your coach.',
    'run-5-km':
      'Run so slowly that you can talk. Repeat a week when it was heavy. Stop when it hurts, and tell your coach.',
    'sleep-routine': 'Get up at the same time every day, and go out into daylight in the morning.',
  },
  nl: {
    'start-to-walk': 'U moet tijdens het wandelen kunnen praten. Stop als het pijn doet, en zeg het aan uw coach.',
    'back-in-shape': 'Begin elke sessie rustig. Laat weg wat pijn doet, en zeg het aan uw coach.',
    'run-5-km':
      'Loop zo traag dat u kunt praten. Herhaal een week die zwaar was. Stop als het pijn doet, en zeg het aan uw coach.',
    'sleep-routine': 'Sta elke dag op hetzelfde uur op, en ga ’s morgens naar buiten in het daglicht.',
  },
};

const NOTES = ['brisk', 'easy', 'strength', 'ride', 'rest', 'morning', 'evening'] as const;
export type NoteName = (typeof NOTES)[number];

export const NOTE_WORDS: Words<NoteName> = {
  en: {
    brisk: 'Brisk walk.',
    easy: 'Easy pace.',
    strength: 'Legs, back and trunk: two rounds, with the weight of the body.',
    ride: 'On the bicycle, evenly.',
    rest: 'Day of rest.',
    morning: 'Walk in the daylight of the morning.',
    evening: 'Stretch gently an hour before bed, without a screen.',
  },
  nl: {
    brisk: 'Stevig wandelen.',
    easy: 'Rustig tempo.',
    strength: 'Benen, rug en romp: twee rondes, met het gewicht van het lichaam.',
    ride: 'Op de fiets, gelijkmatig.',
    rest: 'Rustdag.',
    morning: 'Wandel ’s morgens in het daglicht.',
    evening: 'Rek rustig een uur voor het slapengaan, zonder scherm.',
  },
};

/** From the first weeks of learning to run to the last. */
export const RUN_NOTES: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Run 1 minute, walk 2 minutes, again and again.',
    'Run 2 minutes, walk 2 minutes, again and again.',
    'Run 4 minutes, walk 2 minutes, again and again.',
    'Run 8 minutes, walk 2 minutes, again and again.',
    'Run all of it, slowly.',
  ],
  nl: [
    'Loop 1 minuut, wandel 2 minuten, telkens opnieuw.',
    'Loop 2 minuten, wandel 2 minuten, telkens opnieuw.',
    'Loop 4 minuten, wandel 2 minuten, telkens opnieuw.',
    'Loop 8 minuten, wandel 2 minuten, telkens opnieuw.',
    'Loop alles, traag.',
  ],
};
