import { counted } from './counted.js';
import type { Language } from './language.js';
import { LETTER_PROBLEMS } from './letter-words.js';
import type { ProgrammeProblem } from './shown-programme.js';

/* What an employee reads of a programme. */

export const PROGRAMME_WORDS = {
  en: {
    none: 'No programme yet.',
    noneNow: 'No programme is under way; --all shows those that were.',
    unreadable: 'something that cannot be believed',
    by: 'by coach',
    revision: 'revision',
    replaced: '(replaced by a later revision)',
    fresh: '(new)',
    to: 'to',
    today: 'Today',
    week: 'This week',
    later: (count: number) => `Later: ${counted(count, 'session', 'sessions')}; see --all.`,
    all: 'All sessions',
    nothing: 'nothing',
    minutes: 'minutes',
    steps: (steps: number) => `aim: ${steps} steps`,
    heartRate: (low: number, high: number) => `aim: heart rate ${low} to ${high}`,
    effort: (effort: number) => `aim: effort ${effort} of 10`,
    done: 'done',
    undone: 'not done',
    felt: (effort: number) => `effort ${effort} of 10`,
    advice: 'Advice',
    basis: 'Rests on',
    grant: 'grant',
    summaries: (count: number) => `${counted(count, 'summary', 'summaries')} that the coach had read`,
    noGrant: 'no grant',
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    kinds: { walk: 'walk', run: 'run', cycle: 'cycle', strength: 'strength', mobility: 'mobility', rest: 'rest' },
  },
  nl: {
    none: 'Nog geen programma.',
    noneNow: 'Er loopt geen programma; --all toont wat er was.',
    unreadable: 'iets dat niet te geloven is',
    by: 'van coach',
    revision: 'herziening',
    replaced: '(vervangen door een latere herziening)',
    fresh: '(nieuw)',
    to: 'tot en met',
    today: 'Vandaag',
    week: 'Deze week',
    later: (count: number) => `Later: ${counted(count, 'sessie', 'sessies')}; zie --all.`,
    all: 'Alle sessies',
    nothing: 'niets',
    minutes: 'minuten',
    steps: (steps: number) => `doel: ${steps} stappen`,
    heartRate: (low: number, high: number) => `doel: hartslag ${low} tot ${high}`,
    effort: (effort: number) => `doel: inspanning ${effort} op 10`,
    done: 'gedaan',
    undone: 'niet gedaan',
    felt: (effort: number) => `inspanning ${effort} op 10`,
    advice: 'Advies',
    basis: 'Steunt op',
    grant: 'toestemming',
    summaries: (count: number) => `${counted(count, 'samenvatting', 'samenvattingen')} die de coach gelezen had`,
    noGrant: 'geen toestemming',
    days: ['ma', 'di', 'wo', 'do', 'vr', 'za', 'zo'],
    kinds: {
      walk: 'wandelen',
      run: 'lopen',
      cycle: 'fietsen',
      strength: 'kracht',
      mobility: 'lenigheid',
      rest: 'rust',
    },
  },
} as const;

export const PROGRAMME_PROBLEMS: Readonly<Record<Language, Readonly<Record<ProgrammeProblem, string>>>> = {
  en: {
    ...LETTER_PROBLEMS.en,
    'unknown-grant': 'IT RESTS ON A GRANT THAT YOU DID NOT SIGN. Tell the programme.',
    'consent-missing': 'A consent record of yours is missing here, so that nobody can tell whether you allowed this.',
  },
  nl: {
    ...LETTER_PROBLEMS.nl,
    'unknown-grant': 'HET STEUNT OP EEN TOESTEMMING DIE U NIET TEKENDE. Meld het aan het programma.',
    'consent-missing': 'Hier ontbreekt een toestemming of intrekking van u: niemand kan zeggen of u dit toeliet.',
  },
};
