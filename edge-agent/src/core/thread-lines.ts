import type { Language } from './language.js';
import { LETTER_PROBLEMS } from './letter-words.js';
import { localTime } from './local-time.js';
import { plainText } from './plain-text.js';
import { markOf, placeText } from './proof-words.js';
import type { RecordProblem } from './shown-letter.js';
import type { ShownMessage, ShownReport, Thread } from './shown-message.js';

const WORDS = {
  en: {
    none: 'No message yet.',
    thread: 'With coach',
    you: 'you',
    fresh: '(new)',
    unreadable: 'something that cannot be believed',
    unproven: 'not yet proven in the log',
    stored: 'stored by the coach API',
    waiting: 'not yet stored by the coach API',
    seen: (at: string) => `seen on ${at}`,
    answers: (number: number) => `answers ${number}`,
    done: (session: number) => `session ${session}: done`,
    undone: (session: number) => `session ${session}: not done`,
    effort: (effort: number) => `effort ${effort} of 10`,
  },
  nl: {
    none: 'Nog geen bericht.',
    thread: 'Met coach',
    you: 'u',
    fresh: '(nieuw)',
    unreadable: 'iets dat niet te geloven is',
    unproven: 'nog niet bewezen in het logboek',
    stored: 'bewaard door de coach-API',
    waiting: 'nog niet bewaard door de coach-API',
    seen: (at: string) => `gezien op ${at}`,
    answers: (number: number) => `antwoord op ${number}`,
    done: (session: number) => `sessie ${session}: gedaan`,
    undone: (session: number) => `sessie ${session}: niet gedaan`,
    effort: (effort: number) => `inspanning ${effort} op 10`,
  },
} as const;

interface Place {
  readonly language: Language;
  readonly zone: string;
}

/** Every thread, both sides, each message with how far it has come. */
export function threadLines(
  {
    threads,
    unbelieved,
  }: {
    readonly threads: readonly Thread[];
    readonly unbelieved: readonly { readonly id: string; readonly problem: RecordProblem }[];
  },
  place: Place,
): readonly string[] {
  const words = WORDS[place.language];
  const bad = unbelieved.flatMap(({ id, problem }) => [
    `✗ ${words.unreadable} ${id}`,
    `    ! ${LETTER_PROBLEMS[place.language][problem]} [${problem}]`,
  ]);
  if (threads.length + unbelieved.length === 0) return [words.none];
  return [...threads.flatMap((thread) => linesOf(thread, place)), ...bad];
}

const linesOf = ({ coach, messages }: Thread, place: Place): readonly string[] => [
  `${WORDS[place.language].thread} ${plainText(coach)}`,
  ...messages.flatMap((message) => messageLines(message, messages, place)),
];

function messageLines(message: ShownMessage, thread: readonly ShownMessage[], place: Place): readonly string[] {
  const words = WORDS[place.language];
  const { number, from, time, text, report, problems, acknowledged, answers, witnesses } = message;
  const who = from === 'person' ? ` ${words.you}` : '';
  const fresh = from === 'coach' && acknowledged === null ? `  ${words.fresh}` : '';
  const answered = thread.find(({ leaf }) => leaf === answers);
  return [
    `${markOf(problems, witnesses)} ${number}.${who}  ${localTime(time, place.zone)}${fresh}`,
    ...(answered === undefined ? [] : [`    ${words.answers(answered.number)}`]),
    ...(report === null ? [] : [`    ${reportText(report, place.language)}`]),
    // Each line of it by itself, since a line's end is a control too.
    ...(text === '' ? [] : text.split('\n').map((line) => `    ${plainText(line)}`)),
    `    ${stateOf(message, place)}`,
    ...problems.map((code) => `    ! ${LETTER_PROBLEMS[place.language][code]} [${code}]`),
  ];
}

function reportText({ session, done, effort }: ShownReport, language: Language): string {
  const words = WORDS[language];
  const state = done ? words.done(session) : words.undone(session);
  return effort === null ? state : `${state}, ${words.effort(effort)}`;
}

function stateOf(message: ShownMessage, { language, zone }: Place): string {
  const words = WORDS[language];
  const { from, proof, received, logIndex, acknowledged, witnesses } = message;
  const index = from === 'coach' ? proof?.index : logIndex;
  const place = index == null ? words.unproven : placeText({ index, witnesses }, language);
  if (from === 'coach') return place;
  const seen = acknowledged === null ? [] : [words.seen(localTime(acknowledged, zone))];
  return [received === true ? words.stored : words.waiting, place, ...seen].join('; ');
}
