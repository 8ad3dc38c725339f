import type { Said } from '../language.js';
import type { Refusals } from './refusals.js';

/* Of what was typed, named in a file or set in the environment. */

/** What a file holds that was named, as the beginning of a sentence. */
export const NAMED_FILES = {
  passphrase: { en: 'The passphrase', nl: 'De wachtwoordzin' },
  invitation: { en: 'The invitation', nl: 'De uitnodiging' },
  key: { en: 'The key', nl: 'De sleutel' },
  words: { en: 'The words', nl: 'De woorden' },
  text: { en: 'The text', nl: 'De tekst' },
} satisfies Readonly<Record<string, Said>>;

/** What an address or a setting comes from, as the beginning of a sentence, where no variable or option names it. */
export const PINNED_ADDRESSES = {
  coachUrl: { en: 'The pinned address of the coach API', nl: 'Het vastgelegde adres van de coach-API' },
  brokerUrl: { en: 'The pinned address of the broker', nl: 'Het vastgelegde adres van de broker' },
  logUrl: { en: 'The pinned address of the log', nl: 'Het vastgelegde adres van het logboek' },
} satisfies Readonly<Record<string, Said>>;

/** What a terminal is wanted for, and what to do without one. */
export const TERMINAL_WANTED = {
  passphrase: {
    en: 'the passphrase; give --passphrase-file',
    nl: 'de wachtwoordzin te vragen; geef --passphrase-file',
  },
  agreement: {
    en: 'your agreement, so nothing was done; add --yes to agree',
    nl: 'uw akkoord te vragen, dus er gebeurde niets; geef --yes om akkoord te gaan',
  },
  enrolment: {
    en: 'the passphrase and to show the words; use one, or --unattended',
    nl: 'de wachtwoordzin te vragen en de woorden te tonen; gebruik er een, of --unattended',
  },
  recovery: {
    en: 'the words and a new passphrase; give --words-file and --passphrase-file',
    nl: 'de woorden en een nieuwe wachtwoordzin te vragen; geef --words-file en --passphrase-file',
  },
} satisfies Readonly<Record<string, Said>>;

/** What a setting may be. */
interface Bounds {
  readonly variable: string;
  readonly least: number;
  readonly most: number;
}

