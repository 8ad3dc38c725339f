import type { Words } from './words.js';

/* What `--help` says of the program itself, and what its commands have in common. */

export const PROGRAM_HELP = {
  description: {
    en: 'The bridge of one employee: reads wristbands, seals what they measure, publishes it',
    nl: 'De brug van één medewerker: leest polsbanden, verzegelt wat ze meten, verzendt het',
  },
  after: {
    en: `
Exit codes:
  0  done; for what shows something: all of it is sound
  1  it failed, in one sentence on standard error; or what is shown is not sound, such as a read that is not proven
  2  only of \`export --verify\` and of \`reads\`: it cannot be told

Results go to standard output: words for people, or one JSON document where --json is given. Events go to standard error,
one JSON object a line; on a terminal those of \`run\` alone. Dutch or English is spoken: as --language says, anywhere on the
line, or else LC_ALL, LC_MESSAGES or LANG. FIT4WORK_AGENT_STATE names the folder of the vault; docs/settings.md lists the
other variables.

Examples:
  fit4work-agent status
  fit4work-agent grant --help
  source <(fit4work-agent completion bash)`,
    nl: `
Afsluitcodes:
  0  gedaan; bij wat iets toont: alles daarvan is in orde
  1  het mislukte, in één zin op de standaardfout; of wat getoond wordt is niet in orde, zoals een inzage zonder bewijs
  2  enkel bij \`export --verify\` en \`reads\`: het is niet na te gaan

Uitkomsten gaan naar de standaarduitvoer: woorden voor mensen, of één JSON-document waar --json staat. Gebeurtenissen gaan
naar de standaardfout, één JSON-object per regel; op een terminal enkel die van \`run\`. Er wordt Nederlands of Engels
gesproken: zoals --language zegt, waar het ook staat, en anders LC_ALL, LC_MESSAGES of LANG. FIT4WORK_AGENT_STATE noemt de
map van de kluis; docs/settings.md noemt de andere variabelen.

Voorbeelden:
  fit4work-agent status
  fit4work-agent grant --help
  source <(fit4work-agent completion bash)`,
  },
  version: { en: 'print the version', nl: 'druk de versie af' },
  help: { en: 'show help of the command', nl: 'toon hulp bij de opdracht' },
  helpCommand: { en: 'show help of a command', nl: 'toon hulp bij een opdracht' },
} satisfies Words;

/** After a line that cannot be understood. @param command as it is typed */
export const AFTER_ERROR = {
  commands: (command: string) => ({
    en: `(${command} --help lists the commands)`,
    nl: `(${command} --help toont de opdrachten)`,
  }),
  options: (command: string) => ({
    en: `(${command} --help lists what it takes, with examples)`,
    nl: `(${command} --help toont wat ze neemt, met voorbeelden)`,
  }),
} satisfies Words;

export const OPTION_HELP = {
  examples: { en: 'Examples:', nl: 'Voorbeelden:' },
  json: {
    en: 'give the result as one JSON document, for a program',
    nl: 'geef de uitkomst als één JSON-document, voor een programma',
  },
  language: {
    en: 'of all that is said, of errors and of help',
    nl: 'van alles wat gezegd wordt, van fouten en van hulp',
  },
  fromEnvironment: { en: 'from LC_ALL, LC_MESSAGES or LANG', nl: 'uit LC_ALL, LC_MESSAGES of LANG' },
  passphraseFile: {
    en: 'file that holds the passphrase on its first line; without it you are asked',
    nl: 'bestand met de wachtwoordzin op de eerste regel; zonder wordt ze u gevraagd',
  },
  leaves: {
    en: 'name every leaf of this agent that belongs in the log as well, for an independent check',
    nl: 'noem ook elke afdruk van deze agent die in het logboek hoort, om het zelf na te kijken',
  },
  wait: {
    en: 'wait so long at most until it is delivered; what is not is sent later',
    nl: 'wacht hoogstens zo lang tot het bezorgd is; wat dat niet is, wordt later verzonden',
  },
  commas: { en: 'with commas between', nl: 'met komma’s ertussen' },
  firstDay: { en: 'first day, YYYY-MM-DD', nl: 'eerste dag, JJJJ-MM-DD' },
  lastDay: { en: 'last day, YYYY-MM-DD', nl: 'laatste dag, JJJJ-MM-DD' },
} satisfies Words;

/** What is wrong with the value of an option. */
export const VALUE_REFUSALS = {
  notDay: { en: 'Give a day of the calendar, YYYY-MM-DD.', nl: 'Geef een dag van de kalender, JJJJ-MM-DD.' },
  dayBeyond: (first: string, last: string) => ({
    en: `Give a day from ${first} to ${last}.`,
    nl: `Geef een dag van ${first} tot en met ${last}.`,
  }),
  notFrom: (least: number) => ({
    en: `Give a whole number from ${least} up.`,
    nl: `Geef een geheel getal vanaf ${least}.`,
  }),
  notBetween: (least: number, most: number) => ({
    en: `Give a whole number from ${least} to ${most}.`,
    nl: `Geef een geheel getal van ${least} tot ${most}.`,
  }),
  notUpTo: (most: number) => ({
    en: `Give a whole number up to ${most}.`,
    nl: `Geef een geheel getal tot ${most}.`,
  }),
  notAmong: (names: string) => ({ en: `Choose from ${names}.`, nl: `Kies uit ${names}.` }),
  notAgent: { en: 'Give the number of an agent.', nl: 'Geef het nummer van een agent.' },
  notSha256: {
    en: 'Give a SHA-256 of 64 hexadecimal digits.',
    nl: 'Geef een SHA-256 van 64 hexadecimale cijfers.',
  },
} satisfies Words;
