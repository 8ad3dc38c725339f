import { toRfc3339 } from '@fit4work/protocol';
import type { AuditReport, Floored, Gap } from './audit-report.js';

/** The languages in which an auditor reads. */
export type Language = 'nl' | 'en';

interface Words {
  readonly title: string;
  readonly period: (from: string, until: string) => string;
  readonly floor: (count: number) => string;
  readonly columns: readonly [day: string, blocks: string, leaves: string, wait: string];
  readonly wait: (median: number, p99: number, most: number) => string;
  readonly noWait: string;
  readonly witnesses: string;
  readonly witness: (name: string, cosigned: string, of: string) => string;
  readonly untold: (name: string) => string;
  readonly gaps: string;
  readonly noGaps: string;
  readonly moreGaps: (count: number) => string;
  readonly gap: Readonly<Record<Gap['kind'], string>>;
  readonly lasting: string;
  readonly erasures: string;
  readonly noErasures: string;
  readonly unasked: string;
  readonly notSince: (since: string, months: string) => string;
  readonly never: (months: string) => string;
  readonly fewer: (count: number) => string;
  readonly meaning: readonly string[];
}

const NL: Words = {
  title: 'Verslag over het logboek van Fit4Work',
  period: (from, until) => `Periode: van ${from} tot en met ${until}. Dagen en tijden zijn in UTC.`,
  floor: (count) =>
    `Een aantal van 1 tot ${count - 1} staat er als "minder dan ${count}": het zou over één persoon kunnen gaan. Van een dag met minder dan ${count} blokken tellen de controlepunten niet mee, en staan de blokken en de uren ertussen er niet. De keten zelf is openbaar, zodat iedereen ze kan nagaan: wie ze leest, kan tellen.`,
  columns: ['dag', 'blokken', 'bladeren', 'seconden tot de getuigen (mediaan / 99 % / langste)'],
  wait: (median, p99, most) => `${median} / ${p99} / ${most}`,
  noWait: '-',
  witnesses: 'Getuigen',
  witness: (name, cosigned, of) => `${name}: medeondertekende ${cosigned} van ${of} controlepunten`,
  untold: (name) => `${name}: niet vermeld, want geen dag heeft genoeg blokken`,
  gaps: 'Gaten',
  noGaps: 'Geen.',
  moreGaps: (count) => `En nog ${count} andere.`,
  gap: { quiet: 'geen blok', unwitnessed: 'blokken wachtten op getuigen' },
  lasting: 'duurt nog',
  erasures: 'Bewijzen van uitwissing, per kalendermaand',
  noErasures: 'Geen.',
  unasked: 'Niet geteld: aan de anker-dienst is geen coach-dienst opgegeven.',
  notSince: (since, months) =>
    `${months}: niet beschikbaar sinds ${since}, want de coach-dienst antwoordt niet. Wat daarna werd uitgewist, is hier niet geteld.`,
  never: (months) => `${months}: niet beschikbaar, want de coach-dienst gaf nog nooit aantallen.`,
  fewer: (count) => `minder dan ${count}`,
  meaning: [
    'Een blad is een vingerafdruk van 32 bytes van een verzegeld bericht. Het zegt niet van wie het is, waarover het gaat of wat erin staat.',
    'Dit verslag telt bladeren en tijden. Het is hetzelfde, wat er ook gemeten werd: geen enkele gezondheidswaarde bereikt het logboek.',
    'Wat een pakket met dit verslag bewijst: de blokken, hun bladeren en hun volgorde, en welke getuigen het controlepunt erin medeondertekenden. Wat het niet bewijst: dat elk bericht werd ingestuurd; dat ziet alleen wie het stuurde.',
    'Wanneer controlepunten uitkwamen en hoe vaak elke getuige er een medeondertekende, is wat de anker-dienst noteerde, en niet bewezen: de pagina’s van de getuigen zelf tonen wat zij ondertekenden.',
  ],
};

