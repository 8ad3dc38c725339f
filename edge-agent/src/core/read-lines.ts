import { counted } from './counted.js';
import type { Language } from './language.js';
import { localTime } from './local-time.js';
import { SHARED_WORDS } from './notice.js';
import { plainText } from './plain-text.js';
import { markOf, placeText } from './proof-words.js';
import { ON_ITS_WAY_WORDS, PROBLEMS } from './read-words.js';
import type { ShownProof } from './shown-letter.js';
import { isUntold, type OwnRead } from './shown-read.js';

const WORDS = {
  en: {
    none: 'Nobody has looked at anything of yours, as far as this agent was told.',
    by: 'by',
    unreadable: 'a record that cannot be believed',
    fresh: '(new)',
    saw: 'saw',
    why: 'why',
    under: 'under',
    proof: 'proof',
    to: 'to',
    none_named: 'no grant',
    first: (at: string) => `, the first at ${at}`,
    sound: (count: number) =>
      `${counted(count, 'read', 'reads')}, each signed, proven and covered by a grant of yours.`,
    untold: (open: number, count: number) =>
      `? Of ${counted(count, 'read', 'reads')} could not be told without the log: ${open}; ask again later.`,
    unwitnessed: (open: number, count: number) =>
      `· Of ${counted(count, 'read', 'reads')} in a log that no witness has confirmed yet: ${open}; ask your programme administrator which witnesses there are.`,
    unsound: (bad: number, count: number) => `! Of ${counted(count, 'read', 'reads')} NOT sound: ${bad}; see above.`,
    again:
      'A read holds for 15 minutes: until then the same, or less of it, may have been looked at again for that reason.',
  },
  nl: {
    none: 'Niemand heeft iets van u ingezien, voor zover deze agent is gemeld.',
    by: 'door',
    unreadable: 'iets dat niet te geloven is',
    fresh: '(nieuw)',
    saw: 'zag',
    why: 'waarom',
    under: 'onder',
    proof: 'bewijs',
    to: 'tot en met',
    none_named: 'geen toestemming',
    first: (at: string) => `, de eerste op ${at}`,
    sound: (count: number) =>
      `${counted(count, 'inzage', 'inzages')}, elk getekend, bewezen en gedekt door een toestemming van u.`,
    untold: (open: number, count: number) =>
      `? Van ${counted(count, 'inzage', 'inzages')} zonder het logboek niet na te gaan: ${open}; vraag het later opnieuw.`,
    unwitnessed: (open: number, count: number) =>
      `· Van ${counted(count, 'inzage', 'inzages')} in een logboek dat nog geen getuige bevestigde: ${open}; vraag uw programmabeheerder welke getuigen er zijn.`,
    unsound: (bad: number, count: number) =>
      `! Van ${counted(count, 'inzage', 'inzages')} NIET in orde: ${bad}; zie hierboven.`,
    again: 'Een inzage geldt 15 minuten: zo lang kan hetzelfde, of minder ervan, om die reden opnieuw zijn bekeken.',
  },
} as const;

interface Place {
  readonly language: Language;
  readonly zone: string;
}

/** Who looked, when, at what, why and under which grant, and whether it holds. */
export function readLines(reads: readonly OwnRead[], place: Place): readonly string[] {
  const words = WORDS[place.language];
  if (reads.length === 0) return [words.none];
  const untold = reads.filter(isUntold).length;
  const unsound = reads.filter(({ problems }) => problems.length > 0).length - untold;
  const told = { unsound, untold, unwitnessed: reads.filter(isUnwitnessed).length };
  return [...reads.flatMap((read) => linesOf(read, place)), words.again, verdictOf(told, reads.length, words)];
}

/** What weighs most of it. */
function verdictOf(
  { unsound, untold, unwitnessed }: Readonly<Record<'unsound' | 'untold' | 'unwitnessed', number>>,
  count: number,
  words: (typeof WORDS)[Language],
): string {
  if (unsound > 0) return words.unsound(unsound, count);
  if (untold > 0) return words.untold(untold, count);
  return unwitnessed > 0 ? words.unwitnessed(unwitnessed, count) : words.sound(count);
}

const isUnwitnessed = ({ problems, proof }: OwnRead): boolean => problems.length === 0 && (proof?.witnesses ?? 0) === 0;

function linesOf(read: OwnRead, { language, zone }: Place): readonly string[] {
  const words = WORDS[language];
  const mark = isUntold(read) ? '?' : markOf(read.problems, read.proof?.witnesses ?? 0);
  const fresh = read.acknowledged === null ? `  ${words.fresh}` : '';
  const wrong = read.problems.map((code) => `    ! ${PROBLEMS[language][code]} [${code}]`);
  const problems = [...wrong, ...(read.withdrawalOnItsWay ? [`    ${ON_ITS_WAY_WORDS[language]}`] : [])];
  if (read.time === null) return [`${mark} ${words.unreadable} ${read.digest}${fresh}`, ...problems];
  const head = `${mark} ${localTime(read.time, zone)}  ${words.by} ${plainText(read.coach ?? '')}${fresh}`;
  return [head, ...fieldsOf(read, { language, zone }), ...problems];
}

function fieldsOf(read: OwnRead, { language, zone }: Place): readonly string[] {
  const [words, shared] = [WORDS[language], SHARED_WORDS[language]];
  const metrics = read.metrics.map((metric) => shared[metric]).join(', ');
  const granularity = read.granularity === null ? '' : shared[read.granularity];
  const grants = read.grants.length === 0 ? [words.none_named] : read.grants;
  return [
    field(words.saw, `${metrics} (${granularity}), ${read.from} ${words.to} ${read.until}`),
    field(words.why, plainText(read.purpose ?? '')),
    ...grants.map((grant) => field(words.under, grant)),
    ...(read.proof === null ? [] : [field(words.proof, proofText(read.proof, { language, zone }))]),
  ];
}

function proofText(proof: ShownProof, { language, zone }: Place): string {
  const first = proof.seen === null ? '' : WORDS[language].first(localTime(proof.seen, zone));
  return `${placeText(proof, language)}${first}`;
}

const field = (name: string, value: string): string => `    ${name.padEnd(6)}  ${value}`;
