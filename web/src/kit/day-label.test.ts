import { afterAll, beforeAll, expect, it, vi } from 'vitest';

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Brussels');
  vi.stubGlobal('navigator', { languages: ['nl'] });
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

it('is the day that begins at a time in Brussels, in summer, in winter and where clocks change, and nothing in between', async () => {
  const [{ dayLabel }, { startOf }] = await Promise.all([import('./day-label.js'), import('./civil-days.js')]);
  const days = ['2026-05-01', '2026-01-01', '2026-03-29', '2026-10-25', '2026-10-26'];
  expect(days.map((day) => dayLabel(startOf(day)))).toEqual(['1 mei', '1 jan', '29 mrt', '25 okt', '26 okt']);
  expect(dayLabel(startOf('2026-05-01') + 12 * 3_600)).toBe('');
});
