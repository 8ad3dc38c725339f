import { describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../cli.js';
import type { Language } from '../core/language.js';

const commandsOf = (parent: ReturnType<typeof buildProgram>): readonly ReturnType<typeof buildProgram>[] => [
  parent,
  ...parent.commands.flatMap(commandsOf),
];

/** What is written of a line that cannot be understood. */
async function refusal(language: Language, ...argv: readonly string[]): Promise<string> {
  const program = buildProgram({}, language);
  for (const command of commandsOf(program)) command.exitOverride();
  const parts: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  await expect(program.parseAsync(argv, { from: 'user' })).rejects.toMatchObject({ name: 'CommanderError' });
  spy.mockRestore();
  return parts.join('');
}

const REFUSED: readonly (readonly [line: string, english: string, dutch: string])[] = [
  ['grnt', "unknown command 'grnt'\n(Did you mean grant?)", "onbekende opdracht 'grnt'\n(Bedoelde u grant?)"],
  ['xrun', "unknown command 'xrun'\n(Did you mean run?)", "onbekende opdracht 'xrun'\n(Bedoelde u run?)"],
  ['grants --al --jsn', "unknown option '--al'\n(Did you mean --all?)", "onbekende optie '--al'\n(Bedoelde u --all?)"],
  ['grants --xx', "unknown option '--xx'", "onbekende optie '--xx'"],
  ['programme done', "missing required argument 'session'", "argument 'sessie' ontbreekt"],
  [
    'programme done 999',
    "command-argument value '999' is invalid for argument 'session'. Give a whole number up to 400.",
    "argument 'sessie' kan niet '999' zijn. Geef een geheel getal tot 400.",
  ],
  [
    'completion tcsh',
    "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
    "argument 'shell' kan niet 'tcsh' zijn. Kies uit bash, zsh, fish.",
  ],
  [
    'seal --passphrase-file',
    "option '--passphrase-file <file>' argument missing",
    "optie '--passphrase-file <bestand>' heeft geen waarde",
  ],
  ['unpair', "required option '--address <address>' not specified", "optie '--address <adres>' is verplicht"],
  [
    'status --language fr',
    "option '--language <code>' argument 'fr' is invalid. Allowed choices are nl, en.",
    "optie '--language <code>' kan niet 'fr' zijn. Kies uit nl, en.",
  ],
  [
    "samples --from it's",
    "option '--from <date>' argument 'it's' is invalid. Give a day of the calendar, YYYY-MM-DD.",
    "optie '--from <datum>' kan niet 'it's' zijn. Geef een dag van de kalender, JJJJ-MM-DD.",
  ],
  [
    'grant --metrics mood',
    "option '--metrics <list>' argument 'mood' is invalid. Choose from steps, heart-rate, sleep.",
    "optie '--metrics <lijst>' kan niet 'mood' zijn. Kies uit steps, heart-rate, sleep.",
  ],
  [
    'seal --json one',
    "too many arguments for 'seal'. Expected 0 arguments but got 1.",
    'te veel argumenten: 1, waar er 0 horen.',
  ],
  [
    'rotate --retire x',
    "option '--retire <agent>' argument 'x' is invalid. Give the number of an agent.",
    "optie '--retire <agent>' kan niet 'x' zijn. Geef het nummer van een agent.",
  ],
  [
    'recover --certificate x',
    "option '--certificate <sha256>' argument 'x' is invalid. Give a SHA-256 of 64 hexadecimal digits.",
    "optie '--certificate <sha256>' kan niet 'x' zijn. Geef een SHA-256 van 64 hexadecimale cijfers.",
  ],
  [
    'withdraw --wait -1',
    "option '--wait <seconds>' argument '-1' is invalid. Give a whole number from 0 up.",
    "optie '--wait <seconden>' kan niet '-1' zijn. Geef een geheel getal vanaf 0.",
  ],
];

const isCommand = ([name]: readonly string[]): boolean =>
  buildProgram({}, 'en').commands.some((each) => each.name() === name);
const helpFor = (argv: readonly string[]): string => {
  const named = argv.slice(0, argv[1] === 'done' ? 2 : 1);
  return ['fit4work-agent', ...(isCommand(argv) ? named : [])].join(' ');
};
const LISTED = {
  en: (argv: readonly string[]) => (isCommand(argv) ? 'what it takes, with examples' : 'the commands'),
  nl: (argv: readonly string[]) => (isCommand(argv) ? 'wat ze neemt, met voorbeelden' : 'de opdrachten'),
};

describe.each(REFUSED)('a line that cannot be understood, such as %s,', (line, english, dutch) => {
  const argv = line.split(' ');

  it('is refused in English, with the help of what was asked', async () => {
    expect(await refusal('en', ...argv)).toBe(
      `error: ${english}\n(${helpFor(argv)} --help lists ${LISTED.en(argv)})\n`,
    );
  });

  it('is refused in Dutch', async () => {
    expect(await refusal('nl', ...argv)).toBe(`fout: ${dutch}\n(${helpFor(argv)} --help toont ${LISTED.nl(argv)})\n`);
  });
});

it('what was typed stands in a refusal as it was typed', async () => {
  expect(await refusal('nl', 'samples', '--from', '<file>')).toContain("kan niet '<file>' zijn.");
  expect(await refusal('nl', 'samples', '--from', '$1 @1')).toContain("kan niet '$1 @1' zijn.");
});

it('more than one command that may be meant are named', async () => {
  expect(await refusal('en', 'rea')).toContain('(Did you mean one of reads, seal?)');
  expect(await refusal('nl', 'rea')).toContain('(Bedoelde u een van reads, seal?)');
});
