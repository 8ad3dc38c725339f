import type { Refusal } from './decide.js';

export type Language = 'nl' | 'en';

export interface PageWords {
  readonly title: (name: string) => string;
  readonly what: string;
  readonly whatNot: string;
  readonly good: string;
  readonly alarm: (count: number) => string;
  readonly alarmHelp: string;
  readonly alarmTable: string;
  readonly folder: string;
  readonly found: string;
  readonly unkept: (count: number) => string;
  readonly leftOut: (count: string) => string;
  readonly logs: string;
  readonly log: string;
  readonly size: string;
  readonly sizeOf: (size: string) => string;
  readonly when: string;
  readonly never: string;
  readonly count: string;
  readonly since: (time: string) => string;
  readonly refusals: string;
  readonly refusalsHelp: string;
  readonly refusalsTable: string;
  readonly reason: string;
  readonly times: string;
  readonly reasons: Readonly<Record<Refusal, string>>;
  readonly none: string;
  readonly key: string;
  readonly keyHelp: string;
  readonly other: string;
}

const NL: PageWords = {
  title: (name) => `Getuige ${name}`,
  what: 'Deze getuige kijkt toe op het logboek van Fit4Work. Hij ondertekent een nieuwe stand alleen als er niets van de vorige stand is gewist of veranderd.',
  whatNot:
    'Hij ziet geen gezondheidsgegevens en geen namen: alleen hoeveel regels het logboek heeft, en een controlegetal daarover.',
  good: 'Alles in orde: er is geen bewijs van bedrog gevonden.',
  alarm: (count) =>
    count === 1
      ? 'Alarm: er is 1 bewijs van bedrog gevonden.'
      : `Alarm: er zijn ${count} bewijzen van bedrog gevonden.`,
  alarmHelp:
    'Het logboek heeft twee standen, of twee verklaringen over zijn sleutels, ondertekend die niet allebei waar kunnen zijn. Beide zijn bewaard op de machine van de getuige. Verwijder niets, en volg “Wat een alarm betekent” in de handleiding.',
  alarmTable: 'Bewaarde bewijzen',
  folder: 'Map',
  found: 'Gevonden op',
  unkept: (count) => `Bewijs kon niet op schijf worden bewaard (${count} keer): kijk of de schijf vol is.`,
  leftOut: (count) =>
    `Van een logboek worden duizend bewijzen bewaard. Daarna kwam er sinds de start nog ${count} keer een, dat niet bewaard is.`,
  logs: 'Logboeken die deze getuige volgt',
  log: 'Logboek',
  size: 'Laatst ondertekend',
  sizeOf: (size) => `stand van ${size} regels`,
  when: 'Op',
  never: 'nog niets ondertekend',
  count: 'Handtekeningen sinds de start',
  since: (time) => `Sinds de start op ${time}.`,
  refusals: 'Wat geweigerd werd',
  refusalsHelp: 'Een weigering is meestal geen bedrog: een logboek vraagt soms twee keer, of met een oude stand.',
  refusalsTable: 'Weigeringen sinds de start',
  reason: 'Reden',
  times: 'Aantal',
  reasons: {
    malformed: 'Geen geldige vraag',
    'too-large': 'Vraag te groot',
    'too-many': 'Te veel vragen na elkaar',
    'unknown-log': 'Een logboek dat deze getuige niet volgt',
    'bad-signature': 'Niet ondertekend door het logboek',
    'old-above-new': 'Een stand kleiner dan de vorige',
    'other-size': 'Ging uit van een andere vorige stand',
    'wrong-proof': 'Het bewijs klopte niet',
    contradiction: 'In strijd met wat het logboek eerder ondertekende (alarm)',
    'storage-failed': 'De stand kon niet worden bewaard',
  },
  none: 'Er is niets geweigerd.',
  key: 'Sleutel van deze getuige',
  keyHelp: 'Deze sleutel is openbaar. Wie het logboek controleert, herkent er de handtekeningen van deze getuige aan.',
  other: 'Taal',
};

const EN: PageWords = {
  title: (name) => `Witness ${name}`,
  what: 'This witness watches the log of Fit4Work. It signs a new state only if nothing of the state before was erased or changed.',
  whatNot: 'It sees no health data and no names: only how many lines the log has, and a check number over them.',
  good: 'All is well: no evidence of cheating was found.',
  alarm: (count) =>
    count === 1
      ? 'Alarm: one piece of evidence of cheating was found.'
      : `Alarm: ${count} pieces of evidence of cheating were found.`,
  alarmHelp:
    'The log signed two states, or two statements about its keys, that cannot both be true. Both are kept on the machine of the witness. Delete nothing, and follow “What an alarm means” in the guide.',
  alarmTable: 'Evidence that is kept',
  folder: 'Folder',
  found: 'Found on',
  unkept: (count) => `Evidence could not be kept on disk (count: ${count}): see whether the disk is full.`,
  leftOut: (count) =>
    `Of one log a thousand cases are kept. After that others came since the start, which are not kept (count: ${count}).`,
  logs: 'Logs that this witness follows',
  log: 'Log',
  size: 'Last signed',
  sizeOf: (size) => `state of ${size} lines`,
  when: 'On',
  never: 'nothing signed yet',
  count: 'Signatures since the start',
  since: (time) => `Since the start on ${time}.`,
  refusals: 'What was refused',
  refusalsHelp: 'A refusal is mostly no cheating: a log sometimes asks twice, or with an old state.',
  refusalsTable: 'Refusals since the start',
  reason: 'Reason',
  times: 'Count',
  reasons: {
    malformed: 'No valid request',
    'too-large': 'Request too large',
    'too-many': 'Too many requests in a row',
    'unknown-log': 'A log that this witness does not follow',
    'bad-signature': 'Not signed by the log',
    'old-above-new': 'A state smaller than the one before',
    'other-size': 'Began from another state before',
    'wrong-proof': 'The proof was wrong',
    contradiction: 'Against what the log signed before (alarm)',
    'storage-failed': 'The state could not be kept',
  },
  none: 'Nothing was refused.',
  key: 'Key of this witness',
  keyHelp: 'This key is public. Whoever verifies the log knows the signatures of this witness by it.',
  other: 'Language',
};

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = { nl: NL, en: EN };
