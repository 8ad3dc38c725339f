import { addDays, daysOfDate, type SessionTarget } from '@fit4work/protocol';
import type { Language } from './language.js';
import { LETTER_PROBLEMS } from './letter-words.js';
import { plainText } from './plain-text.js';
import { PROGRAMME_PROBLEMS, PROGRAMME_WORDS } from './programme-words.js';
import { markOf, placeText } from './proof-words.js';
import type { RecordProblem } from './shown-letter.js';
import type { ShownProgramme, ShownSession } from './shown-programme.js';

interface Shown {
  readonly programmes: readonly ShownProgramme[];
  readonly unbelieved: readonly { readonly id: string; readonly problem: RecordProblem }[];
}

interface Agenda {
  readonly language: Language;
  /** Civil day. */
  readonly today: string;
  /** Every session, and not only what is near. */
  readonly all: boolean;
}

/** The programmes as an agenda: today, this week, what is aimed at, the advice, and what each rests on. */
export function programmeLines({ programmes, unbelieved }: Shown, agenda: Agenda): readonly string[] {
  const words = PROGRAMME_WORDS[agenda.language];
  const bad = unbelieved.flatMap(({ id, problem }) => [
    `✗ ${words.unreadable} ${id}`,
    `    ! ${LETTER_PROBLEMS[agenda.language][problem]} [${problem}]`,
  ]);
  const none = agenda.all ? words.none : words.noneNow;
  return [...(programmes.length === 0 ? [none] : programmes.flatMap((each) => linesOf(each, agenda))), ...bad];
}

function linesOf(programme: ShownProgramme, agenda: Agenda): readonly string[] {
  const { language } = agenda;
  const words = PROGRAMME_WORDS[language];
  const { title, coach, from, until, revision, stands, acknowledged, problems, advice, proof, id } = programme;
  const notes = [stands ? '' : `  ${words.replaced}`, acknowledged === null ? `  ${words.fresh}` : ''].join('');
  return [
    `${markOf(problems, proof?.witnesses ?? 0)} ${plainText(title)}${notes}`,
    `    ${words.by} ${plainText(coach)}, ${from} ${words.to} ${until}, ${words.revision} ${revision}, id ${id.slice(0, 8)}`,
    ...(proof === null ? [] : [`    ${placeText(proof, language)}`]),
    ...problems.map((code) => `    ! ${PROGRAMME_PROBLEMS[language][code]} [${code}]`),
    ...sessionLines(programme, agenda),
    ...(advice === '' ? [] : [`  ${words.advice}`, ...indented(advice)]),
    `  ${words.basis}`,
    ...basisLines(programme, language).map((line) => `    ${line}`),
  ];
}

function sessionLines({ sessions }: ShownProgramme, { language, today, all }: Agenda): readonly string[] {
  const words = PROGRAMME_WORDS[language];
  const show = (part: readonly ShownSession[]): readonly string[] =>
    part.length === 0 ? [`    ${words.nothing}`] : part.flatMap((session) => linesOfSession(session, language));
  if (all) return [`  ${words.all}`, ...show(sessions)];
  const monday = addDays(today, -weekday(today));
  const sunday = addDays(monday, 6);
  const week = sessions.filter(({ day }) => day !== today && day >= monday && day <= sunday);
  const later = sessions.filter(({ day }) => day > sunday).length;
  return [
    ...[`  ${words.today}`, ...show(sessions.filter(({ day }) => day === today))],
    ...[`  ${words.week}`, ...show(week)],
    ...(later === 0 ? [] : [`  ${words.later(later)}`]),
  ];
}

/** 0 for Monday: the first of January 1970 was a Thursday. */
const weekday = (day: string): number => (((daysOfDate(day) + 3) % 7) + 7) % 7;

function linesOfSession(session: ShownSession, language: Language): readonly string[] {
  const words = PROGRAMME_WORDS[language];
  const { number, day, kind, minutes, target, note, report } = session;
  const parts = [
    `${words.kinds[kind]}, ${minutes} ${words.minutes}`,
    ...(target === null ? [] : [targetText(target, language)]),
  ];
  return [
    `    ${number}. ${words.days[weekday(day)]} ${day}  ${parts.join(', ')}`,
    ...(note === '' ? [] : [`       ${plainText(note)}`]),
    ...(report === null ? [] : [`       ${reportText(report, language)}`]),
  ];
}

function targetText(target: SessionTarget, language: Language): string {
  const words = PROGRAMME_WORDS[language];
  if (target.kind === 'steps') return words.steps(target.steps);
  return target.kind === 'effort' ? words.effort(target.effort) : words.heartRate(target.low, target.high);
}

function reportText({ done, effort, note }: NonNullable<ShownSession['report']>, language: Language): string {
  const words = PROGRAMME_WORDS[language];
  const said = [done ? `✓ ${words.done}` : words.undone, ...(effort === null ? [] : [words.felt(effort)])].join(', ');
  return note === '' ? said : `${said}: ${plainText(note)}`;
}

function basisLines({ grants, summaries }: ShownProgramme, language: Language): readonly string[] {
  const words = PROGRAMME_WORDS[language];
  return [
    ...(grants.length === 0 ? [words.noGrant] : grants.map((id) => `${words.grant} ${id}`)),
    ...(summaries.length === 0 ? [] : [words.summaries(summaries.length)]),
  ];
}

/** Each line by itself, since a line's end is a control too. */
const indented = (text: string): readonly string[] => text.split('\n').map((line) => `    ${plainText(line)}`);
