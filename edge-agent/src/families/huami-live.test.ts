import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOON, type ScriptedLink, settled } from '../../test/scripted-link.js';
import { AUTH, realtime, STEPS, script, YESTERDAY } from '../../test/wearables/huami.js';
import { opened, readAll } from '../../test/wearables/opened-huami.js';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('what a band tells by itself', () => {
  it('are the steps since the first count, and the heart rate', async () => {
    const { link, wearable, time } = await opened();
    link.notify(STEPS, realtime(500));
    time.now += 5;
    link.notify(STEPS, realtime(512));
    link.notify('2a37', Uint8Array.of(0, 71));
    expect(wearable.live(time.now + 1)).toBeUndefined();
    time.now += 1;
    expect(wearable.live(time.now)?.samples).toMatchObject([{ metric: 'steps', value: 12 }, { value: 71 }]);
  });

  it('carries the mark of the history with it', async () => {
    const mark = { at: YESTERDAY, kind: 9 };
    const { link, wearable, time } = await opened({}, { mark });
    link.notify('2a37', Uint8Array.of(0, 71));
    time.now += 1;
    expect(wearable.live(time.now)?.mark).toEqual(mark);
    await readAll(wearable);
    expect(wearable.live(time.now)?.mark).toEqual({ at: YESTERDAY + 180, kind: 11 });
  });

  it('looks the count up where it is behind, since a notification may be late', async () => {
    const { link, wearable, time, band } = await opened({ steps: 600 });
    for (const steps of [590, 600, 595]) link.notify(STEPS, realtime(steps));
    await settled();
    band.steps = 4;
    link.notify(STEPS, realtime(4));
    await settled();
    time.now += 60;
    expect(wearable.live(time.now)?.samples).toMatchObject([{ value: 14 }]);
  });

  it('does without characteristics that a band does not have', async () => {
    const bare = script().uuids.slice(0, 2).concat(AUTH);
    const { wearable, link } = await opened({ uuids: bare });
    expect(await wearable.battery()).toBeUndefined();
    expect(wearable.clock).toBeUndefined();
    expect(link.written.map(({ uuid }) => uuid)).toEqual([AUTH, AUTH]);
    expect(await readAll(wearable)).toHaveLength(2);
  });
});

describe('continuous heart rate', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const commands = (link: ScriptedLink): string[] =>
    link.written.filter(({ uuid }) => uuid === '2a39').map(({ value }) => hex(value));

  it('is asked for, kept up every twelve seconds and ended with the link', async () => {
    const { link, wearable } = await opened();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(commands(link)).toEqual(['150101', '16', '16']);
    await wearable.close();
    expect(commands(link).at(-1)).toBe('150100');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer when the link is lost, and writes no more', async () => {
    const { link, wearable } = await opened();
    link.lose();
    await vi.advanceTimersByTimeAsync(25_000);
    await wearable.close();
    expect(commands(link)).toEqual(['150101']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on though the band does not take a command', async () => {
    const { link, wearable, band } = await opened();
    band.write = () => {
      throw Object.assign(new Error('a test of what a link may reject with'), { code: 'refused' });
    };
    await vi.advanceTimersByTimeAsync(13_000);
    await wearable.close();
    expect(link.closed).toBe(1);
  });
});

describe('the clock of a band', () => {
  it('is read and set with the offset of the employee', async () => {
    const { wearable, link } = await opened({}, { offsetMinutes: () => 120 });
    expect(await wearable.clock?.read()).toBe(NOON);
    await wearable.clock?.set(NOON + 1);
    expect(hex(link.written.at(-1)?.value ?? new Uint8Array())).toBe('ea0705040e000101000008');
    expect(await wearable.clock?.read()).toBe(NOON + 1);
  });
});
