import { type GrantScope, keyIdOf, PURPOSE, sha256, toBase64Url, toHex, utf8 } from '@fit4work/protocol';
import type { Language, Said } from './language.js';
import { localTime } from './local-time.js';
import { plainText } from './plain-text.js';

/* What the employee reads before signing. The grant carries the hash of exactly this text. */

/** What is shared, and how finely. */
export const SHARED_WORDS = {
  nl: {
    steps: 'stappen',
    'heart-rate': 'hartslag',
    sleep: 'slaap',
    raw: 'elke meting',
    hour: 'per uur',
    day: 'per dag',
  },
  en: {
    steps: 'steps',
    'heart-rate': 'heart rate',
    sleep: 'sleep',
    raw: 'every sample',
    hour: 'per hour',
    day: 'per day',
  },
} as const;

export interface NoticeInput {
  readonly coach: string;
  readonly scope: readonly GrantScope[];
  readonly from: string;
  readonly until: string;
  /** Unix seconds */
  readonly expires: number;
  readonly language: Language;
}

/** The metrics of a scope, each with its granularities. */
export const scopeText = (scope: readonly GrantScope[], language: Language): string =>
  scope
    .map(({ metric, granularities }) => {
      const words = SHARED_WORDS[language];
      return `${words[metric]} (${granularities.map((name) => words[name]).join(', ')})`;
    })
    .join('; ');

/** What a text may say of a grant. */
interface Facts {
  readonly coach: string;
  readonly shared: string;
  /** Of what is shared and shown to nobody. */
  readonly unshown: Said;
  readonly from: string;
  readonly until: string;
  readonly expires: string;
  /** Key id of the coach API. */
  readonly controller: string;
}

/** A coach API serves days and hours alone: whoever grants more releases keys that nobody needs, and is to know it. */
const SAMPLES_UNSHOWN: Said = {
  nl: ' Afzonderlijke metingen laat deze coach-API aan niemand zien; hun sleutels worden haar wel vrijgegeven: deel dagen of uren, wilt u dat de coach iets ziet.',
  en: ' This coach API shows single samples to nobody; their keys are released to it all the same: share days or hours if the coach is to see something.',
};
const NOTHING_UNSHOWN: Said = { nl: '', en: '' };

const TEXTS: Readonly<Record<Language, (facts: Facts) => readonly string[]>> = {
  nl: ({ coach, shared, unshown, from, until, expires, controller }) => [
    'Toestemming om gegevens over uw gezondheid te delen',
    `Met wie: coach ${coach}, via de coach-API met sleutel ${controller}, die ervoor verantwoordelijk is.`,
    `Waarvoor: persoonlijke begeleiding in Fit4Work, en niets anders (${PURPOSE}).`,
    `Wat: ${shared}.${unshown.nl}`,
    `Welke dagen: ${from} tot en met ${until}.`,
    `Hoe lang: de toestemming vervalt op ${expires}, ook als u niets doet.`,
    'Waar: wat u meet staat verzegeld bij de coach-API; de sleutels van wat hierboven staat worden haar vrijgegeven, en ze opent het alleen terwijl de coach leest. Het blijft er tot u het laat wissen; vanaf 36 dagen na het einde van uw uitdaging mag zij vernietigen wat geen toestemming nog dekt.',
    'Uw rechten: u mag weigeren. U kunt dit op elk moment intrekken, in één stap en zonder reden: dan worden geen sleutels meer vrijgegeven en worden de vrijgegeven sleutels vernietigd. Wat de coach al zag, blijft gezien. Elke inzage wordt u gemeld. U kunt uw gegevens inkijken, meenemen en laten wissen, en klacht indienen bij de Gegevensbeschermingsautoriteit.',
    'Nooit getoond: andere metingen, andere dagen, iets fijner dan hierboven staat, of iets aan een andere coach. Uw werkgever krijgt niets te zien, ook geen gemiddelde.',
  ],
  en: ({ coach, shared, unshown, from, until, expires, controller }) => [
    'Consent to share data about your health',
    `With whom: coach ${coach}, through the coach API with key ${controller}, which is responsible for it.`,
    `What for: personal coaching in Fit4Work, and nothing else (${PURPOSE}).`,
    `What: ${shared}.${unshown.en}`,
    `Which days: ${from} to ${until} inclusive.`,
    `For how long: the consent lapses at ${expires}, even if you do nothing.`,
    'Where: what you measure lies sealed at the coach API; the keys of what is named above are released to it, and it opens them only while the coach reads. It stays there until you have it erased; from 36 days after the end of your challenge it may destroy what no consent covers any more.',
    'Your rights: you may refuse. You can withdraw this at any moment, in one step and without a reason: then no more keys are released, and those that were released are destroyed. What the coach has seen stays seen. You are told of every read. You can see, take away and erase your data, and complain to the Data Protection Authority.',
    'Never shown: other metrics, other days, anything finer than what is named above, or anything to another coach. Your employer sees nothing, not even an average.',
  ],
};

/**
 * The notice in the employee's language.
 *
 * @param by `controllerKey`: the signing key of the coach API to which the keys are released; `zone`: of the employee's days
 */
export function consentNotice(
  input: NoticeInput,
  { controllerKey, zone }: { readonly controllerKey: Uint8Array; readonly zone: string },
): string {
  const { scope, from, until, expires, language } = input;
  const hasSamples = scope.some(({ granularities }) => granularities.includes('raw'));
  const facts = {
    ...{ from, until, expires: `${localTime(expires, zone)} (${zone})`, coach: plainText(input.coach) },
    unshown: hasSamples ? SAMPLES_UNSHOWN : NOTHING_UNSHOWN,
    ...{ shared: scopeText(scope, language), controller: toBase64Url(keyIdOf(controllerKey)) },
  };
  return TEXTS[language](facts).join('\n');
}

/** What a grant carries of the notice that was shown. */
export const noticeHash = (notice: string): string => toHex(sha256(utf8(notice)));
