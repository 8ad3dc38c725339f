import { describe, expect, it } from 'vitest';
import { failure, NOON, ScriptedLink, sessionAt, settled, type Time } from '../../test/scripted-link.js';
import { STEPS, script, word32 } from '../../test/wearables/infinitime.js';
import { encodeCurrentTime } from '../core/gatt-time.js';
import type { Mark, Session, Wearable } from '../wearable-port.js';
import { family } from './infinitime.js';

interface Opened {
  readonly watch: ReturnType<typeof script>;
  readonly link: ScriptedLink;
  readonly wearable: Wearable;
  readonly time: Time;
}

async function opened(counter: number, mark?: Mark, session: Partial<Session> = {}): Promise<Opened> {
  const watch = Object.assign(script(), { counter });
  const link = new ScriptedLink(watch);
  const time = { now: NOON };
  const wearable = await family.open(link, sessionAt(time, { mark, ...session }));
  return { watch, link, wearable, time };
}

const samplesOf = (wearable: Wearable, until: number): unknown => wearable.live(until)?.samples;

describe('what was walked while nobody listened', () => {
  const hourAgo = NOON - 3600;

  it('is one sample over that time on the same day', async () => {
    const { wearable } = await opened(1500, { counter: 1000, at: hourAgo });
    expect(wearable.live(NOON)).toMatchObject({
      from: hourAgo,
      to: NOON,
      samples: [{ metric: 'steps', start: hourAgo, duration: 3600, value: 500 }],
      worn: [],
      mark: { counter: 1500, at: NOON },
    });
  });

  it('is the whole count after a new beginning, which is looked at twice', async () => {
    const { wearable, link } = await opened(40, { counter: 1000, at: hourAgo });
    expect(samplesOf(wearable, NOON)).toMatchObject([{ start: hourAgo, value: 40 }]);
    expect(link.operations).toBe(5);
  });

  it('is no new beginning when only the first look was behind', async () => {
    const watch = Object.assign(script(), { counter: 1010 });
    const stale = [word32(990)];
    const read = (uuid: string) => (uuid === STEPS ? stale.pop() : undefined) ?? watch.read(uuid);
    const link = new ScriptedLink({ ...watch, read });
    const wearable = await family.open(link, sessionAt({ now: NOON }, { mark: { counter: 1000, at: hourAgo } }));
    expect(samplesOf(wearable, NOON)).toMatchObject([{ value: 10 }]);
  });

  it('is what was walked since midnight on another day', async () => {
    const { wearable } = await opened(9500, { counter: 9000, at: NOON - 86_400, ahead: 0 });
    expect(samplesOf(wearable, NOON)).toEqual([
      { metric: 'steps', start: NOON - 43_200, duration: 43_200, value: 9500 },
    ]);
  });

  it('is not known without a mark, or with one that is not whole', async () => {
    for (const mark of [undefined, { counter: 1000 }, { at: hourAgo }, { kind: 3 }]) {
      const { wearable, time } = await opened(1500, mark);
      time.now += 10;
      expect(wearable.live(time.now)).toMatchObject({ samples: [], mark: { counter: 1500, at: time.now } });
    }
  });

  it('is not believed beyond what anybody can walk, and the count begins anew', async () => {
    const { wearable, watch, link, time } = await opened(50_000, { counter: 1000, at: hourAgo });
    time.now += 10;
    watch.tell(link.notify, 1);
    time.now += 10;
    expect(samplesOf(wearable, time.now)).toMatchObject([{ metric: 'steps', value: 3 }, { value: 61 }]);
  });

  it('is nothing where the clock of this machine went back', async () => {
    const { wearable, time } = await opened(1500, { counter: 1000, at: NOON + 60 });
    time.now += 10;
    expect(wearable.live(time.now)).toMatchObject({ from: NOON, samples: [] });
  });

  it('counts in its minute when the connection before ended this second', async () => {
    const { wearable, time } = await opened(1005, { counter: 1000, at: NOON });
    time.now += 10;
    expect(samplesOf(wearable, time.now)).toEqual([{ metric: 'steps', start: NOON, duration: 10, value: 5 }]);
  });

  it('is caught up on also where nobody listens', async () => {
    const { wearable, time, link } = await opened(1500, { counter: 1000, at: hourAgo }, { listen: false });
    time.now += 100;
    expect(wearable.live(time.now)).toMatchObject({
      to: NOON,
      samples: [{ value: 500 }],
      mark: { counter: 1500, at: NOON },
    });
    expect(link.operations).toBe(2);
  });
});

