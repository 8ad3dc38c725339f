import { HEART_RATE_ZONES, SLEEP_STAGES, type WindowAnswer } from '@fit4work/protocol';
import { counted } from './counted.js';
import type { Language } from './language.js';

type Steps = NonNullable<WindowAnswer['steps']>;
type HeartRate = NonNullable<WindowAnswer['heartRate']>;

/** Of a grant, in words. */
interface ToldGrant {
  readonly days: string;
  readonly scope: string;
  readonly expires: string;
  readonly id: string;
}

interface PreviewWords {
  readonly title: (coach: string) => string;
  /** Nobody tells an employee which coaches there are. */
  readonly whom: string;
  readonly past: (from: string, until: string) => string;
  readonly noPast: string;
  /** What a wearable still brings of days that have begun. */
  readonly late: (from: string, until: string) => string;
  readonly future: (from: string, until: string) => string;
  /** Of the day in which the grant lapses. */
  readonly withoutDay: (day: string) => string;
  /** Days of which nothing is sealed before the grant lapses. */
  readonly unreached: (from: string, until: string) => string;
  readonly likeAbove: string;
  readonly example: (day: string) => string;
  readonly noExample: string;
  readonly unsealed: (since: string) => string;
  readonly damaged: (days: string) => string;
  readonly notAsSealed: (days: string) => string;
  readonly uncompared: (days: string) => string;
  /** What the same coach sees under other grants. */
  readonly besides: (coach: string) => string;
  readonly besidesOne: (told: ToldGrant) => string;
  /** Between the first and the last of several days. */
  readonly to: string;
  readonly earlier: (windows: number) => string;
  readonly nothing: string;
  readonly notYet: string;
  readonly worn: string;
  readonly steps: string;
  readonly stepsText: (steps: Steps) => string;
  readonly heartRate: string;
  readonly heartRateText: (heartRate: HeartRate) => string;
  readonly sleep: string;
  readonly slept: (asleep: string, awake: string) => string;
  readonly stages: (minutes: readonly number[]) => string;
  readonly efficiency: (percent: number, interruptions: number) => string;
  readonly samples: (count: number) => string;
  readonly rawNote: string;
}

/** Nothing that was measured, as against zero. */
const NONE = '–';
const orNone = (value: number | null): string => (value === null ? NONE : String(value));
const oneDecimal = (value: number | null): string => (value === null ? NONE : value.toFixed(1));

const STAGES: Readonly<Record<Language, Readonly<Record<(typeof SLEEP_STAGES)[number], string>>>> = {
  en: { awake: 'awake', light: 'light', deep: 'deep', rem: 'REM', asleep: 'asleep', restless: 'restless' },
  nl: { awake: 'wakker', light: 'licht', deep: 'diep', rem: 'REM', asleep: 'slaap', restless: 'onrustig' },
};
const stagesText = (minutes: readonly number[], language: Language): string =>
  SLEEP_STAGES.map((stage, i) => `${STAGES[language][stage]} ${minutes[i] ?? 0}`).join(', ');
const zonesText = (minutes: readonly number[]): string =>
  HEART_RATE_ZONES.map((percent, i) => `≥${percent}% ${minutes[i] ?? 0}`).join(', ');

