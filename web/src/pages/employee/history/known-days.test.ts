import { expect, it, vi } from 'vitest';

// Of the page around it nothing is needed: who asks what is the matter of other suites.
vi.mock('../agent.js', () => ({ askAgent: undefined, isOpen: { value: false } }));
const { blocksOf, grown, whyNone } = await import('./known-days.js');
const { eachDay } = await import('./period.js');

it('are asked in stretches of a month at most, the newest first, each once', () => {
  const year = eachDay({ from: '2025-11-27', until: '2026-11-26' });
  const blocks = blocksOf(year, new Set());
  expect(blocks[0]).toEqual({ from: '2026-10-27', until: '2026-11-26' });
  expect(blocks).toHaveLength(12);
  expect(blocks.flatMap(eachDay).toSorted()).toEqual(year);
});

it('are not asked again, and around what is known in two stretches', () => {
  const days = eachDay({ from: '2026-11-01', until: '2026-11-05' });
  expect(blocksOf(days, new Set(['2026-11-03']))).toEqual([
    { from: '2026-11-04', until: '2026-11-05' },
    { from: '2026-11-01', until: '2026-11-02' },
  ]);
  expect(blocksOf(days, new Set(days))).toEqual([]);
});

it('grow by what is told, also where a day has nothing', () => {
  const none = { asked: new Set<string>(), values: new Map(), closed: new Set<string>(), damaged: new Set<string>() };
  const value = { day: '2026-11-02', steps: 1, beats: undefined, asleep: undefined, worn: 0 };
  const told = { values: [value], closed: ['2026-11-01'], damaged: [] };
  const known = grown({ ...none, wasOpen: true }, ['2026-11-01', '2026-11-02', '2026-11-03'], told);
  expect([...known.asked]).toHaveLength(3);
  expect(known.values.get('2026-11-02')).toBe(value);
  expect([...known.closed]).toEqual(['2026-11-01']);
});

it('say why there is nothing of them: closed and damaged is not unmeasured, nor is what was not asked yet', () => {
  const [closed, damaged, measured] = ['2026-11-01', '2026-11-02', '2026-11-03'];
  const known = {
    ...{ asked: new Set([closed, damaged, measured]), values: new Map(), wasOpen: false },
    ...{ closed: new Set([closed]), damaged: new Set([damaged]) },
  };
  const why = (from: string, until = from) => whyNone({ from, until }, known);
  expect(why(measured)).toBe('none');
  expect(why(closed)).toBe('closed');
  expect(why(damaged, measured)).toBe('damaged');
  expect(why(closed, measured)).toBe('closed');
  expect(why(measured, '2026-11-04')).toBe('waiting');
});
