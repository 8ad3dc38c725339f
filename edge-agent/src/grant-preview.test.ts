import {
  addDays,
  answerWindows,
  cryptoReady,
  decodeSeries,
  METRICS,
  type OpenedBox,
  openBox,
  openSummary,
  type Sample,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadWorld } from '../test/read-world.js';
import { DAY, dayBounds, NEXT, type VaultWorld } from '../test/vault-world.js';
import { openVault } from './adapters/sqlite-open.js';
import { releasedKeys, unsealDayKeys } from './core/day-keys.js';
import { previewLines } from './core/grant-lines.js';
import type { GrantPreview } from './core/grant-preview.js';
import { eraseDays } from './erase-days.js';
import { previewGrant } from './grant-preview.js';
import type { GrantRequest } from './grants.js';
import { openDay } from './open-day.js';
import { sealDueWindows } from './seal-windows.js';

const AFTER = addDays(NEXT, 1);
const LAST = addDays(NEXT, 30);

let world: ReadWorld;
let vault: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  vault = world.vault;
  world.now = dayBounds(AFTER).start + 3_600 * 9;
  await vault.read(vault.batchOf(dayBounds(DAY).start, dayBounds(AFTER).start + 3_600 * 8));
  await sealDueWindows(vault.ports, vault.person, false);
});
afterEach(() => world.close());

const SUMMARIES: GrantRequest['scope'] = METRICS.map((metric) => ({ metric, granularities: ['hour', 'day'] }));
const ALL: GrantRequest['scope'] = METRICS.map((metric) => ({ metric, granularities: ['raw', 'hour', 'day'] }));

const preview = (request: Partial<GrantRequest> = {}): Promise<GrantPreview> =>
  previewGrant({ vault: vault.ports.vault, clock: () => world.now }, vault.person, {
    request: { scope: ALL, from: DAY, until: LAST, expires: dayBounds(LAST).end + 1, ...request },
    vaultKey: vaultKey(vault.root),
  });

/** What the released keys open of the envelopes that were made. */
async function opened(granularity: 'hour' | 'day'): Promise<readonly OpenedBox[]> {
  const keys = (await vault.released()).filter((key) => key.granularity === granularity);
  const envelopes = (await vault.envelopes()).filter((envelope) => envelope.granularity === granularity);
  return envelopes.flatMap((envelope) =>
    keys.flatMap(({ metric, key, day }): OpenedBox[] => {
      const { start, end } = dayBounds(day);
      if (envelope.windowStart < start || envelope.windowStart >= end) return [];
      return [{ metric, day, windowStart: envelope.windowStart, summary: openSummary(envelope, metric, key) }];
    }),
  );
}

