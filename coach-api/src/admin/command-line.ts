import { parseArgs } from 'node:util';
import { AdminError } from './admin-error.js';
import { isLanguage, type Language, REFUSALS } from './words.js';

/** What the administrator asks for. */
export type Command =
  | { readonly act: 'help' | 'challenges' | 'retention' }
  | { readonly act: 'add-challenge'; readonly body: object }
  | { readonly act: 'change-challenge'; readonly number: number; readonly body: object }
  | { readonly act: 'invite'; readonly body: object; readonly count: number; readonly sheet: string | undefined }
  | { readonly act: 'invitations'; readonly challenge: number | undefined }
  | { readonly act: 'revoke' | 'suspend' | 'resume'; readonly number: number };

export interface CommandLine {
  readonly command: Command;
  readonly coach: string;
  readonly tokenFile: string;
}

const text = { type: 'string' } as const;
const OPTIONS = {
  ...{ coach: text, 'token-file': text, language: text, json: { type: 'boolean' } as const },
  ...{ name: text, from: text, until: text, seats: text, challenge: text, days: text, count: text, sheet: text },
  help: { type: 'boolean' } as const,
} as const;

type Values = Partial<Record<Exclude<keyof typeof OPTIONS, 'json' | 'help'>, string>>;

/** Of each command, its own options; what another has is refused with it. */
const OWN: Readonly<Record<Exclude<Command['act'], 'help'>, readonly (keyof Values)[]>> = {
  challenges: [],
  retention: [],
  'add-challenge': ['name', 'from', 'until', 'seats'],
  'change-challenge': ['until', 'seats'],
  invite: ['challenge', 'days', 'count', 'sheet'],
  invitations: ['challenge'],
  revoke: [],
  suspend: [],
  resume: [],
};
const NUMBERED: readonly string[] = ['change-challenge', 'revoke', 'suspend', 'resume'];
const MOST_AT_ONCE = 1_000;

/** In which language and form to answer, before the rest is understood. @param locale as POSIX has it */
export function manner(
  argv: readonly string[],
  locale: string,
): { readonly language: Language; readonly json: boolean } {
  const at = argv.findIndex((word) => word === '--language' || word.startsWith('--language='));
  const named = at === -1 ? '' : (argv[at]?.split('=')[1] ?? argv[at + 1] ?? '');
  const ofLocale = /^nl([_.@-]|$)/i.test(locale) ? 'nl' : 'en';
  return { language: isLanguage(named) ? named : ofLocale, json: argv.includes('--json') };
}

/** @throws AdminError `bad-command` */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const { values, positionals } = parsed(argv);
  const { json: _, help, ...given } = values;
  const [act = 'help', ...others] = positionals;
  if (help === true || act === 'help') return { command: { act: 'help' }, coach: '', tokenFile: '' };
  if (!isAct(act) || others.length !== (NUMBERED.includes(act) ? 1 : 0)) throw bad(REFUSALS.unknownOption);
  const allowed = ['coach', 'token-file', 'language', ...OWN[act]];
  const fits = Object.keys(given).every((name) => allowed.includes(name));
  if (!fits || !isLanguage(given.language ?? 'en')) throw bad(REFUSALS.unknownOption);
  return {
    command: commandOf(act, given, others[0] ?? ''),
    coach: required(given, 'coach'),
    tokenFile: required(given, 'token-file'),
  };
}

const isAct = (act: string): act is keyof typeof OWN => Object.hasOwn(OWN, act);

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw bad(REFUSALS.unknownOption, cause);
  }
}

function commandOf(act: keyof typeof OWN, given: Values, named: string): Command {
  const body = { ...pick(given, ['until']), ...numbers(given, ['seats']) };
  switch (act) {
    case 'challenges':
    case 'retention':
      return { act };
    case 'add-challenge':
      return { act, body: { name: required(given, 'name'), from: required(given, 'from'), ...body } };
    case 'change-challenge':
      if (Object.keys(body).length === 0) throw bad(REFUSALS.missing('--until / --seats'));
      return { act, number: integer(named, 'NUMBER'), body };
    case 'invite': {
      const count = integer(given.count ?? '1', '--count');
      if (count > MOST_AT_ONCE) throw bad(REFUSALS.badNumber(`--count (≤ ${MOST_AT_ONCE})`));
      return { act, body: numbers(given, ['challenge', 'days']), count, sheet: given.sheet };
    }
    case 'invitations':
      return { act, challenge: given.challenge === undefined ? undefined : integer(given.challenge, '--challenge') };
    default:
      return { act, number: integer(named, 'NUMBER') };
  }
}

const pick = (given: Values, names: readonly (keyof Values)[]) =>
  Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));

const numbers = (given: Values, names: readonly (keyof Values)[]) =>
  Object.fromEntries(
    names.flatMap((name) => (given[name] === undefined ? [] : [[name, integer(given[name], `--${name}`)]])),
  );

function required(given: Values, name: keyof Values): string {
  const value = given[name];
  if (value === undefined || value === '') throw bad(REFUSALS.missing(`--${name}`));
  return value;
}

function integer(value: string, name: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(value)) throw bad(REFUSALS.badNumber(name));
  return Number(value);
}

const bad = (said: AdminError['said'], cause?: unknown): AdminError => new AdminError('bad-command', said, { cause });