describe('the clock of a watch', () => {
  const HOUR = 3600;
  const evening = NOON + 10 * HOUR;
  /** A watch whose clock is ahead, or tells no time. */
  async function met(ahead: number | undefined, { counter, at, mark }: { counter: number; at: number; mark?: Mark }) {
    const clock = { ahead, now: at };
    const watch = Object.assign(script(), { counter });
    const { read } = watch;
    const time = () => encodeCurrentTime(at + (clock.ahead ?? 0), 0);
    watch.read = (uuid) => {
      if (uuid === '2a2b') return clock.ahead === undefined ? undefined : time();
      return read.call(watch, uuid);
    };
    const link = new ScriptedLink(watch);
    const session = sessionAt(clock, { mark });
    return { clock, link, wearable: await family.open(link, session) };
  }

  it('goes with the mark, so that steps after its own midnight are not counted again after ours', async () => {
    const first = await met(3 * HOUR, { counter: 400, at: evening });
    first.clock.now += 60;
    const mark = first.wearable.live(first.clock.now)?.mark;
    expect(mark).toEqual({ counter: 400, at: evening + 60, ahead: 3 * HOUR });
    const next = await met(3 * HOUR, { counter: 400, at: evening + 10 * HOUR, ...(mark && { mark }) });
    expect(samplesOf(next.wearable, evening + 10 * HOUR)).toMatchObject([{ value: 0 }]);
  });

  it('decides by the time that it was set to from then on, and by neither where nobody knows if it was set', async () => {
    const { clock, link, wearable } = await met(3 * HOUR, { counter: 400, at: evening });
    clock.now += 60;
    await wearable.clock?.set(clock.now);
    expect(wearable.live(clock.now - 1)?.mark).toMatchObject({ at: evening + 59, ahead: 3 * HOUR });
    expect(wearable.live(clock.now)?.mark).toMatchObject({ at: evening + 60, ahead: 0 });
    link.diesAt = link.operations + 1;
    clock.now += 60;
    expect(await failure(wearable.clock?.set(clock.now) ?? Promise.resolve())).toBe('link-lost');
    expect(wearable.live(clock.now)?.mark).toEqual({ counter: 400, at: evening + 120 });
  });

  it('that cannot be read leaves the smaller of both readings, and no clock in the mark', async () => {
    const mark = { counter: 7000, at: evening, ahead: 0 };
    const { wearable } = await met(undefined, { counter: 7100, at: evening + 3 * HOUR, mark });
    const told = wearable.live(evening + 3 * HOUR);
    expect(told?.samples).toMatchObject([{ start: evening, value: 100 }]);
    expect(told?.mark).toEqual({ counter: 7100, at: evening + 3 * HOUR });
  });
});

describe('what a watch tells while it is listened to', () => {
  it('are the steps of each minute, over its midnight too', async () => {
    const { wearable, watch, link, time } = await opened(1000);
    const walk = (counter: number): void => {
      watch.counter = counter;
      link.notify(STEPS, word32(counter));
    };
    walk(1010);
    time.now += 60;
    walk(1025);
    time.now += 60;
    walk(0);
    walk(5);
    await settled();
    walk(7);
    await settled();
    time.now += 60;
    expect(samplesOf(wearable, time.now)).toMatchObject([
      { start: NOON, value: 10 },
      { start: NOON + 60, value: 15 },
      { start: NOON + 120, value: 7 },
    ]);
  });

  it('are no steps when a late notification is taken for nothing else', async () => {
    const { wearable, link, time } = await opened(1000);
    link.notify(STEPS, word32(990));
    link.notify(STEPS, word32(980));
    await settled();
    time.now += 60;
    expect(samplesOf(wearable, time.now)).toEqual([]);
  });

  it('is left out where the count cannot be looked up, or cannot be believed', async () => {
    const { wearable, watch, link, time } = await opened(1000);
    watch.read = () => undefined;
    link.notify(STEPS, word32(3));
    await settled();
    link.notify(STEPS, word32(2000));
    link.notify(STEPS, word32(2001));
    link.notify(STEPS, Uint8Array.of(1));
    time.now += 60;
    expect(samplesOf(wearable, time.now)).toMatchObject([{ value: 1 }]);
    expect(wearable.refused).toBe(1);
  });

  it('is found again at the next connection, to the step', async () => {
    const first = await opened(1000);
    first.watch.tell(first.link.notify, 1);
    first.link.lose();
    first.time.now += 5;
    const told = first.wearable.live(first.time.now);
    expect(told?.mark).toEqual({ counter: 1003, at: NOON + 1, ahead: 0 });
    const watch = Object.assign(script(), { counter: 1100 });
    const wearable = await family.open(new ScriptedLink(watch), sessionAt({ now: NOON + 601 }, { mark: told?.mark }));
    expect(samplesOf(wearable, NOON + 601)).toEqual([{ metric: 'steps', start: NOON + 1, duration: 600, value: 97 }]);
  });

  it('has no heart rate where the watch has none', async () => {
    const { wearable, link, time } = await opened(1000);
    link.notify('2a37', Uint8Array.of(0, 0));
    link.notify('2a37', Uint8Array.of(0));
    time.now += 10;
    expect(samplesOf(wearable, time.now)).toEqual([]);
  });

  it('ends when nobody takes it: the link goes down, and nothing is forgotten', async () => {
    const { wearable, link, time } = await opened(1000);
    for (let minute = 0; minute < 130; minute++) {
      link.notify('2a37', Uint8Array.of(0, 60 + (minute % 60)));
      time.now += 60;
    }
    await settled();
    expect(link.closed).toBe(1);
    expect(wearable.live(time.now)?.samples).toHaveLength(121);
  });
});

describe('a PineTime', () => {
  it('tells its battery and its clock, and is set', async () => {
    const { wearable, link } = await opened(0);
    expect(await wearable.battery()).toEqual({ percent: 77, charging: false });
    expect(await wearable.clock?.read()).toBe(NOON);
    await wearable.clock?.set(NOON + 90);
    expect([...(link.written[0]?.value ?? [])]).toEqual([0xea, 7, 5, 4, 12, 1, 30, 1, 0, 1]);
    expect(await wearable.clock?.read()).toBe(NOON + 90);
  });

  it('tells its firmware', async () => {
    const { wearable } = await opened(0);
    expect(await wearable.about?.()).toEqual({ firmware: '1.14.0' });
  });

  it('may lack battery and clock, and then does not say', async () => {
    const link = new ScriptedLink({ ...script(), uuids: [STEPS, '2a37'] });
    const wearable = await family.open(link, sessionAt({ now: NOON }));
    expect(wearable.clock).toBeUndefined();
    expect(await wearable.battery()).toBeUndefined();
  });

  it('is not opened when its count has another form', async () => {
    const watch = { ...script(), read: () => Uint8Array.of(1, 2) };
    expect(await failure(family.open(new ScriptedLink(watch), sessionAt({ now: NOON })))).toBe('malformed');
  });
});