const EN: Words = {
  title: 'Report on the log of Fit4Work',
  period: (from, until) => `Period: from ${from} to ${until}, both included. Days and times are in UTC.`,
  floor: (count) =>
    `A count of 1 to ${count - 1} is given as "fewer than ${count}": it could be about one person. Of a day with fewer than ${count} blocks the checkpoints are not counted, nor are its blocks and the hours between them listed. The chain itself is public, so that anybody can check it: whoever reads it can count.`,
  columns: ['day', 'blocks', 'leaves', 'seconds to the witnesses (median / 99 % / longest)'],
  wait: (median, p99, most) => `${median} / ${p99} / ${most}`,
  noWait: '-',
  witnesses: 'Witnesses',
  witness: (name, cosigned, of) => `${name}: cosigned ${cosigned} of ${of} checkpoints`,
  untold: (name) => `${name}: not told, as no day has enough blocks`,
  gaps: 'Gaps',
  noGaps: 'None.',
  moreGaps: (count) => `And ${count} more.`,
  gap: { quiet: 'no block', unwitnessed: 'blocks waited for witnesses' },
  lasting: 'lasting',
  erasures: 'Certificates of erasure, by calendar month',
  noErasures: 'None.',
  unasked: 'Not counted: the anchor service was given no coach API.',
  notSince: (since, months) =>
    `${months}: not available since ${since}, as the coach API does not answer. What was erased after that is not counted here.`,
  never: (months) => `${months}: not available, as the coach API never gave any counts.`,
  fewer: (count) => `fewer than ${count}`,
  meaning: [
    'A leaf is a fingerprint of 32 bytes of a sealed message. It does not say whose it is, what it is about or what is in it.',
    'This report counts leaves and times. It is the same whatever was measured: no health value reaches the log.',
    'What a pack with this report proves: the blocks, their leaves and their order, and which witnesses cosigned the checkpoint in it. What it does not prove: that every message was sent in; only its sender sees that.',
    'When checkpoints came out and how often each witness cosigned one is what the anchor noted, and not proven: the witnesses’ own pages show what they signed.',
  ],
};

const WORDS: Readonly<Record<Language, Words>> = { nl: NL, en: EN };

/** The report as plain text. */
export function reportText(report: AuditReport, language: Language): string {
  const words = WORDS[language];
  const count = (value: Floored): string => (typeof value === 'number' ? String(value) : words.fewer(report.floor));
  const lines = [
    words.title,
    report.log,
    '',
    words.period(report.period.from, report.period.until),
    words.floor(report.floor),
    '',
    words.columns.join('\t'),
    ...report.days.map(({ day, blocks, leaves, secondsToWitness: wait }) =>
      [day, count(blocks), count(leaves), wait ? words.wait(wait.median, wait.p99, wait.most) : words.noWait].join(
        '\t',
      ),
    ),
    '',
    words.witnesses,
    ...report.witnesses.map(({ name, cosigned, of }) =>
      cosigned === null || of === null ? words.untold(name) : words.witness(name, count(cosigned), count(of)),
    ),
    '',
    words.gaps,
    ...gapLines(report, words),
    '',
    words.erasures,
    ...erasureLines(report, words),
    '',
    ...words.meaning,
  ];
  return `${lines.join('\n')}\n`;
}

function gapLines({ gaps, moreGaps }: AuditReport, words: Words): string[] {
  if (gaps.length === 0) return [words.noGaps];
  const listed = gaps.map(({ kind, from, until }) => {
    const end = until === null ? words.lasting : toRfc3339(until);
    return `${toRfc3339(from)} - ${end}: ${words.gap[kind]}`;
  });
  return moreGaps > 0 ? [...listed, words.moreGaps(moreGaps)] : listed;
}

function erasureLines({ erasures, erasuresMissing: missing, floor }: AuditReport, words: Words): string[] {
  if (erasures === null && missing === null) return [words.unasked];
  const counted = (erasures ?? []).map(
    ({ month, certificates }) => `${month}: ${typeof certificates === 'number' ? certificates : words.fewer(floor)}`,
  );
  if (missing === null) return counted.length === 0 ? [words.noErasures] : counted;
  const months = missing.months.join(', ');
  const { since } = missing;
  return [...counted, since === null ? words.never(months) : words.notSince(toRfc3339(since), months)];
}
