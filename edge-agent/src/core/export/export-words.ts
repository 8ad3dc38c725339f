import { confirmedText } from '../proof-words.js';
import type { Manifest } from './manifest.js';

/* What an export says to people, in Dutch and English. */

export type ExportLanguage = 'nl' | 'en';

const README: Readonly<Record<ExportLanguage, readonly string[]>> = {
  nl: [
    'Uw gegevens uit Fit4Work',
    '',
    'Dit archief bevat alles wat van u gemeten is, wat u ondertekende en wat u verteld werd; sleutels en adressen van',
    'polsbanden niet. Het is niet versleuteld: wie het heeft, kan het lezen.',
    '',
    'csv/          elke meting, voor een rekenblad: steps, heart-rate, sleep, en wanneer iets gedragen werd (worn);',
    '              in not-counted wat niet meetelt, want van die minuut telt een andere polsband, of wat ze zelf bewaarde',
    'openmhealth/  de metingen die tellen, als gegevenspunten van Open mHealth, een bestand per dag',
    'ieee-1752/    stappen en slaap als gegevenspunten van IEEE 1752.1; die norm kent geen hartslag',
    'fhir/         een bundel van HL7 FHIR R4 per dag: stappen van de dag, hartslag, slaap',
    'letters/      inzagen, programma’s, berichten en verslagen van beide kanten, wissingen en hun bevestiging:',
    '              leesbaar, zoals ze ondertekend zijn, en met het bewijs uit het logboek',
    'proofs/       uw toestemmingen zoals u ze ondertekende, de afdrukken van uw enveloppen, hun plaats in het logboek',
    '              en het bewijs daarvan, het laatste controlepunt dat uw agent aanvaardde, en wie het moest bevestigen',
    'MANIFEST.*    de SHA-256 van elk bestand, en uw handtekening daaronder',
    '',
    'Nakijken, zonder netwerk: fit4work-agent export --verify BESTAND',
  ],
  en: [
    'Your data from Fit4Work',
    '',
    'This archive holds everything that was measured of you, that you signed and that you were told; no keys and no',
    'addresses of wearables. It is not encrypted: whoever has it can read it.',
    '',
    'csv/          every sample, for a spreadsheet: steps, heart-rate, sleep, and when a wearable was worn;',
    '              not-counted has what does not count, since another wearable, or what it kept itself, counts that minute',
    'openmhealth/  the samples that count, as Open mHealth data points, a file a day',
    'ieee-1752/    steps and sleep as IEEE 1752.1 data points; that standard has no heart rate',
    'fhir/         an HL7 FHIR R4 bundle a day: the steps of the day, heart rates, sleep',
    'letters/      reads, programmes, messages and session reports of both sides, erasures and their certificates:',
    '              opened, as they were signed, and with their proofs',
    'proofs/       your consent records as you signed them, the leaves of your envelopes, their places in the log and',
    '              the proofs of those, the last checkpoint that your agent believed, and who had to confirm it',
    'MANIFEST.*    the SHA-256 of every file, and your signature under it',
    '',
    'To verify it, without a network: fit4work-agent export --verify FILE',
  ],
};

export const readmeText = (language: ExportLanguage): string => `${README[language].join('\n')}\n`;

/** Of envelopes and consent records without a proof: the log was away, or did not have them yet. */
function unprovenText(count: number, language: ExportLanguage): string {
  if (count === 0) return '';
  return language === 'nl'
    ? ` Van ${count} is er geen bewijs: het logboek antwoordde niet, of had ze nog niet; exporteer later opnieuw om het erbij te hebben.`
    : ` Of ${count} there is no proof: the log did not answer, or did not have them yet; export again later to have it.`;
}

