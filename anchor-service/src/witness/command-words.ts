import type { Language } from './page-words.js';
import type { WitnessStatus } from './status.js';

/** What the program says to people. Sentences of failures are in English, and explained in docs/witness.md. */
export interface CommandWords {
  readonly titles: Readonly<Record<string, string>>;
  readonly program: string;
  readonly usage: string;
  readonly help: string;
  readonly language: string;
  readonly json: string;
  readonly config: string;
  readonly init: string;
  readonly name: string;
  readonly log: string;
  readonly folder: string;
  readonly port: string;
  readonly made: (made: { vkey: string; config: string; key: string; logs: readonly string[] }) => string;
  readonly run: string;
  readonly status: string;
  readonly examples: string;
  readonly state: (status: WitnessStatus) => string;
}

const EXAMPLES = `
  fit4work-witness init --name council.example/w1 --log log.example/fit4work+1a2b3c4d+AQ… --folder witness
  fit4work-witness run --config witness/witness.json
  fit4work-witness status --config witness/witness.json --json`;

const NL: CommandWords = {
  titles: {
    'Usage:': 'Gebruik:',
    'Options:': 'Opties:',
    'Commands:': 'Opdrachten:',
    'Global Options:': 'Algemene opties:',
  },
  program: 'Getuige van een logboek: ondertekent een nieuwe stand alleen als die op de vorige voortbouwt',
  usage: '[opties] [opdracht]',
  help: 'toont deze hulp',
  language: 'taal van de hulp en de antwoorden',
  json: 'antwoordt in JSON',
  config: 'het bestand witness.json dat init heeft gemaakt; variabelen FIT4WORK_WITNESS_… gaan voor',
  init: 'maakt de sleutel en de instellingen van een nieuwe getuige',
  name: 'naam van de getuige, zonder spatie of plusteken, bijvoorbeeld raad.example/w1',
  log: 'sleutel (vkey) van het logboek, of een beleidsbestand',
  folder: 'nieuwe map voor sleutel, instellingen en stand',
  port: 'poort waarop de getuige luistert, op deze machine alleen',
  made: ({ vkey, config, key, logs }) => `De getuige is gemaakt. Hij volgt: ${logs.join(', ')}
Geef deze openbare sleutel aan wie het logboek beheert:

  ${vkey}

De geheime sleutel staat in ${key}: geef die aan niemand.
Starten: fit4work-witness run --config ${config}
`,
  run: 'start de getuige (ook zonder opdracht)',
  status:
    'zegt wat het laatst is ondertekend en of er een alarm is; eindigt met 2 bij een alarm, met 3 als hij niet antwoordt',
  examples: `\nVoorbeelden:${EXAMPLES}\n\nHandleiding: docs/witness.md`,
  state: ({ name, logs, alarms, answers }) =>
    lines([
      `Getuige ${name}${answers === null ? '' : answers ? ': draait' : ': antwoordt niet'}`,
      ...logs.map(({ origin, size, cosigned }) =>
        cosigned === null
          ? `${origin}: nog niets ondertekend`
          : `${origin}: stand van ${size} regels, ondertekend op ${cosigned}`,
      ),
      alarms.length === 0 ? 'Geen alarm.' : `ALARM: bewijs van bedrog in ${alarms.join(', ')}`,
    ]),
};

const EN: CommandWords = {
  titles: {},
  program: 'Witness of a log: signs a new state only if it builds on the one before',
  usage: '[options] [command]',
  help: 'shows this help',
  language: 'language of the help and the answers',
  json: 'answers in JSON',
  config: 'the file witness.json that init made; variables FIT4WORK_WITNESS_… go before it',
  init: 'makes the key and the settings of a new witness',
  name: 'name of the witness, without a space or a plus sign, such as council.example/w1',
  log: 'key (vkey) of the log, or a policy file',
  folder: 'new folder for key, settings and state',
  port: 'port that the witness listens on, on this machine alone',
  made: ({ vkey, config, key, logs }) => `The witness was made. It follows: ${logs.join(', ')}
Give this public key to whoever runs the log:

  ${vkey}

The secret key is in ${key}: give it to nobody.
To start: fit4work-witness run --config ${config}
`,
  run: 'starts the witness (also without a command)',
  status:
    'says what was signed last and whether there is an alarm; ends with 2 where there is one, with 3 where it does not answer',
  examples: `\nExamples:${EXAMPLES}\n\nGuide: docs/witness.md`,
  state: ({ name, logs, alarms, answers }) =>
    lines([
      `Witness ${name}${answers === null ? '' : answers ? ': runs' : ': does not answer'}`,
      ...logs.map(({ origin, size, cosigned }) =>
        cosigned === null
          ? `${origin}: nothing signed yet`
          : `${origin}: state of ${size} lines, signed at ${cosigned}`,
      ),
      alarms.length === 0 ? 'No alarm.' : `ALARM: evidence of cheating in ${alarms.join(', ')}`,
    ]),
};

export const COMMAND_WORDS: Readonly<Record<Language, CommandWords>> = { nl: NL, en: EN };

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
