import { fromHex } from '@fit4work/protocol';
import { describe, expect, it, vi } from 'vitest';
import { failure, NOON, ScriptedLink, sessionAt } from '../../test/scripted-link.js';
import {
  AUTH,
  announcement,
  CONTROL,
  DATA,
  type HuamiScript,
  KEY,
  type Stretch,
  script,
  YESTERDAY,
} from '../../test/wearables/huami.js';
import { opened, readAll } from '../../test/wearables/opened-huami.js';
import type { Batch, Mark } from '../wearable-port.js';
import { family } from './huami.js';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

const asked = (link: ScriptedLink): string[] =>
  link.written.filter(({ uuid }) => uuid === CONTROL).map(({ value }) => hex(value));

const minute = (from: number, kind: number): Stretch => ({ from, minutes: 1, bytes: [kind, 0, 0, 50] });

describe('opening a band', () => {
  it('is refused by a band that has another key', async () => {
    const work = family.open(new ScriptedLink(script()), sessionAt({ now: NOON }, { key: new Uint8Array(16) }));
    expect(await failure(work)).toBe('auth-refused');
  });

  it('proves its key by AES-128, as the example of FIPS 197 (appendix B) has it', async () => {
    const key = fromHex('2b7e151628aed2a6abf7158809cf4f3c');
    const challenge = fromHex('3243f6a8885a308d313198a2e0370734');
    const band = script();
    band.write = (uuid, [command = 0], notify) =>
      notify(uuid, Uint8Array.of(0x10, command, 1, ...(command === 2 ? challenge : [])));
    const link = new ScriptedLink(band);
    await family.open(link, sessionAt({ now: NOON }, { key, listen: false }));
    expect(link.written.map(({ value }) => hex(value))).toEqual(['0208', '03083925841d02dc09fbdc118597196a0b32']);
  });

  it.each([undefined, new Uint8Array(15)])('asks for a key of sixteen bytes', async (key) => {
    expect(await failure(family.open(new ScriptedLink(script()), sessionAt({ now: NOON }, { key })))).toBe(
      'auth-refused',
    );
  });

  it.each([
    { crypt: 0, flags: 0 },
    { crypt: 0x80, flags: 0 },
  ])('tries the forms of other models where the first is refused ($crypt, $flags)', async (form) => {
    const { link, wearable } = await opened({ form });
    expect(await wearable.about?.()).toEqual({ firmware: 'V1.0' });
    const commands = link.written.filter(({ uuid }) => uuid === AUTH).map(({ value }) => hex(value.subarray(0, 5)));
    const crypt = form.crypt !== 0;
    expect(commands.slice(0, -1)).toEqual(crypt ? ['0208', '0200', '8200020100'] : ['0208', '0200']);
    expect(commands.at(-1)?.slice(0, 4)).toBe(crypt ? '8300' : '0300');
    const wrong = family.open(
      new ScriptedLink({ ...script(), form } as HuamiScript),
      sessionAt({ now: NOON }, { key: new Uint8Array(16) }),
    );
    expect(await failure(wrong)).toBe('auth-refused');
  });

  it('is refused when a band takes none of the forms, which are tried once each', async () => {
    const link = new ScriptedLink(Object.assign(script(), { form: { crypt: 0x40, flags: 9 } }));
    expect(await failure(family.open(link, sessionAt({ now: NOON }, { key: KEY })))).toBe('auth-refused');
    expect(link.written.map(({ value }) => hex(value))).toEqual(['0208', '0200', '8200020100']);
  });

  it('ends in time with a band that says nothing', async () => {
    const silent = { ...script(), write: () => undefined };
    expect(await failure(family.open(new ScriptedLink(silent), sessionAt({ now: NOON }, { key: KEY })))).toBe(
      'timeout',
    );
  });
});