describe('the preview of a grant', () => {
  it('is, window by window, what the released keys then open', async () => {
    const { past, shown } = await preview();
    expect(past).toEqual({ from: DAY, until: AFTER });
    await world.share({ scope: SUMMARIES, from: DAY, until: LAST });
    for (const granularity of ['hour', 'day'] as const) {
      const answer = answerWindows({ granularity }, [DAY, NEXT, AFTER], await opened(granularity));
      const mine = shown.find((each) => each.granularity === granularity);
      expect(mine).toEqual({ granularity, metrics: METRICS, windows: answer });
      expect(answer).toHaveLength(granularity === 'day' ? 3 : 24 + 24 + 8);
    }
  });

  it('has, of samples, those that the keys of their days open, though a grant of them is signed no more', async () => {
    const scope = [{ metric: 'steps', granularities: ['raw'] }] as const;
    const { shown } = await preview({ scope });
    const days = await vault.ports.vault.dayKeys(DAY, NEXT);
    const keys = days.flatMap((day) => releasedKeys(day.day, unsealDayKeys(day, vaultKey(vault.root)), scope));
    const samples = (await vault.envelopes()).flatMap((envelope): readonly Sample[] => {
      const key = keys.find(({ day }) => {
        const { start, end } = dayBounds(day);
        return envelope.granularity === 'raw' && envelope.windowStart >= start && envelope.windowStart < end;
      });
      return key === undefined ? [] : decodeSeries(openBox(envelope, 'steps', key.key), envelope.windowStart).samples;
    });
    const raw = shown.flatMap((each) => (each.granularity === 'raw' ? each.days : []));
    expect(raw.filter(({ day }) => day <= NEXT).flatMap((each) => each.samples)).toEqual(samples);
    expect(shown).toHaveLength(1);
  });

  it('shows nothing of what is not asked, and of days to come an example that is not shared', async () => {
    const scope = [{ metric: 'steps', granularities: ['day'] }] as const;
    const { past, shown, future, example } = await preview({ scope, from: addDays(AFTER, 1) });
    expect({ past, shown, future }).toEqual({
      past: null,
      shown: [],
      future: { from: addDays(AFTER, 1), until: LAST },
    });
    expect(example).toEqual({
      day: NEXT,
      shown: [
        {
          ...{ granularity: 'day', metrics: ['steps'] },
          windows: [{ date: NEXT, wornSeconds: 86_400, steps: { total: 42_480, activeMinutes: 0 } }],
        },
      ],
    });
  });

  it('needs no example where days like those to come are shown, and tells of no days to come where there are none', async () => {
    expect((await preview()).example).toBeNull();
    expect(await preview({ until: NEXT })).toMatchObject({ future: null, past: { from: DAY, until: NEXT } });
  });

  it('ends with the last day of which something is sealed before the grant lapses, and names the days after it', async () => {
    const [lapses, after] = [addDays(AFTER, 2), addDays(AFTER, 3)];
    const { start, end } = dayBounds(lapses);
    for (const expires of [start + 901, end]) {
      expect(await preview({ expires })).toMatchObject({
        future: { from: addDays(AFTER, 1), until: lapses },
        unreached: { from: after, until: LAST },
        withoutDay: lapses,
      });
    }
    for (const expires of [start + 1, start + 900]) {
      const before = addDays(AFTER, 1);
      expect(await preview({ expires })).toMatchObject({
        ...{ future: { from: before, until: before }, unreached: { from: lapses, until: LAST }, withoutDay: null },
      });
    }
    expect((await preview({ expires: dayBounds(AFTER).end })).future).toBeNull();
    const longer = await preview({ expires: dayBounds(LAST).end + 1 });
    expect(longer).toMatchObject({ unreached: null, withoutDay: null });
  });

  it('does not reach a day whose only box is sealed when the grant has lapsed', async () => {
    const scope = [{ metric: 'steps', granularities: ['day'] }] as const;
    const next = addDays(AFTER, 1);
    for (const expires of [dayBounds(next).start + 3_600, dayBounds(next).end]) {
      expect(await preview({ scope, from: next, until: next, expires })).toMatchObject({
        ...{ future: null, unreached: { from: next, until: next }, withoutDay: null },
      });
    }
    expect(await preview({ scope, from: next, until: next, expires: dayBounds(next).end + 1 })).toMatchObject({
      ...{ future: { from: next, until: next }, unreached: null, withoutDay: null },
    });
  });

  it('names the days of which a wearable may still bring something, and it is released under the grant', async () => {
    const before = addDays(DAY, -2);
    const { late } = await preview({ from: before, until: NEXT });
    expect(late).toEqual({ from: before, until: NEXT });
    expect((await preview({ from: before })).late).toEqual({ from: before, until: AFTER });
    expect((await preview({ from: addDays(AFTER, 1) })).late).toBeNull();
    await world.share({ scope: SUMMARIES, from: before, until: NEXT });
    const ports = { ...vault.ports, clock: () => world.now };
    await openDay(ports, vault.person, before);
    expect(new Set((await vault.released()).map(({ day }) => day))).toEqual(new Set([before, DAY, NEXT]));
  });

  it('promises nothing late of days that were erased: nothing of them is kept', async () => {
    const before = addDays(DAY, -2);
    const erase = (from: string, until: string) =>
      eraseDays({ ...vault.ports, clock: () => world.now }, vault.person, {
        from,
        until,
        all: false,
        root: vault.root,
      });
    await erase(before, DAY);
    expect((await preview({ from: before, until: AFTER })).late).toEqual({ from: NEXT, until: AFTER });
    expect((await preview({ from: before, until: DAY })).late).toBeNull();
    await erase(AFTER, AFTER);
    expect((await preview({ from: before, until: AFTER })).late).toEqual({ from: NEXT, until: NEXT });
  });

  it('counts today among the days to come where nothing of it is held yet', async () => {
    world.now = dayBounds(AFTER).end + 3_600;
    const today = addDays(AFTER, 1);
    const told = await preview();
    expect(told).toMatchObject({ past: { from: DAY, until: AFTER }, future: { from: today, until: LAST } });
    expect(await preview({ from: today })).toMatchObject({ past: null, future: { from: today, until: LAST } });
    expect(await preview({ from: today, until: today })).toMatchObject({
      ...{ past: null, late: { from: today, until: today }, future: { from: today, until: today } },
    });
  });

  it('leaves out a day that was changed on disk, and says so', async () => {
    const { db } = openVault(`${vault.folder}/vault.db`).ledger;
    db.prepare("UPDATE chunk SET sealed = zeroblob(length(sealed)) WHERE day = ? AND metric = 'steps'").run(DAY);
    db.close();
    const told = await preview({ until: NEXT });
    expect(told.damaged).toEqual([DAY, NEXT]);
    expect(previewLines(told, { language: 'nl', zone: 'Europe/Brussels', coach: 'coach-2' }).join('\n')).toContain(
      `${DAY}, ${NEXT}`,
    );
  });
});

