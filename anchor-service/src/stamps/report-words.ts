import type { StampFinding, StampReport } from './stamp-report.js';

/** One sentence in each language of auditors. */
export type StampSentence = Readonly<Record<'nl' | 'en', string>>;

/** What came of the time stamps of a log, for people: the first that is wrong or untold with its place, or how it stands. */
export function stampSentence({ verdict, findings }: StampReport): StampSentence {
  const first = findings.find((finding) => finding.verdict === verdict);
  const { place = 'stamps/index', reason = '' } = first ?? {};
  if (verdict === 'unsound') {
    return {
      nl: `De tijdstempel ${place} klopt niet. ${reason}`,
      en: `The time stamp ${place} is not sound. ${reason}`,
    };
  }
  if (verdict === 'unknown') {
    return {
      nl: `Over de tijdstempel ${place} is niets te zeggen. ${reason}`,
      en: `Nothing can be told of the time stamp ${place}. ${reason}`,
    };
  }
  const sound = findings.filter((finding) => finding.verdict === 'sound');
  const pending = findings.length - sound.length;
  const newest = sound.at(-1);
  return {
    nl: `${sound.length} tijdstempels kloppen, ${pending} zijn nog beloofd.${newest ? ` De nieuwste: ${told(newest, 'nl')}.` : ''}`,
    en: `${sound.length} time stamps are sound, ${pending} are promised only.${newest ? ` The newest: ${told(newest, 'en')}.` : ''}`,
  };
}

function told({ size, genTime = 0, authority }: StampFinding, language: 'nl' | 'en'): string {
  const time = new Date(genTime * 1000).toISOString();
  return language === 'nl'
    ? `${size} plaatsen bestonden op ${time}, zegt ${authority}`
    : `${size} entries existed at ${time}, says ${authority}`;
}
