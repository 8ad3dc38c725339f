import { addDays } from '@fit4work/protocol';
import type { CertificateProblem } from './certificate.js';
import { counted } from './counted.js';
import type { Language } from './language.js';
import { LETTER_PROBLEMS } from './letter-words.js';
import { localTime } from './local-time.js';
import { markOf, placeText } from './proof-words.js';
import type { ShownErasure } from './shown-erasure.js';

/* What an employee reads before days are erased, and of those that were. */

/** What is typed to go on. */
const ERASE_WORD = { en: 'ERASE', nl: 'WISSEN' } as const;

interface Asked {
  readonly from: string;
  readonly until: string;
  readonly all: boolean;
  /** Civil day. */
  readonly today: string;
}

const WORDS = {
  en: {
    days: (from: string, until: string) => (from === until ? from : `${from} to ${until}`),
    everything: (until: string) => `everything up to ${until}`,
    about: (days: string) => `You are about to erase ${days}. It cannot be undone.`,
    here: '- On this machine the samples of these days and every key that opens them are destroyed at once, and copies of the vault that a repair left go whole.',
    there:
      '- The coach API destroys its envelopes and keys of these days when this reaches it, and answers with a certificate.',
    log: '- In the log stay fingerprints that say nothing without what was destroyed.',
    coach: '- What a coach has read already, or wrote down, is not undone by it.',
    night: (day: string) => `- A night that ended on ${day} counts on that day: erase it too if it is to go.`,
    today: '- What is measured in the rest of today is not kept either.',
    all: '- Every grant that lives and is known here ends. Reads, programmes, messages and consent stay here: they are your own evidence.',
    others: '- Another machine of yours keeps its own samples: erase there as well.',
    type: (word: string) => `Type ${word}, in capitals, to go on:`,
    none: 'Nothing was ever erased.',
    asked: (at: string) => `asked on ${at}`,
    received: ['the coach API has it', 'the coach API does not have it yet'],
    certified: (count: number, at: string) =>
      `certified: ${counted(count, 'envelope', 'envelopes')} destroyed on ${at}`,
    waiting: 'no certificate was looked at yet; `erase --list` with your passphrase looks',
    foreign: (count: number) =>
      `Of erasures that another machine of yours asked for: ${counted(count, 'certificate', 'certificates')}.`,
    unreadable: 'something that cannot be believed',
    held: 'Another process holds the files of this machine: run `erase` for these days once more when it has ended.',
  },
  nl: {
    days: (from: string, until: string) => (from === until ? from : `${from} tot en met ${until}`),
    everything: (until: string) => `alles tot en met ${until}`,
    about: (days: string) => `U staat op het punt ${days} te wissen. Dat kan niet ongedaan gemaakt worden.`,
    here: '- Op deze machine worden de metingen van deze dagen en elke sleutel die ze opent, meteen vernietigd, en kopieën van de kluis die een herstelling achterliet, gaan in hun geheel weg.',
    there:
      '- De coach-API vernietigt haar enveloppen en sleutels van deze dagen zodra dit haar bereikt, en antwoordt met een certificaat.',
    log: '- In het logboek blijven vingerafdrukken, die niets zeggen zonder wat vernietigd werd.',
    coach: '- Wat een coach al gelezen heeft, of opschreef, wordt er niet door ongedaan gemaakt.',
    night: (day: string) => `- Een nacht die op ${day} eindigde, telt op die dag: wis die ook als hij weg moet.`,
    today: '- Wat in de rest van vandaag gemeten wordt, wordt ook niet bewaard.',
    all: "- Elke toestemming die geldt en hier bekend is, eindigt. Inzages, programma's, berichten en toestemmingen blijven hier: ze zijn uw eigen bewijs.",
    others: '- Een andere machine van u houdt haar eigen metingen: wis ook daar.',
    type: (word: string) => `Typ ${word}, in hoofdletters, om door te gaan:`,
    none: 'Er werd nog nooit iets gewist.',
    asked: (at: string) => `gevraagd op ${at}`,
    received: ['de coach-API heeft het', 'de coach-API heeft het nog niet'],
    certified: (count: number, at: string) =>
      `gecertificeerd: ${counted(count, 'enveloppe', 'enveloppen')} vernietigd op ${at}`,
    waiting: 'nog geen certificaat bekeken; `erase --list` met uw wachtwoordzin kijkt',
    foreign: (count: number) =>
      `Over wat een andere machine van u liet wissen: ${counted(count, 'certificaat', 'certificaten')}.`,
    unreadable: 'iets dat niet te geloven is',
    held: 'Een ander proces houdt de bestanden van deze machine vast: geef `erase` voor deze dagen nog eens als het gedaan is.',
  },
} as const;

