import { describe, expect, it } from 'vitest';
import { failure, NOON, type Notify, ScriptedLink, sessionAt, settled, type Time } from '../../test/scripted-link.js';
import { type BangleScript, fetchState, print, record, script, TX } from '../../test/wearables/banglejs.js';
import type { Batch, Session, Wearable } from '../wearable-port.js';
import { family } from './banglejs.js';

const FETCH_ALL = 'GB({"t":"actfetch","ts":0})';
const live = (steps: number, heartRate: number): string =>
  JSON.stringify({ t: 'act', stp: steps, hrm: heartRate, rt: 1 });

interface Opened {
  readonly watch: BangleScript;
  readonly link: ScriptedLink;
  readonly wearable: Wearable;
  readonly time: Time;
}

async function opened(more: Partial<BangleScript> = {}, session: Partial<Session> = {}): Promise<Opened> {
  const watch = Object.assign(script(), more);
  const link = new ScriptedLink(watch);
  const time = { now: NOON };
  return { watch, link, time, wearable: await family.open(link, sessionAt(time, session)) };
}

/** A watch that answers a fetch as the test says. */
function answering(answer: (notify: Notify) => void): Promise<Opened> {
  const watch = script();
  const { write } = watch;
  watch.write = function (uuid, value, notify) {
    const before = this.commands.length;
    write.call(this, uuid, value, () => undefined);
    if (this.commands.slice(before).some((command) => command.includes('actfetch'))) answer(notify);
  };
  return opened(watch);
}

async function readAll(wearable: Wearable, since = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of wearable.history(since)) {
    batches.push(batch);
    await batch.acknowledge();
  }
  return batches;
}

describe('the history of a Bangle.js', () => {
  it('is asked for once, and comes a day at a time', async () => {
    const { wearable, watch } = await opened();
    const batches = await readAll(wearable);
    expect(watch.commands.filter((command) => command.includes('actfetch'))).toEqual([FETCH_ALL]);
    expect(batches.map(({ from, to }) => [from - NOON, to - NOON])).toEqual([
      [-2 * 86_400 - 600, -2 * 86_400 + 600],
      [-1200, -600],
    ]);
    expect(batches.map(({ samples }) => samples.length)).toEqual([3, 2]);
  });

  it('resumes behind what was read', async () => {
    const { wearable } = await opened();
    const [first] = await readAll(wearable);
    expect((await readAll(wearable, first?.to)).map(({ from }) => from - NOON)).toEqual([-1200]);
    expect(await readAll(wearable, NOON)).toEqual([]);
  });

  it('takes no more at once than a write may carry, and never more than twenty bytes', async () => {
    for (const [most, longest] of [
      [20, 20],
      [200, 20],
      [7, 7],
    ]) {
      const { wearable, link } = await opened({}, { listen: false });
      link.writeLength = most ?? 0;
      await readAll(wearable);
      expect(Math.max(...link.written.map(({ value }) => value.length))).toBe(longest);
      expect(link.written[0]?.value[0]).toBe(0x10);
    }
  });

  it('neither loses nor counts what is told by itself in the middle of it', async () => {
    const { wearable, time } = await answering((notify) => {
      print(notify, fetchState('start'));
      print(notify, record(NOON - 1200));
      print(notify, live(4, 66));
      print(notify, record(NOON - 600));
      print(notify, '{"t":"info","msg":"hello"}');
      print(notify, fetchState('end', 2));
    });
    const [batch] = await readAll(wearable);
    expect(batch?.samples.filter(({ metric }) => metric === 'steps')).toHaveLength(2);
    time.now += 60;
    expect(wearable.live(time.now)?.samples).toMatchObject([{ value: 4 }, { value: 66 }]);
  });

  it.each<[string, readonly string[]]>([
    ['a record is missing', [record(NOON - 600), fetchState('end', 2)]],
    ['there is one too many', [record(NOON - 1200), record(NOON - 600), fetchState('end', 1)]],
    ['a line is no JSON', [record(NOON - 600), '{"t":"act', fetchState('end', 1)]],
    ['a line never ends', [`{"t":"${'x'.repeat(600)}"}`, fetchState('end', 0)]],
    ['a number is none', [record(NOON - 600, { stp: 'many' }), fetchState('end', 1)]],
    ['the end has no count', [fetchState('end')]],
  ])('yields nothing and lets go of a watch of whose history %s', async (_, lines) => {
    const { wearable, link } = await answering((notify) => {
      for (const line of [fetchState('start'), ...lines]) print(notify, line);
    });
    expect(await failure(readAll(wearable))).toBe('malformed');
    expect(link.closed).toBe(1);
  });

  it('is not waited for in vain', async () => {
    const { wearable, link } = await answering((notify) => print(notify, fetchState('start')));
    expect(await failure(readAll(wearable))).toBe('timeout');
    expect(link.closed).toBe(1);
  });

  it('is waited for as long as lines keep coming', async () => {
    const { wearable } = await answering((notify) => {
      [record(NOON - 1200), record(NOON - 600)].forEach((line, index) => {
        setTimeout(() => print(notify, line), 40 * (index + 1));
      });
      setTimeout(() => print(notify, fetchState('end', 2)), 120);
    });
    expect(await readAll(wearable)).toHaveLength(1);
  });
});

