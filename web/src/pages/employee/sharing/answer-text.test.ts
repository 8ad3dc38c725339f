import type { WindowAnswer } from '@fit4work/protocol';
import { expect, it, vi } from 'vitest';
import { readWindow } from './answer-shape.js';
import { answerTexts, whenText, wornText } from './answer-text.js';

// The kit asks a browser for its language and its address as it is loaded.
vi.hoisted(() => {
  vi.stubGlobal('navigator', { languages: ['nl'] });
  vi.stubGlobal('location', { hash: '' });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
});

type Whole = Required<WindowAnswer>;

/** Two hours of which no field is the same. */
const ONE: Whole = {
  date: '2026-03-10',
  start: '2026-03-10T21:00:00Z',
  wornSeconds: 3600,
  steps: { total: 4210, activeMinutes: 38 },
  heartRate: {
    ...{ mean: 71.5, minimum: 48, maximum: 140, minutes: 59, resting: 52 },
    zones: { reference: 180, minutes: [11, 12, 13, 14, 15] },
  },
  sleep: {
    ...{ minutesAsleep: 409, minutesAwakeInBed: 21, stageMinutes: [21, 200, 60, 50, 5, 4] },
    ...{ periods: [{ start: '2026-03-09T22:10:00Z', end: '2026-03-10T05:40:00Z' }], efficiency: 93, interruptions: 2 },
  },
};
const OTHER: Whole = {
  date: '2026-03-11',
  start: '2026-03-11T20:00:00Z',
  wornSeconds: 1800,
  steps: { total: null, activeMinutes: 7 },
  heartRate: {
    ...{ mean: null, minimum: null, maximum: null, minutes: 0, resting: null },
    zones: { reference: 190, minutes: [1, 2, 3, 4, 5] },
  },
  sleep: {
    ...{ minutesAsleep: null, minutesAwakeInBed: null, stageMinutes: null },
    ...{ periods: [], efficiency: null, interruptions: 1 },
  },
};

const shown = (json: unknown): string => {
  const window = readWindow(json);
  return [whenText(window), wornText(window, 'filled'), ...answerTexts(window).map(({ text }) => text)].join('\n');
};

const METRICS = ['steps', 'heartRate', 'sleep'] as const;
const FIELDS = METRICS.flatMap((metric) => Object.keys(ONE[metric]).map((field) => ({ metric, field })));

it('reads every field of the answer of a coach', () => {
  expect(readWindow(ONE)).toEqual(ONE);
  expect(readWindow(OTHER)).toEqual(OTHER);
  expect(Object.keys(ONE).sort()).toEqual([...METRICS, 'date', 'start', 'wornSeconds'].sort());
});

it.each(FIELDS)('shows what the coach gets as $field of $metric', ({ metric, field }) => {
  const other: unknown = Object.entries(OTHER[metric]).find(([name]) => name === field)?.[1];
  expect(shown({ ...ONE, [metric]: { ...ONE[metric], [field]: other } })).not.toBe(shown(ONE));
});

it.each(['reference', 'minutes'] as const)('shows the %s of the zones', (field) => {
  const zones = { ...ONE.heartRate.zones, [field]: OTHER.heartRate.zones[field] };
  expect(shown({ ...ONE, heartRate: { ...ONE.heartRate, zones } })).not.toBe(shown(ONE));
});

it.each(['start', 'wornSeconds'] as const)('shows the %s of an hour', (field) => {
  expect(shown({ ...ONE, [field]: OTHER[field] })).not.toBe(shown(ONE));
});

it('shows of a day its date, and of a metric that is not shared nothing', () => {
  const day = { date: ONE.date, wornSeconds: null };
  expect(shown(day)).not.toBe(shown({ ...day, date: OTHER.date }));
  expect(answerTexts(readWindow({ ...day, steps: ONE.steps }))).toHaveLength(1);
});

it('says of a day of which nothing is to be seen why', () => {
  const day = readWindow({ date: ONE.date, wornSeconds: null });
  expect(wornText(day, 'unsealed')).toBe('later te zien');
  expect(wornText(day, 'damaged')).toBe('niet te tonen');
  expect(wornText(day, 'empty')).toBe('niets');
});

it('says each number with its unit, and that there is nothing where there is', () => {
  const texts = answerTexts(readWindow(ONE)).map(({ text }) => text.replaceAll('\u00a0', ' '));
  expect(texts[0]).toMatch(/^(totaal 4\.210; actief 38 min|total 4,210; active 38 min)/);
  expect(texts[1]).toMatch(/(71,5 per minuut|71\.5 a minute); .*48 .*140 .*52 .*59 min/);
  expect(texts[1]).toMatch(/180 .*0 ?% 11 min.*57 ?% 12 min.*64 ?% 13 min.*77 ?% 14 min.*96 ?% 15 min/);
  expect(texts[2]).toMatch(/93 ?%/);
  expect(answerTexts(readWindow(OTHER))[1]?.text).toMatch(/(in rust niets|at rest nothing)/);
});