describe('agreeing on a key', () => {
  const newKey = Uint8Array.from({ length: 16 }, (_, index) => 255 - index);
  const agree = (link: ScriptedLink, key = newKey): Promise<void> | undefined =>
    family.agreeOnKey?.(link, key, sessionAt({ now: NOON }));

  it('gives the band the key, which opens it from then on', async () => {
    const link = new ScriptedLink(script());
    await agree(link);
    expect(link.written.map(({ uuid, value }) => [uuid, hex(value)])).toEqual([[AUTH, `0108${hex(newKey)}`]]);
    const wearable = await family.open(link, sessionAt({ now: NOON }, { key: newKey }));
    await expect(wearable.battery()).resolves.toEqual({ percent: 66, charging: true });
  });

  it('gives it in the form of other models, where the first is not understood', async () => {
    const link = new ScriptedLink(Object.assign(script(), { form: { crypt: 0x80, flags: 0 } }));
    await agree(link);
    expect(link.written.map(({ value }) => hex(value))).toEqual([`0108${hex(newKey)}`, `0100${hex(newKey)}`]);
    await expect(family.open(link, sessionAt({ now: NOON }, { key: newKey }))).resolves.toBeDefined();
  });

  it('waits longer than for any other answer, and ends when nobody taps', async () => {
    vi.useFakeTimers();
    const band = { ...script(), taps: false };
    const work = failure(agree(new ScriptedLink(band)) ?? Promise.resolve());
    let settled = false;
    void work.then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(149);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await work).toBe('timeout');
    vi.useRealTimers();
  });

  it('is refused by the wearer, or with a key of another length', async () => {
    const band = script();
    let answer = 2;
    band.write = (uuid, _value, notify) => notify(uuid, Uint8Array.of(0x10, 1, answer));
    const link = new ScriptedLink(band);
    expect(await failure(agree(link) ?? Promise.resolve())).toBe('auth-refused');
    expect(link.written).toHaveLength(1);
    answer = 4;
    expect(await failure(agree(link) ?? Promise.resolve())).toBe('auth-refused');
    expect(link.written).toHaveLength(3);
    expect(await failure(agree(new ScriptedLink(script()), new Uint8Array(8)) ?? Promise.resolve())).toBe(
      'auth-refused',
    );
  });
});

