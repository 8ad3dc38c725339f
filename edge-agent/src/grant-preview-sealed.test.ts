import { addDays, cryptoReady, METRICS, vaultKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallLog } from '../test/fakes.js';
import { ReadWorld } from '../test/read-world.js';
import { DAY, dayBounds, NEXT, type VaultWorld } from '../test/vault-world.js';
import { forgetOldSamples } from './bounds.js';
import { previewLines } from './core/grant-lines.js';
import type { GrantPreview } from './core/grant-preview.js';
import type { Language } from './core/language.js';
import { sampleLines } from './core/sample-lines.js';
import { eraseDays } from './erase-days.js';
import { previewGrant } from './grant-preview.js';
import type { GrantRequest } from './grants.js';
import { ownSamples } from './own-samples.js';
import { sealLate } from './seal-late.js';
import { sealDueWindows } from './seal-windows.js';
import { Turn } from './turn.js';

const AFTER = addDays(NEXT, 1);
const ZONE = 'Europe/Brussels';

let world: ReadWorld;
let vault: VaultWorld;

beforeAll(() => cryptoReady);
/** Three days with a night that begins an hour before the first midnight, all of them sealed. */
beforeEach(async () => {
  world = await ReadWorld.open();
  vault = world.vault;
  world.now = dayBounds(AFTER).end + 7_200;
  const { samples, ...base } = vault.batchOf(dayBounds(DAY).start, dayBounds(AFTER).end);
  const evening = dayBounds(DAY).end - 3_600;
  const night = Array.from({ length: 180 }, (_, i) => ({
    ...({ metric: 'sleep', start: evening + i * 60, duration: 60, stage: 'light' } as const),
  }));
  await vault.read({ ...base, samples: [...samples.filter(({ metric }) => metric !== 'sleep'), ...night] });
  await sealDueWindows(vault.ports, vault.person, true);
});
afterEach(() => world.close());

const scopeOf = (...granularities: GrantRequest['scope'][number]['granularities']): GrantRequest['scope'] =>
  METRICS.map((metric) => ({ metric, granularities }));

const preview = (request: Partial<GrantRequest> = {}): Promise<GrantPreview> =>
  previewGrant({ vault: vault.ports.vault, clock: () => world.now }, vault.person, {
    request: { scope: scopeOf('day'), from: DAY, until: AFTER, expires: world.now + 86_400, ...request },
    vaultKey: vaultKey(vault.root),
  });

const samplesBy = (granularity: 'hour' | 'day') =>
  ownSamples({ ...vault.ports, clock: () => world.now }, vault.person, {
    ...{ from: DAY, until: AFTER, metrics: METRICS, granularity, vaultKey: vaultKey(vault.root) },
  });

const datesOf = ({ shown }: GrantPreview): readonly string[] =>
  shown.flatMap((each) => (each.granularity === 'raw' ? [] : each.windows.map(({ date }) => date)));

const textOf = (told: GrantPreview, language: Language): string =>
  previewLines(told, { language, zone: ZONE, coach: 'coach-2' }).join('\n');

const erase = (day: string): Promise<unknown> =>
  eraseDays(vault.ports, vault.person, { from: day, until: day, all: false, root: vault.root });

/** The samples of the first day are forgotten for their age; what was sealed of it stays. */
async function forgetFirstDay(): Promise<void> {
  const { outbox } = vault.ports;
  const { envelopes } = await outbox.counts();
  const leaves = await outbox.unproven(envelopes);
  const checkpoint = new TextDecoder().decode(new SmallLog().checkpoint());
  await outbox.markProven(
    leaves.map((leaf, index) => ({ leaf, index })),
    { checkpoint, scanned: 0 },
  );
  await outbox.markReceived(envelopes, [], 1);
  const turns = { writing: new Turn(), pause: async () => {}, stopped: new AbortController().signal };
  await forgetOldSamples({ ...vault.ports, ...turns, clock: () => world.now, report: () => {} }, vault.person, 2);
  expect(await vault.ports.vault.daysHeld(DAY)).toEqual([NEXT, AFTER]);
}