/** What a preview of a grant says beside the numbers. */
export const PREVIEW_WORDS: Readonly<Record<Language, PreviewWords>> = {
  en: {
    title: (coach) => `What ${coach} will see`,
    whom: 'Compare this id with the one that your coach gave you: this agent cannot know whose it is.',
    past: (from, until) => `Of ${from} to ${until}, at once:`,
    noPast: 'Of days past: nothing at once, since the grant covers none of which anything is held.',
    late: (from, until) =>
      `Of ${from} to ${until}: also what a wearable still brings of these days, as it comes in. You are not asked again.`,
    future: (from, until) =>
      `Of ${from} to ${until}: the same, as it is measured. The keys of each day are released as the day begins, and you are not asked again.`,
    withoutDay: (day) => `! Of ${day}: nothing per day, since the grant lapses before that day is over.`,
    unreached: (from, until) =>
      `! Of ${from} to ${until}: nothing, since this grant lapses before what is asked of these days can be sealed.`,
    likeAbove: 'Such a day will look like those above.',
    example: (day) => `Such a day will look like ${day}, which itself is not shared:`,
    noExample: 'No day is complete yet that could serve as an example.',
    unsealed: (since) => `What was measured since ${since} is not sealed yet; its numbers may still change.`,
    damaged: (days) => `These days were changed on disk, so that nobody can tell what the coach would see: ${days}.`,
    notAsSealed: (days) =>
      `Shared too, and not shown: ${days}. What is sealed of them was made of samples that were erased or forgotten here since; the coach sees what was sealed.`,
    uncompared: (days) =>
      `Shown as their samples came back; with what was sealed of them before, which the coach sees, they cannot be compared: ${days}.`,
    besides: (coach) =>
      `! ${coach} sees besides what you shared before, until you withdraw it or it lapses: signing this neither ends nor shortens it.`,
    besidesOne: ({ days, scope, expires, id }) => `  ${days}: ${scope}, until ${expires}, grant ${id}`,
    to: 'to',
    earlier: (windows) => `… and ${windows} earlier; --json gives all of them`,
    nothing: 'nothing was measured',
    notYet: 'nothing to open',
    worn: 'worn',
    steps: 'steps',
    stepsText: ({ total, activeMinutes }) => `${orNone(total)}; ${activeMinutes} active minutes`,
    heartRate: 'heart rate',
    heartRateText: ({ mean, minimum, maximum, resting, minutes, zones }) =>
      `mean ${oneDecimal(mean)}, lowest ${orNone(minimum)}, highest ${orNone(maximum)}, at rest ${orNone(resting)}; ${minutes} minutes measured, by zone of ${zones.reference}: ${zonesText(zones.minutes)}`,
    sleep: 'sleep',
    slept: (asleep, awake) => `asleep ${asleep}, awake in bed ${awake}`,
    stages: (minutes) => `minutes ${stagesText(minutes, 'en')}`,
    efficiency: (percent, interruptions) =>
      `efficiency ${percent} %, interrupted ${counted(interruptions, 'time', 'times')}`,
    samples: (count) => `${count} samples`,
    rawNote:
      'this coach API shows the coach none of them, though the keys open each; the newest three stand here, --json gives all',
  },
  nl: {
    title: (coach) => `Wat ${coach} te zien krijgt`,
    whom: 'Vergelijk deze id met die welke uw coach u gaf: deze agent kan niet weten van wie ze is.',
    past: (from, until) => `Van ${from} tot en met ${until}, meteen:`,
    noPast: 'Van voorbije dagen: meteen niets, want van de dagen van deze toestemming wordt niets bewaard.',
    late: (from, until) =>
      `Van ${from} tot en met ${until}: ook wat een polsband van die dagen nog brengt, zodra het er is. U wordt niets opnieuw gevraagd.`,
    future: (from, until) =>
      `Van ${from} tot en met ${until}: hetzelfde, zoals het gemeten wordt. De sleutels van elke dag worden vrijgegeven als die dag begint, zonder dat u opnieuw iets gevraagd wordt.`,
    withoutDay: (day) => `! Van ${day}: niets per dag, want de toestemming vervalt voor die dag om is.`,
    unreached: (from, until) =>
      `! Van ${from} tot en met ${until}: niets, want deze toestemming vervalt voor wat van die dagen gevraagd is verzegeld kan worden.`,
    likeAbove: 'Zo’n dag zal eruitzien als die hierboven.',
    example: (day) => `Zo’n dag zal eruitzien als ${day}, die zelf niet gedeeld wordt:`,
    noExample: 'Er is nog geen volledige dag die als voorbeeld kan dienen.',
    unsealed: (since) => `Wat sinds ${since} gemeten werd is nog niet verzegeld; die getallen kunnen nog veranderen.`,
    damaged: (days) =>
      `Deze dagen werden op de schijf veranderd; wat de coach ervan zou zien is niet te zeggen: ${days}.`,
    notAsSealed: (days) =>
      `Ook gedeeld, en niet getoond: ${days}. Wat ervan verzegeld is, werd gemaakt uit metingen die hier intussen gewist of vergeten zijn; de coach ziet wat verzegeld werd.`,
    uncompared: (days) =>
      `Getoond zoals de metingen terugkwamen; met wat er eerder van verzegeld werd, en wat de coach ziet, niet te vergelijken: ${days}.`,
    besides: (coach) =>
      `! ${coach} ziet daarnaast wat u eerder deelde, tot u ze intrekt of ze vervallen: dit tekenen beëindigt of verkort die toestemmingen niet.`,
    besidesOne: ({ days, scope, expires, id }) => `  ${days}: ${scope}, tot ${expires}, toestemming ${id}`,
    to: 'tot en met',
    earlier: (windows) => `… en ${windows} ervoor; --json geeft ze alle`,
    nothing: 'niets gemeten',
    notYet: 'niets om te openen',
    worn: 'gedragen',
    steps: 'stappen',
    stepsText: ({ total, activeMinutes }) => `${orNone(total)}; ${activeMinutes} actieve minuten`,
    heartRate: 'hartslag',
    heartRateText: ({ mean, minimum, maximum, resting, minutes, zones }) =>
      `gemiddeld ${oneDecimal(mean)}, laagste ${orNone(minimum)}, hoogste ${orNone(maximum)}, in rust ${orNone(resting)}; ${minutes} minuten gemeten, per zone van ${zones.reference}: ${zonesText(zones.minutes)}`,
    sleep: 'slaap',
    slept: (asleep, awake) => `geslapen ${asleep}, wakker in bed ${awake}`,
    stages: (minutes) => `minuten ${stagesText(minutes, 'nl')}`,
    efficiency: (percent, interruptions) => `efficiëntie ${percent} %, ${interruptions} keer onderbroken`,
    samples: (count) => `${count} metingen`,
    rawNote:
      'deze coach-API laat er de coach geen zien, al openen de sleutels ze elk; de nieuwste drie staan hier, --json geeft ze alle',
  },
};