describe('what a Bangle.js tells by itself', () => {
  it('is asked for every ten seconds, and ended with the connection', async () => {
    const { wearable, watch } = await opened();
    await wearable.close();
    expect(watch.commands).toEqual([
      'GB({"t":"act","hrm":true,"stp":true,"int":10})',
      'GB({"t":"act","hrm":false,"stp":false,"int":10})',
    ]);
  });

  it('are steps and heart rates within what a body can do', async () => {
    const { wearable, link, time } = await opened();
    for (const line of [live(5, 70), live(5, 70), live(6, 0), live(-7, 71), live(301, 251)]) print(link.notify, line);
    time.now += 60;
    expect(wearable.live(time.now)?.samples).toMatchObject([
      { metric: 'steps', value: 11 },
      { metric: 'heart-rate', value: 70 },
      { metric: 'heart-rate', value: 71 },
    ]);
  });

  it('is how full its battery is, once it has said so', async () => {
    const { wearable, link } = await opened();
    expect(await wearable.battery()).toBeUndefined();
    print(link.notify, '{"t":"status","bat":54,"chg":0}');
    print(link.notify, '{"t":"status","bat":540,"chg":0}');
    expect(await wearable.battery()).toEqual({ percent: 54, charging: false });
  });

  it('may be any line, outside a fetch', async () => {
    const { wearable, link, time } = await opened();
    for (const line of ['>', 'Uncaught Error', '{', record(NOON), fetchState('end', 3), 'x'.repeat(600)]) {
      print(link.notify, line);
    }
    time.now += 60;
    expect(wearable.live(time.now)).toBeUndefined();
    // The brace that is no message, and the line without an end.
    expect(wearable.refused).toBe(2);
    expect(await readAll(wearable)).toHaveLength(2);
  });
});

describe('a Bangle.js', () => {
  it('is set in time and time zone, and says what its clock says', async () => {
    const { wearable, watch } = await opened({ clock: NOON + 5 }, { offsetMinutes: () => 330, listen: false });
    await wearable.clock?.set(NOON);
    expect(await wearable.clock?.read()).toBe(NOON + 5);
    expect(watch.commands).toEqual([
      `setTime(${NOON});E.setTimeZone(5.5);`,
      'Bluetooth.println(JSON.stringify({t:"clock",ts:Date.now()}))',
    ]);
  });

  it('is not sent anything while it has no room', async () => {
    const { wearable, link, watch } = await opened({}, { listen: false });
    link.notify(TX, Uint8Array.of(0x13));
    const set = wearable.clock?.set(NOON);
    await settled();
    expect(link.written).toEqual([]);
    link.notify(TX, Uint8Array.of(0x11));
    await set;
    expect(watch.commands).toHaveLength(1);
    link.notify(TX, Uint8Array.of(0x13));
    expect(await failure(wearable.clock?.set(NOON) ?? Promise.resolve())).toBe('timeout');
  });

  it('gets one command after the other, whole', async () => {
    const { wearable, watch } = await opened({}, { listen: false });
    await Promise.all([wearable.clock?.set(NOON), wearable.clock?.set(NOON + 1), readAll(wearable)]);
    expect(watch.commands).toEqual([
      `setTime(${NOON});E.setTimeZone(0);`,
      `setTime(${NOON + 1});E.setTimeZone(0);`,
      FETCH_ALL,
    ]);
  });
});