export function exportedText(
  { samples, notCounted, days, leaves, proven, unreadable }: Manifest,
  language: ExportLanguage,
): string {
  const unproven = unprovenText(leaves - proven, language);
  const { steps, 'heart-rate': heartRates, sleep } = samples;
  const period = days === null ? '–' : `${days.from} – ${days.until}`;
  const besides = notCountedText(notCounted, language);
  if (language === 'nl') {
    const lost = unreadable.length === 0 ? '' : ` ${unreadable.length} dagen zijn niet meer te openen.`;
    return `${period}: ${steps} metingen van stappen, ${heartRates} van hartslag, ${sleep} van slaap.${besides} ${proven} van ${leaves} afdrukken staan in het logboek.${unproven}${lost} Het archief is niet versleuteld: bewaar het zorgvuldig.`;
  }
  const lost = unreadable.length === 0 ? '' : ` ${unreadable.length} days cannot be opened any more.`;
  return `${period}: ${steps} samples of steps, ${heartRates} of heart rate, ${sleep} of sleep.${besides} ${proven} of ${leaves} leaves stand in the log.${unproven}${lost} The archive is not encrypted: keep it with care.`;
}

function notCountedText(counts: Manifest['notCounted'], language: ExportLanguage): string {
  if (counts === undefined || Object.values(counts).every((count) => count === 0)) return '';
  const { steps, 'heart-rate': heartRates, sleep } = counts;
  return language === 'nl'
    ? ` Daarnaast ${steps} van stappen, ${heartRates} van hartslag en ${sleep} van slaap, die niet meetellen.`
    : ` Besides, ${steps} of steps, ${heartRates} of heart rate and ${sleep} of sleep, which do not count.`;
}

const VERDICTS: Readonly<Record<ExportLanguage, Readonly<Record<'sound' | 'unsound' | 'unknown', string>>>> = {
  nl: { sound: 'In orde.', unsound: 'Niet in orde.', unknown: 'Niet na te gaan.' },
  en: { sound: 'Sound.', unsound: 'Unsound.', unknown: 'Could not tell.' },
};

export const verdictText = (verdict: 'sound' | 'unsound' | 'unknown', language: ExportLanguage): string =>
  VERDICTS[language][verdict];

/** What is compared with what is known otherwise: whose it is, and which log of which size it was held against. */
interface Held {
  readonly pseudonym: string;
  readonly identityKey: string;
  readonly checkpoint: {
    readonly origin: string;
    readonly size: number;
    readonly root: string;
    /** When each confirmed it, by name. */
    readonly witnesses: Readonly<Record<string, number>>;
  } | null;
}

/** The verdict on a sound archive. */
export function verifiedLines(
  { pseudonym, identityKey, checkpoint }: Held,
  manifest: Manifest,
  language: ExportLanguage,
): readonly string[] {
  const words = HELD[language];
  return [
    `${verdictText('sound', language)} ${exportedText(manifest, language)}`,
    `${words.pseudonym}: ${pseudonym}`,
    `${words.identityKey}: ${identityKey}`,
    checkpoint === null ? words.noLog : logText(checkpoint, language),
  ];
}

function logText({ origin, size, root, witnesses }: NonNullable<Held['checkpoint']>, language: ExportLanguage): string {
  const confirmed = confirmedText(Object.keys(witnesses).length, language);
  return `${HELD[language].log(origin, size, root)}, ${confirmed}`;
}

const HELD = {
  en: {
    pseudonym: 'Of the pseudonym',
    identityKey: 'Signed by the identity key',
    log: (origin: string, size: number, root: string) =>
      `Held against the log ${origin}, of size ${size} and root ${root}`,
    noLog: 'Held against no log: the agent had seen no checkpoint',
  },
  nl: {
    pseudonym: 'Van het pseudoniem',
    identityKey: 'Getekend door de identiteitssleutel',
    log: (origin: string, size: number, root: string) =>
      `Gehouden tegen het logboek ${origin}, met grootte ${size} en wortel ${root}`,
    noLog: 'Tegen geen logboek gehouden: de agent had nog geen checkpoint gezien',
  },
} as const;