describe('what a person reads of it', () => {
  const lines = async (language: 'nl' | 'en', request: Partial<GrantRequest>): Promise<string> =>
    previewLines(await preview(request), { language, zone: 'Europe/Brussels', coach: 'coach-2' }).join('\n');

  it('has every number of every day in Dutch, and of days to come words', async () => {
    const text = await lines('nl', { scope: ALL.map((each) => ({ ...each, granularities: ['day'] })) });
    expect(text.split('\n').slice(0, 9)).toEqual([
      'Wat coach-2 te zien krijgt',
      'Vergelijk deze id met die welke uw coach u gaf: deze agent kan niet weten van wie ze is.',
      '',
      'Van 2026-03-10 tot en met 2026-03-12, meteen:',
      'per dag:',
      '  2026-03-10  gedragen 24:00',
      '    stappen     42480; 0 actieve minuten',
      '    hartslag    gemiddeld 60.0, laagste 60, hoogste 60, in rust 60; 1440 minuten gemeten, per zone van 190: ≥0% 1440, ≥57% 0, ≥64% 0, ≥77% 0, ≥96% 0',
      '    slaap       geslapen 6:00, wakker in bed 0:00; minuten wakker 0, licht 360, diep 0, REM 0, slaap 0, onrustig 0; 00:00–06:00; efficiëntie 100 %, 0 keer onderbroken',
    ]);
    expect(text).toContain('  2026-03-12  niets om te openen');
    expect(text).toContain('Van 2026-03-13 tot en met 2026-04-10: hetzelfde, zoals het gemeten wordt.');
    expect(text).toContain('Van 2026-03-10 tot en met 2026-03-12: ook wat een polsband van die dagen nog brengt');
    expect(text).toMatch(/Zo’n dag zal eruitzien als die hierboven\.$/);
  });

  it('has the newest hours and samples in English, and says how many it left out', async () => {
    const text = await lines('en', { scope: [{ metric: 'steps', granularities: ['raw', 'hour'] }] });
    expect(text).toContain('… and 32 earlier; --json gives all of them');
    expect(text).toContain('every sample: this coach API shows the coach none of them, though the keys open each;');
    expect(text).toContain('  2026-03-12  480 samples');
    expect(text).toContain('    2026-03-12 07:59  steps  59');
  });

  it('says of which day there is no number by day, and of which nothing, since the grant lapses before', async () => {
    const lapses = addDays(AFTER, 2);
    const scope = [{ metric: 'steps', granularities: ['hour', 'day'] }] as const;
    const request = { scope, expires: dayBounds(lapses).end };
    expect(await lines('en', request)).toMatch(
      /! Of 2026-03-14: nothing per day, .*\n\n! Of 2026-03-15 to 2026-04-10: n/,
    );
    expect(await lines('nl', request)).toMatch(/! Van 2026-03-14: niets per dag, .*\n\n! Van 2026-03-15 tot en met/);
  });

  it('says that nothing is held where that is so', async () => {
    const text = await lines('en', { from: '2020-01-01', until: '2020-02-01' });
    expect(text).toBe(
      'What coach-2 will see\nCompare this id with the one that your coach gave you: this agent cannot know whose it is.\n\nOf days past: nothing at once, since the grant covers none of which anything is held.\nOf 2020-01-01 to 2020-02-01: also what a wearable still brings of these days, as it comes in. You are not asked again.',
    );
  });
});