describe('the history of a band', () => {
  it('is asked for from the same time on until there is none, and deleted stretch by stretch', async () => {
    const { link, wearable, band } = await opened();
    const batches = await readAll(wearable, YESTERDAY + 17);
    expect(batches.map(({ from, to }) => [from - YESTERDAY, to - YESTERDAY])).toEqual([
      [0, 60],
      [60, 180],
    ]);
    const select = asked(link)[0];
    expect(select).toMatch(/^0101ea0705030c00/);
    expect(asked(link)).toEqual([select, '02', '03', select, '02', '03', select, '03']);
    expect(band.held).toEqual([]);
  });

  it('is not deleted before it is acknowledged', async () => {
    const { link, wearable } = await opened();
    await wearable.history(0)[Symbol.asyncIterator]().next();
    expect(asked(link)).not.toContain('03');
  });

  it('is read when a clock that was set back made later minutes earlier', async () => {
    const { wearable } = await opened({ held: [minute(YESTERDAY + 600, 1), minute(YESTERDAY + 60, 9)] });
    const batches = await readAll(wearable, YESTERDAY);
    expect(batches.map(({ from }) => from - YESTERDAY)).toEqual([600, 60]);
  });

  it('is read where the same minutes were lived through twice', async () => {
    const { wearable } = await opened({ held: [minute(YESTERDAY, 1), minute(YESTERDAY, 9)] });
    expect(await readAll(wearable, YESTERDAY)).toHaveLength(2);
  });

  it('ends with a band that does not forget', async () => {
    const { wearable, link } = await opened({ held: [minute(YESTERDAY, 1), minute(YESTERDAY, 1)] });
    expect(await failure(readAll(wearable))).toBe('malformed');
    expect(link.closed).toBe(1);
  });

  it('ends with a band that never comes to its end', async () => {
    const minutes = 31 * 1440;
    const held = Array.from({ length: 13 }, (_, month) => ({
      from: YESTERDAY + month * minutes * 60,
      minutes,
      bytes: Array(minutes * 4).fill(0),
    }));
    const { wearable } = await opened({ held });
    expect(await failure(readAll(wearable))).toBe('malformed');
    expect(held).toHaveLength(1);
  });

  it('may have eight bytes a minute', async () => {
    const held = [{ from: YESTERDAY, minutes: 2, bytes: [120, 0, 0, 50, 0, 0, 60, 0, 115, 0, 0, 0, 0, 0, 0, 0] }];
    const { wearable } = await opened({ held });
    const [batch] = await readAll(wearable);
    expect(batch?.samples.at(-1)).toEqual({ metric: 'sleep', start: YESTERDAY, duration: 60, stage: 'deep' });
    expect(batch?.worn).toEqual([{ start: YESTERDAY, duration: 60 }]);
    expect(batch?.mark).toBeUndefined();
  });

  it('goes on with the kind of the stretch before, within a connection and over a restart', async () => {
    const stages = (batches: readonly Batch[]): unknown[] => batches.map(({ samples }) => samples.at(-1));
    const deep = (start: number): unknown => ({ metric: 'sleep', start, duration: 60, stage: 'deep' });
    const first = await opened({ held: [minute(YESTERDAY, 11), minute(YESTERDAY + 60, 0)] });
    const batches = await readAll(first.wearable);
    expect(stages(batches)).toEqual([deep(YESTERDAY), deep(YESTERDAY + 60)]);
    const mark: Mark | undefined = batches.at(-1)?.mark;
    expect(mark).toEqual({ at: YESTERDAY + 120, kind: 11 });
    const again = async (at: number): Promise<unknown[]> =>
      stages(await readAll((await opened({ held: [minute(at, 0)] }, { mark })).wearable));
    expect(await again(YESTERDAY + 120)).toEqual([deep(YESTERDAY + 120)]);
    // Of another minute nothing is known.
    expect(await again(YESTERDAY + 180)).toEqual([{ metric: 'heart-rate', start: YESTERDAY + 180, value: 50 }]);
  });

  it.each<[string, (step: number, link: ScriptedLink) => void, string]>([
    ['never answers', () => undefined, 'timeout'],
    ['refuses the request', (_, { notify }) => notify(CONTROL, Uint8Array.of(0x10, 1, 4)), 'refused'],
    ['answers with nonsense', (_, { notify }) => notify(CONTROL, Uint8Array.of(1, 2, 3)), 'malformed'],
    ['stops after its announcement', (step, link) => announce(step, link, []), 'timeout'],
    ['loses a part', (step, link) => announce(step, link, [[1, 1, 0, 3, 70]]), 'malformed'],
    ['ends too early', (step, link) => announce(step, link, [[0, 1, 0, 3, 70], 'end']), 'malformed'],
  ])('yields nothing and lets go of a band that %s', async (_, answer, code) => {
    const { link, wearable, band } = await opened();
    band.write = ((_uuid, value) => answer(value[0] ?? 0, link)) satisfies HuamiScript['write'];
    expect(await failure(readAll(wearable))).toBe(code);
    expect(link.closed).toBe(1);
    expect(asked(link)).not.toContain('03');
  });

  it('is not waited for while only what nobody asked for keeps coming', async () => {
    const { link, wearable, band } = await opened();
    band.write = () => {
      const noise = setInterval(() => link.notify(DATA, Uint8Array.of(0, 1, 1, 1, 1)), 10);
      link.lifeline.onEnd(() => clearInterval(noise));
    };
    expect(await failure(readAll(wearable))).toBe('timeout');
  });

  it('tells when the acknowledgement did not get through', async () => {
    const { link, wearable, band } = await opened();
    const { write } = band;
    band.write = function (uuid, value, notify) {
      if (value[0] !== 3) write.call(this, uuid, value, notify);
    };
    expect(await failure(readAll(wearable))).toBe('timeout');
    expect(link.closed).toBe(1);
  });

  it('waits as long as data keeps coming', async () => {
    const { link, wearable, band } = await opened({
      held: [{ from: YESTERDAY, minutes: 3, bytes: Array(12).fill(1) }],
    });
    const { write } = band;
    band.write = function (uuid, value, notify) {
      if (value[0] !== 2) return write.call(this, uuid, value, notify);
      [0, 1, 2].forEach((part) => {
        setTimeout(() => notify(DATA, Uint8Array.of(part, 1, 1, 1, 1)), 40 * (part + 1));
      });
      setTimeout(() => notify(CONTROL, Uint8Array.of(0x10, 2, 1)), 150);
    };
    expect(await readAll(wearable)).toHaveLength(1);
    expect(link.closed).toBe(0);
  });
});

/** Announces two minutes, and then sends the parts. */
function announce(step: number, { notify }: ScriptedLink, parts: readonly (number[] | 'end')[]): void {
  if (step === 1) notify(CONTROL, announcement({ from: YESTERDAY, minutes: 2, bytes: [] }));
  if (step !== 2) return;
  for (const part of parts) {
    if (part === 'end') notify(CONTROL, Uint8Array.of(0x10, 2, 1));
    else notify(DATA, Uint8Array.from(part));
  }
}