describe('a day that was sealed of more than is held', () => {
  it('is named in the preview and in the samples once the day before it is erased, and no other numbers are shown as sealed', async () => {
    const before = await preview({ from: NEXT });
    expect(before).toMatchObject({ notAsSealed: [], uncompared: [] });
    expect((await samplesBy('day')).notAsSealed).toEqual([]);
    await erase(DAY);
    const told = await preview({ from: NEXT });
    expect(told.notAsSealed).toEqual([NEXT]);
    expect(datesOf(told)).toEqual([AFTER]);
    expect(told.shown.flatMap((each) => (each.granularity === 'day' ? each.windows : []))).toEqual(
      before.shown.flatMap((each) => (each.granularity === 'day' ? each.windows.slice(1) : [])),
    );
    expect((await samplesBy('day')).notAsSealed).toEqual([NEXT]);
  });

  it('is shown by hour, where every hour is as it was sealed', async () => {
    await erase(DAY);
    const told = await preview({ from: NEXT, scope: scopeOf('hour', 'raw') });
    expect(told.notAsSealed).toEqual([]);
    expect(datesOf(told)).toHaveLength(48);
    expect((await samplesBy('hour')).notAsSealed).toEqual([]);
  });

  it('is named among the days that a grant releases once its own samples are forgotten', async () => {
    await forgetFirstDay();
    const told = await preview();
    expect(told).toMatchObject({ past: { from: DAY, until: AFTER }, notAsSealed: [DAY, NEXT] });
    await world.share({ scope: scopeOf('day'), from: DAY, until: AFTER });
    const released = new Set((await vault.released()).map(({ day }) => day));
    expect(new Set([...datesOf(told), ...told.notAsSealed])).toEqual(released);
  });

  it('is told in both languages', async () => {
    await forgetFirstDay();
    const told = await preview();
    expect(textOf(told, 'en')).toContain('! Shared too, and not shown: 2026-03-10 to 2026-03-11.');
    expect(textOf(told, 'nl')).toContain('! Ook gedeeld, en niet getoond: 2026-03-10 tot en met 2026-03-11.');
    const place = { metrics: METRICS, granularity: 'day', zone: ZONE } as const;
    const own = await samplesBy('day');
    expect(sampleLines(own, { ...place, language: 'en' }).at(-1)).toMatch(/^! Sealed otherwise .*: 2026-03-11\.$/);
    expect(sampleLines(own, { ...place, language: 'nl' }).at(-1)).toMatch(/^! Anders verzegeld .*: 2026-03-11\.$/);
  });
});

describe('a day of which something came late', () => {
  const wornTwice = async (): Promise<void> => {
    await vault.hear({ ...vault.batchOf(dayBounds(AFTER).start, dayBounds(AFTER).start + 3_600) }, 'none');
  };

  it('is shown as it will be sealed, before it is sealed anew and after', async () => {
    const before = await preview({ from: AFTER });
    await wornTwice();
    const told = await preview({ from: AFTER });
    expect(told.shown).not.toEqual(before.shown);
    await sealLate(vault.ports, vault.person, { vaultKey: vaultKey(vault.root) });
    expect(await preview({ from: AFTER })).toEqual(told);
    expect(told.notAsSealed).toEqual([]);
  });
});

describe('a day that is under way', () => {
  it('is sealed by the hour up to the hour that is under way, and by the day not yet', async () => {
    const today = await ReadWorld.open();
    const [yesterday, { start }] = [dayBounds(DAY), dayBounds(NEXT)];
    today.now = start + 14 * 3_600 + 1_800;
    await today.vault.read(today.vault.batchOf(yesterday.start, today.now));
    await sealDueWindows(today.vault.ports, today.vault.person, false);
    const ports = { vault: today.vault.ports.vault, clock: () => today.now };
    const { sealedUntil } = await previewGrant(ports, today.vault.person, {
      request: { scope: scopeOf('day', 'hour'), from: DAY, until: NEXT, expires: today.now + 86_400 },
      vaultKey: vaultKey(today.vault.root),
    });
    expect(sealedUntil).toEqual({ raw: start + 14 * 3_600 + 1_800, hour: start + 14 * 3_600, day: start });
    await today.close();
  });
});

describe('a day that was sealed before this vault was recovered', () => {
  it('is shown, and named as one that cannot be compared', async () => {
    const { start, end } = dayBounds(AFTER);
    const windows = await vault.ports.vault.sealedWindows(start, end);
    const known = windows.filter(({ granularity }) => granularity === 'day');
    await vault.ports.vault.addWindows(known.map((each) => ({ ...each, revision: each.revision + 1 })));
    const told = await preview();
    expect(told).toMatchObject({ notAsSealed: [], uncompared: [AFTER] });
    expect(datesOf(told)).toEqual([DAY, NEXT, AFTER]);
    expect(textOf(told, 'en')).toContain('cannot be compared: 2026-03-12.');
    expect(textOf(told, 'nl')).toContain('niet te vergelijken: 2026-03-12.');
  });
});
