import { type MetricSummary, type Sample, SLEEP_STAGES, type SleepStage } from '@fit4work/protocol';
import { columns } from './columns.js';
import { runsText } from './day-runs.js';
import type { Language } from './language.js';
import { localClock } from './local-time.js';
import { SHARED_WORDS } from './notice.js';
import type { Selection, ShownDay, ShownWindow } from './shown-day.js';

const HEADS = {
  en: {
    day: 'day',
    time: 'time',
    worn: 'worn',
    metric: 'metric',
    value: 'value',
    steps: ['steps', 'active min'],
    'heart-rate': ['heart rate', 'lowest', 'highest', 'at rest'],
    sleep: ['asleep', 'awake in bed'],
    bpm: 'a minute',
    over: 'over',
    to: 'to',
    nothing: 'Nothing was measured on these days.',
    closed: 'Closed, or resting on a day that is closed; give --unlock to see:',
    damaged: 'Not shown, since they or a day beside them were changed on disk; restore vault.db from a backup:',
    notAsSealed: 'Sealed otherwise than shown, of samples that were erased or forgotten here since:',
  },
  nl: {
    day: 'dag',
    time: 'tijd',
    worn: 'gedragen',
    metric: 'wat',
    value: 'waarde',
    steps: ['stappen', 'actieve min'],
    'heart-rate': ['hartslag', 'laagste', 'hoogste', 'in rust'],
    sleep: ['geslapen', 'wakker in bed'],
    bpm: 'per minuut',
    over: 'over',
    to: 'tot en met',
    nothing: 'Op deze dagen werd niets gemeten.',
    closed: 'Gesloten, of steunend op een dag die gesloten is; geef --unlock om te zien:',
    damaged:
      'Niet getoond, want ze of een dag ernaast werden op de schijf veranderd; zet vault.db terug uit een back-up:',
    notAsSealed: 'Anders verzegeld dan hier staat, uit metingen die hier intussen gewist of vergeten zijn:',
  },
} as const;

const STAGES: Readonly<Record<Language, Readonly<Record<SleepStage, string>>>> = {
  en: { awake: 'awake', light: 'light', deep: 'deep', rem: 'REM', asleep: 'asleep', restless: 'restless' },
  nl: { awake: 'wakker', light: 'licht', deep: 'diep', rem: 'REM', asleep: 'slaap', restless: 'onrustig' },
};

interface Place extends Selection {
  readonly language: Language;
  readonly zone: string;
}

/** Nothing that was measured, as against zero. */
const NONE = '–';

interface ToldSamples {
  readonly days: readonly ShownDay[];
  readonly closed: readonly string[];
  readonly damaged: readonly string[];
  readonly notAsSealed: readonly string[];
}

/** A table of what was measured, and one sentence for what is not shown. */
export function sampleLines({ days, closed, damaged, notAsSealed }: ToldSamples, place: Place): readonly string[] {
  const heads = HEADS[place.language];
  const rows = days.flatMap((day) => rowsOf(day, place));
  const table = rows.length > 0 ? columns([headOf(place), ...rows]) : [];
  const nothing = rows.length === 0 && closed.length === 0 && damaged.length === 0 ? [heads.nothing] : [];
  return [
    ...table,
    ...nothing,
    ...(closed.length > 0 ? [`${heads.closed} ${runsText(closed, heads.to)}.`] : []),
    ...(damaged.length > 0 ? [`! ${heads.damaged} ${runsText(damaged, heads.to)}.`] : []),
    ...(notAsSealed.length > 0 ? [`! ${heads.notAsSealed} ${runsText(notAsSealed, heads.to)}.`] : []),
  ];
}

function headOf({ granularity, metrics, language }: Place): readonly string[] {
  const heads = HEADS[language];
  if (granularity === 'raw') return [heads.day, heads.time, heads.metric, heads.value];
  const time = granularity === 'hour' ? [heads.day, heads.time] : [heads.day];
  const values = metrics.flatMap((metric) => columnsOf(heads[metric], { metric, granularity }));
  return [...time, heads.worn, ...values];
}

/** A heart rate at rest is a matter of days alone. */
const columnsOf = (
  cells: readonly string[],
  { metric, granularity }: { metric: MetricSummary['metric']; granularity: Selection['granularity'] },
): readonly string[] => (metric === 'heart-rate' && granularity === 'hour' ? cells.slice(0, 3) : cells);

function rowsOf({ day, samples = [], windows = [] }: ShownDay, place: Place): readonly (readonly string[])[] {
  const ofSamples = samples.map((sample) => [
    day,
    localClock(sample.start, place.zone),
    SHARED_WORDS[place.language][sample.metric],
    sampleText(sample, place.language),
  ]);
  return [...ofSamples, ...windows.map((window) => windowRow(day, window, place))];
}

function windowRow(day: string, window: ShownWindow, { metrics, granularity, zone }: Place): readonly string[] {
  const time = granularity === 'hour' ? [day, localClock(window.start, zone)] : [day];
  const values = metrics.flatMap((metric) => {
    const summary = window.values.find((each) => each.metric === metric);
    return summary === undefined ? [] : columnsOf(cellsOf(summary), { metric, granularity });
  });
  return [...time, duration(Math.round(window.wornSeconds / 60)), ...values];
}

function sampleText(sample: Sample, language: Language): string {
  const heads = HEADS[language];
  if (sample.metric === 'heart-rate') return `${sample.value} ${heads.bpm}`;
  const span = `${heads.over} ${sample.duration} s`;
  return sample.metric === 'steps' ? `${sample.value} ${span}` : `${STAGES[language][sample.stage]} ${span}`;
}

const orNone = (value: number | null): string => (value === null ? NONE : String(value));

/** @param minutes shown as hours and minutes */
const duration = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

function cellsOf(summary: MetricSummary): readonly string[] {
  if (summary.metric === 'steps') {
    return summary.total === null ? [NONE, NONE] : [String(summary.total), String(summary.activeMinutes)];
  }
  if (summary.metric === 'heart-rate') {
    const mean = summary.minutes === 0 ? null : Math.round(summary.sum / summary.minutes);
    return [mean, summary.minimum, summary.maximum, summary.resting].map(orNone);
  }
  if (summary.stageMinutes === null) return [NONE, NONE];
  const awake = summary.stageMinutes[SLEEP_STAGES.indexOf('awake')] ?? 0;
  const all = summary.stageMinutes.reduce((total, minutes) => total + minutes, 0);
  return [duration(all - awake), duration(awake)];
}
