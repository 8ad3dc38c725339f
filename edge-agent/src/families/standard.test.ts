import { describe, expect, it } from 'vitest';
import { failure, NOON, ScriptedLink, sessionAt, type Time } from '../../test/scripted-link.js';
import { script } from '../../test/wearables/standard.js';
import type { Session, Wearable } from '../wearable-port.js';
import { family } from './standard.js';

async function opened(
  uuids = script().uuids,
  session: Partial<Session> = {},
): Promise<{ link: ScriptedLink; wearable: Wearable; time: Time }> {
  const link = new ScriptedLink({ ...script(), uuids });
  const time = { now: NOON };
  return { link, time, wearable: await family.open(link, sessionAt(time, session)) };
}

describe('a standard sensor', () => {
  it('tells each heart rate with the times between its beats', async () => {
    const { link, wearable, time } = await opened();
    link.notify('2a37', Uint8Array.of(0x16, 60, 0, 4, 1, 4));
    link.notify('2a37', Uint8Array.of(0x16, 61, 0, 4));
    link.notify('2a37', Uint8Array.of(0x16, 61, 0, 4));
    time.now += 1;
    expect(wearable.live(time.now)?.samples).toEqual([
      { metric: 'heart-rate', start: NOON, value: 60, rr: [1024, 1025] },
      { metric: 'heart-rate', start: NOON, value: 61, rr: [1024] },
    ]);
  });

  it('is worn while it is in contact, with a heart rate or without, and not while it is not', async () => {
    const { link, wearable, time } = await opened();
    link.notify('2a37', Uint8Array.of(0x04, 60));
    time.now += 60;
    link.notify('2a37', Uint8Array.of(0x06, 0));
    link.notify('2a37', Uint8Array.of(0x00, 0));
    time.now += 60;
    link.notify('2a37', Uint8Array.of(0x00, 0));
    time.now += 60;
    expect(wearable.live(time.now)).toMatchObject({ samples: [], worn: [{ start: NOON + 60, duration: 60 }] });
  });

  it('counts steps by their cadence, the last of it for two seconds', async () => {
    const { link, wearable, time } = await opened();
    for (let second = 0; second <= 60; second++) {
      link.notify('2a53', Uint8Array.of(0x04, 0, 3, 150));
      time.now += 1;
    }
    time.now += 30;
    const steps = wearable.live(time.now)?.samples.flatMap((sample) => (sample.metric === 'steps' ? sample.value : []));
    expect(steps?.reduce((sum, value) => sum + value, 0)).toBe(155);
  });

  it('goes without what it does not have', async () => {
    const { link, wearable } = await opened(['2a37']);
    expect(wearable.clock).toBeUndefined();
    expect(await wearable.battery()).toBeUndefined();
    expect(await wearable.about?.()).toEqual({});
    expect(link.operations).toBe(1);
  });

  it('says what it is, and how full its battery is', async () => {
    const { wearable } = await opened();
    expect(await wearable.battery()).toEqual({ percent: 50, charging: false });
    expect(await wearable.about?.()).toEqual({ firmware: '1.0', model: 'Strap 7', maker: 'Somebody' });
  });

  it('leaves out of what it is whatever cannot be read or shown', async () => {
    const texts = new Map([
      ['2a24', Uint8Array.of(0xff)],
      ['2a26', new TextEncoder().encode('1.0')],
    ]);
    const link = new ScriptedLink({ ...script(), read: (uuid) => texts.get(uuid) });
    const wearable = await family.open(link, sessionAt({ now: NOON }));
    expect(await wearable.about?.()).toEqual({ firmware: '1.0' });
    link.lose();
    expect(await wearable.about?.()).toEqual({});
  });

  it('says how many of its notifications were left out', async () => {
    const { link, wearable, time } = await opened();
    link.notify('2a37', Uint8Array.of(0));
    link.notify('2a53', Uint8Array.of(0, 1));
    link.notify('2a37', Uint8Array.of(0, 60));
    time.now += 1;
    expect(wearable.refused).toBe(2);
    expect(wearable.live(time.now)?.samples).toHaveLength(1);
  });

  it('has the clock of its Current Time service', async () => {
    const { wearable, link } = await opened(undefined, { offsetMinutes: () => 60 });
    expect(await wearable.clock?.read()).toBe(NOON - 3600);
    await wearable.clock?.set(NOON);
    expect([...(link.written[0]?.value ?? [])]).toEqual([0xea, 7, 5, 4, 13, 0, 0, 1, 0, 1]);
    const wrong = { ...script(), read: () => Uint8Array.of(1) };
    const other = await family.open(new ScriptedLink(wrong), sessionAt({ now: NOON }));
    expect(await failure(other.clock?.read() ?? Promise.resolve())).toBe('malformed');
    expect(await failure(other.battery())).toBe('none');
  });
});