export const COMMAND_REFUSALS = {
  notWholeNumber: ({ variable, text, least, most }: Bounds & { readonly text: string }) => ({
    en: `${variable} is ${text}; set it to a whole number from ${least} to ${most}.`,
    nl: `${variable} is ${text}; zet het op een geheel getal van ${least} tot ${most}.`,
  }),
  notPort: ({ variable, least, most }: Bounds) => ({
    en: `${variable} must be a port from ${least} to ${most}.`,
    nl: `${variable} moet een poort zijn van ${least} tot ${most}.`,
  }),
  portTaken: (variable: string) => ({
    en: `Something else on this machine has the port of your page; end that, or set ${variable} to another port.`,
    nl: `Iets anders op deze machine heeft de poort van uw pagina; beëindig dat, of zet ${variable} op een andere poort.`,
  }),
  notZone: (from: string, zone: string) => ({
    en: `${from} is ${zone}; set it to a name of the IANA time zone database.`,
    nl: `${from} is ${zone}; zet het op een naam uit de tijdzonedatabank van IANA.`,
  }),
  otherZone: (zone: string, pinned: string) => ({
    en: `FIT4WORK_AGENT_ZONE is ${zone}, and the days of this agent are those of ${pinned}, fixed at enrolment; unset it.`,
    nl: `FIT4WORK_AGENT_ZONE is ${zone}, en de dagen van deze agent zijn die van ${pinned}, vast sinds de inschrijving; maak het leeg.`,
  }),
  twoZones: (zone: string, told: string) => ({
    en: `--zone is ${zone} and FIT4WORK_AGENT_ZONE is ${told}; give one of them.`,
    nl: `--zone is ${zone} en FIT4WORK_AGENT_ZONE is ${told}; geef er één van.`,
  }),
  notSet: (variable: string) => ({
    en: `${variable} is not set; set it.`,
    nl: `${variable} is niet ingevuld; vul het in.`,
  }),
  otherProtocol: (from: Said, protocols: readonly string[]) => ({
    en: `${from.en} must begin with ${protocols.join(' or ')}//.`,
    nl: `${from.nl} moet beginnen met ${protocols.join(' of ')}//.`,
  }),
  plaintext: (from: Said) => ({
    en: `${from.en} is not on this machine and not encrypted; use TLS, or set FIT4WORK_AGENT_PLAINTEXT=accepted.`,
    nl: `${from.nl} is niet op deze machine en niet versleuteld; gebruik TLS, of zet FIT4WORK_AGENT_PLAINTEXT=accepted.`,
  }),
  noStateFolder: {
    en: 'FIT4WORK_AGENT_STATE is not set, nor is there a home folder; set it.',
    nl: 'FIT4WORK_AGENT_STATE is niet ingevuld, en er is geen thuismap; vul het in.',
  },
  stateFolder: (path: string, code: string) => ({
    en: `The state folder ${path} cannot be made or used (${code}); check its rights, or name another with FIT4WORK_AGENT_STATE.`,
    nl: `De map ${path} van de kluis is niet te maken of te gebruiken (${code}); kijk de rechten na, of noem een andere met FIT4WORK_AGENT_STATE.`,
  }),
  outputFailed: (code: string) => ({
    en: `What is to be said cannot be written to standard output (${code}); make room, or write it elsewhere.`,
    nl: `Wat te zeggen is, is niet naar de standaarduitvoer te schrijven (${code}); maak plaats, of schrijf het elders.`,
  }),
  unforeseen: (code: string) => ({
    en: `Something happened that the agent did not foresee (${code}); try again, and if it stays, report this code, the command and what it says with FIT4WORK_AGENT_DEBUG=1 to whoever looks after the agent.`,
    nl: `Er gebeurde iets wat de agent niet voorzag (${code}); probeer het opnieuw, en blijft het, meld dan deze code, de opdracht en wat ze zegt met FIT4WORK_AGENT_DEBUG=1 aan wie de agent beheert.`,
  }),
  notUtf8: (what: Said) => ({
    en: `${what.en} is not UTF-8; save it as UTF-8 and try again.`,
    nl: `${what.nl} is geen UTF-8; bewaar als UTF-8 en probeer het opnieuw.`,
  }),
  fileUnreadable: (what: Said, path: string) => ({
    en: `${what.en} cannot be read from ${path}; check the name and the rights.`,
    nl: `${what.nl} is niet te lezen uit ${path}; kijk de naam en de rechten na.`,
  }),
  /** @param wanted out of TERMINAL_WANTED */
  noTerminal: (wanted: Said) => ({
    en: `There is no terminal to ask for ${wanted.en}.`,
    nl: `Er is geen terminal om ${wanted.nl}.`,
  }),
  notAgreed: {
    en: 'It was not agreed to, so nothing was done.',
    nl: 'U ging niet akkoord, dus er gebeurde niets.',
  },
  unattendedAsksNobody: {
    en: '--unattended asks nobody; give --passphrase-file as well.',
    nl: '--unattended vraagt niemand iets; geef ook --passphrase-file.',
  },
  passphraseIsAsked: {
    en: 'The passphrase is asked for; --passphrase-file goes with --unattended.',
    nl: 'De wachtwoordzin wordt gevraagd; --passphrase-file hoort bij --unattended.',
  },
  daysReversed: {
    en: '--from is later than --until; give them in order.',
    nl: '--from is later dan --until; geef ze in volgorde.',
  },
  eraseWhat: {
    en: 'Say what to erase: --day DATE, --from DATE --until DATE, or --all.',
    nl: 'Zeg wat te wissen: --day DATUM, --from DATUM --until DATUM, of --all.',
  },
  eraseDays: {
    en: 'Give days as YYYY-MM-DD, the first before the last.',
    nl: 'Geef dagen als JJJJ-MM-DD, de eerste voor de laatste.',
  },
  eraseFuture: {
    en: 'A day that is to come has nothing to erase; name one that has begun.',
    nl: 'Van een dag die nog moet komen is niets te wissen; noem er een die begonnen is.',
  },
  notGrantId: {
    en: 'That is no id of a grant, which has 64 hexadecimal digits; `grants --all` names them.',
    nl: 'Dat is geen id van een toestemming, dat 64 hexadecimale cijfers heeft; `grants --all` noemt ze.',
  },
  withdrawWhat: {
    en: 'Say which grants end: the id of one, --coach or --all.',
    nl: 'Zeg welke toestemmingen eindigen: de id van een, --coach of --all.',
  },
  exportWhat: {
    en: 'Give --out to export, or --verify to check.',
    nl: 'Geef --out om te exporteren, of --verify om na te kijken.',
  },
  verifyAlone: {
    en: '--verify checks a whole archive and needs nothing else; leave out --out, --from, --until and --passphrase-file.',
    nl: '--verify kijkt een heel archief na en heeft niets anders nodig; laat --out, --from, --until en --passphrase-file weg.',
  },
  textTwice: {
    en: 'Give --text or --text-file, not both.',
    nl: 'Geef --text of --text-file, niet allebei.',
  },
} satisfies Refusals;