const PROBLEMS: Readonly<Record<Language, Readonly<Record<CertificateProblem, string>>>> = {
  en: {
    ...LETTER_PROBLEMS.en,
    'other-envelopes':
      'THE CERTIFICATE NAMES OTHER ENVELOPES than this machine sent of these days. Unless another machine of yours sent some: tell the programme.',
    'not-comparable':
      'The certificate cannot be compared: other machines of yours, or earlier keys, sent envelopes of these days that are not all known here.',
  },
  nl: {
    ...LETTER_PROBLEMS.nl,
    'other-envelopes':
      'HET CERTIFICAAT NOEMT ANDERE ENVELOPPEN dan deze machine van deze dagen stuurde. Tenzij een andere machine van u er stuurde: meld het aan het programma.',
    'not-comparable':
      'Het certificaat is niet te vergelijken: andere machines van u, of vroegere sleutels, stuurden van deze dagen enveloppen die hier niet alle bekend zijn.',
  },
};

/** What will happen, before it is confirmed. */
export function eraseNotice({ from, until, all, today }: Asked, language: Language): readonly string[] {
  const words = WORDS[language];
  return [
    words.about(all ? words.everything(until) : words.days(from, until)),
    ...[words.here, words.there, words.log, words.coach],
    ...(until < today ? [words.night(addDays(until, 1))] : [words.today]),
    ...(all ? [words.all] : []),
    words.others,
  ];
}

/** What is asked, and the word that is to be typed as it is. */
export function eraseQuestion(language: Language): { readonly text: string; readonly yes: readonly string[] } {
  const word = ERASE_WORD[language];
  return { text: WORDS[language].type(word), yes: [word] };
}

export const heldLine = (language: Language): string => WORDS[language].held;

/** @param of `everything`: the first day of an erasure of all */
export function erasureLines(
  erasures: readonly ShownErasure[],
  of: { readonly language: Language; readonly zone: string; readonly everything: string },
): readonly string[] {
  const words = WORDS[of.language];
  if (erasures.length === 0) return [words.none];
  return erasures.flatMap((erasure) => linesOf(erasure, of));
}

function linesOf(
  { from, until, issued, received, certificate, ...asked }: ShownErasure,
  of: { readonly language: Language; readonly zone: string; readonly everything: string },
): readonly string[] {
  const words = WORDS[of.language];
  const [has, hasNot] = words.received;
  const problem = certificate?.problem ?? null;
  const place = ({ logIndex: index, witnesses }: Pick<ShownErasure, 'logIndex' | 'witnesses'>): string =>
    index === null ? '' : `; ${placeText({ index, witnesses }, of.language)}`;
  return [
    `${markOfCertificate(certificate)} ${from === of.everything ? words.everything(until) : words.days(from, until)}`,
    `    ${words.asked(localTime(issued, of.zone))}; ${received ? has : hasNot}${place(asked)}`,
    certificate === null
      ? `    ${words.waiting}`
      : `    ${words.certified(certificate.envelopes, localTime(certificate.time, of.zone))}${place(certificate)}`,
    ...(problem === null ? [] : [`    ! ${PROBLEMS[of.language][problem]} [${problem}]`]),
  ];
}

function markOfCertificate(certificate: ShownErasure['certificate']): string {
  if (certificate === null) return ' ';
  const { problem, witnesses } = certificate;
  return problem === 'not-comparable' ? '?' : markOf(problem === null ? [] : [problem], witnesses);
}

/** What else came of certificates. */
export function certificateLines(
  {
    foreign,
    unbelieved,
  }: {
    readonly foreign: number;
    readonly unbelieved: readonly { readonly id: string; readonly problem: keyof (typeof LETTER_PROBLEMS)['en'] }[];
  },
  language: Language,
): readonly string[] {
  const words = WORDS[language];
  return [
    ...(foreign === 0 ? [] : [words.foreign(foreign)]),
    ...unbelieved.flatMap(({ id, problem }) => [
      `✗ ${words.unreadable} ${id}`,
      `    ! ${LETTER_PROBLEMS[language][problem]} [${problem}]`,
    ]),
  ];
}
