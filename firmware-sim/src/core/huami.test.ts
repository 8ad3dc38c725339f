import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate, startOfDay } from './brussels-time.js';
import { HuamiConversation } from './huami-conversation.js';
import { narrowSample, notifications, wideSample } from './huami-samples.js';
import { Memory } from './memory.js';
import { KIND, storedMinutes } from './minute.js';
import { WearableClock } from './wearable-clock.js';
import { currentTime, decodeCurrentTime, decodeFetchTime, shortTime, zonedTime } from './wearable-time.js';

const DAY = startOfDay(parseDate('2026-05-04') ?? 0);

function memoryOf(minutes: number): Memory {
  const memory = new Memory(storedMinutes(DAY, new Uint8Array(minutes * 4)), { capacity: 10_000, page: 1 });
  memory.measure(DAY + minutes * 60, (minute) => minute);
  return memory;
}

const clock = new WearableClock(() => DAY, { zoneMinutes: 120 });
const key = new Uint8Array(16).fill(0x5a);
const secrets = {
  encrypt: (given: Uint8Array, block: Uint8Array) => block.map((byte, at) => byte ^ (given[at] ?? 0)),
  challenge: () => new Uint8Array(16),
};
const proof = Uint8Array.of(3, 8, ...key);
const select = Uint8Array.of(1, 1, ...shortTime(DAY, 120));
const talk = (memory: Memory): HuamiConversation => new HuamiConversation(memory, clock, { ...secrets, key });

describe('the conversation of a Huami wearable', () => {
  function authenticated(memory: Memory): HuamiConversation {
    const conversation = talk(memory);
    expect([...(conversation.auth(Uint8Array.of(2, 8)) as Uint8Array)]).toEqual([0x10, 2, 1, ...new Uint8Array(16)]);
    expect([...(conversation.auth(proof) as Uint8Array)]).toEqual([0x10, 3, 1]);
    return conversation;
  }

  it('refuses history before authentication', () => {
    for (const command of [select, Uint8Array.of(2), Uint8Array.of(3)]) {
      expect([...(talk(memoryOf(10)).control(command).reply ?? [])]).toEqual([0x10, command[0], 4]);
    }
  });

  it('refuses a wrong answer, a right one to an old challenge, and a new key when it has one', () => {
    const conversation = talk(memoryOf(10));
    conversation.auth(Uint8Array.of(2, 8));
    const refused = [0x10, 3, 4];
    expect([...(conversation.auth(Uint8Array.of(3, 8, ...new Uint8Array(16))) as Uint8Array)]).toEqual(refused);
    expect([...(conversation.auth(proof) as Uint8Array)]).toEqual(refused);
    expect([...(conversation.auth(Uint8Array.of(1, 8, ...new Uint8Array(16))) as Uint8Array)]).toEqual([0x10, 1, 4]);
  });

  it('wants the crypt bit and no flags where it is such a model, and refuses the form of others', () => {
    const crypt = new HuamiConversation(memoryOf(10), clock, { ...secrets, key, crypt: true });
    const say = (...bytes: number[]): number[] => [...(crypt.auth(Uint8Array.from(bytes)) as Uint8Array)];
    expect([say(2, 8), say(2, 0), say(0x82, 0)]).toEqual([
      [0x10, 2, 4],
      [0x10, 2, 4],
      [0x10, 0x82, 4],
    ]);
    expect(say(0x82, 0, 2, 1, 0)).toEqual([0x10, 0x82, 1, ...new Uint8Array(16)]);
    expect(say(3, 0, ...key)).toEqual([0x10, 3, 4]);
    expect(say(0x83, 0, ...key)).toEqual([0x10, 0x83, 1]);
    expect(crypt.authenticated).toBe(true);
    const unpaired = new HuamiConversation(memoryOf(10), clock, { ...secrets, crypt: true });
    expect([...(unpaired.auth(Uint8Array.of(1, 8, ...key)) as Uint8Array)]).toEqual([0x10, 1, 4]);
    expect(unpaired.auth(Uint8Array.of(1, 0, ...key))).toEqual({ offered: key });
  });

  it('takes a key while it has none, once its wearer tapped, and then that one alone', () => {
    const unpaired = new HuamiConversation(memoryOf(10), clock, secrets);
    expect([...(unpaired.auth(Uint8Array.of(2, 8)) as Uint8Array)]).toEqual([0x10, 2, 4]);
    expect(unpaired.auth(Uint8Array.of(1, 8, ...key))).toEqual({ offered: key });
    expect([...unpaired.confirm(key, false)]).toEqual([0x10, 1, 2]);
    expect([...(unpaired.auth(Uint8Array.of(2, 8)) as Uint8Array)]).toEqual([0x10, 2, 4]);
    expect([...unpaired.confirm(key, true)]).toEqual([0x10, 1, 1]);
    expect([...unpaired.confirm(new Uint8Array(16), true)]).toEqual([0x10, 1, 2]);
    unpaired.auth(Uint8Array.of(2, 8));
    expect([...(unpaired.auth(proof) as Uint8Array)]).toEqual([0x10, 3, 1]);
  });

  it('says how many samples it holds from when on, for a time of eight bytes and of eleven', () => {
    for (const time of [shortTime(DAY + 120, 120), zonedTime(DAY + 120, 60)]) {
      const { reply } = authenticated(memoryOf(10)).control(Uint8Array.of(1, 1, ...time));
      expect([...(reply ?? [])]).toEqual([0x10, 1, 1, 8, 0, 0, 0, 0xea, 7, 5, 4, 0, 2, 0, 8]);
    }
  });

  it('forgets what was transferred and acknowledged, and nothing else', () => {
    const memory = memoryOf(10);
    const conversation = authenticated(memory);
    const acknowledge = Uint8Array.of(3);
    conversation.control(select);
    conversation.control(acknowledge);
    expect(memory.next(0)?.count).toBe(10);
    conversation.control(Uint8Array.of(2));
    conversation.control(acknowledge);
    expect(memory.next(0)?.count).toBe(10);
    conversation.control(select);
    conversation.control(Uint8Array.of(2));
    conversation.transferred();
    conversation.linkChanged();
    conversation.auth(Uint8Array.of(2, 8));
    conversation.auth(proof);
    conversation.control(acknowledge);
    expect(memory.next(0)?.count).toBe(10);
    conversation.control(select);
    conversation.control(Uint8Array.of(2));
    expect([...conversation.transferred()]).toEqual([0x10, 2, 1]);
    expect([...(conversation.control(acknowledge).reply ?? [])]).toEqual([0x10, 3, 1]);
    expect(memory.next(0)).toBeUndefined();
    expect([...(conversation.control(select).reply ?? [])].slice(0, 7)).toEqual([0x10, 1, 1, 0, 0, 0, 0]);
  });

  it('answers whatever bytes without failing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 24 }), { maxLength: 20 }), (writes) => {
        const conversation = authenticated(memoryOf(10));
        for (const write of writes) {
          expect(conversation.auth(write)).toHaveProperty([0], 0x10);
          const { reply, transfer } = conversation.control(write);
          expect(reply !== undefined || transfer !== undefined).toBe(true);
        }
      }),
    );
  });
});

describe('the bytes of a Huami wearable', () => {
  it('carry every time there and back, in whatever zone', () => {
    const from = (parseDate('2010-01-01') ?? 0) * 86_400;
    fc.assert(
      fc.property(fc.nat(20 * 365 * 86_400), fc.integer({ min: -48, max: 56 }), (seconds, quarters) => {
        const zone = quarters * 15;
        expect(decodeFetchTime(shortTime(from + seconds, zone))).toBe(from + seconds);
        const wall = { local: from + seconds + zone * 60, zoneMinutes: zone };
        expect(decodeCurrentTime(zonedTime(from + seconds, zone))).toEqual(wall);
        expect(decodeCurrentTime(currentTime(wall.local))).toEqual({ ...wall, zoneMinutes: undefined });
      }),
    );
    expect([...shortTime(DAY, 120)]).toEqual([0xea, 7, 5, 4, 0, 0, 0, 8]);
    expect([...shortTime(DAY, -300)].at(-1)).toBe(256 - 20);
    expect([...currentTime(DAY + 7200)]).toEqual([0xea, 7, 5, 4, 0, 0, 0, 1, 0, 0]);
    expect([...zonedTime(DAY, 120)]).toEqual([0xea, 7, 5, 4, 0, 0, 0, 1, 0, 0, 8]);
  });

  it('refuse a time that no calendar has', () => {
    for (const bytes of [
      [0xea, 7, 2, 30, 0, 0, 0, 8],
      [0xea, 7, 5, 4, 24, 0, 0, 8],
      [0xea, 7, 5, 4],
      [0, 0, 0, 0, 0, 0, 0, 0],
    ]) {
      expect(decodeFetchTime(Uint8Array.from(bytes))).toBeUndefined();
      expect(decodeCurrentTime(Uint8Array.from([...bytes, 0, 0]))).toBeUndefined();
    }
  });

  it('go out as whole samples behind a counter that wraps', () => {
    const samples = Array.from({ length: 300 }, (_, index) => [0, 1, 2, 3].map((at) => (index * 4 + at) & 255));
    const parts = [...notifications(samples, { room: 8, sampleBytes: 4 })];
    expect(parts.map((part) => part[0])).toEqual(Array.from({ length: 300 }, (_, index) => index & 255));
    expect(parts.flatMap((part) => [...part.subarray(1)])).toEqual(samples.flat());
    const lengths = (room: number, sampleBytes: 4 | 8, all = samples): number[] =>
      [...notifications(all, { room, sampleBytes })].map((part) => part.length);
    expect(lengths(253, 4)).toEqual([253, 253, 253, 253, 193]);
    expect(
      lengths(
        20,
        8,
        [...samples, ...samples].slice(0, 3).map((one) => [...one, ...one]),
      ),
    ).toEqual([17, 9]);
  });

  it('say the depth of sleep on the right side of each threshold, and whether it was worn', () => {
    const minute = (kind: number) => ({ kind, intensity: 1, steps: 0, heartRate: 60 });
    const stage = (kind: number, stamp: number): string => {
      const [wide, , , , , , deep = 0, rem = 0] = wideSample(minute(kind), stamp);
      if (wide !== 120) return `${wide}`;
      return (rem & 0x7f) > 55 ? 'rem' : (deep & 0x7f) > 42 ? 'deep' : 'light';
    };
    for (const stamp of [DAY, DAY + 60]) {
      expect(Object.values(KIND).map((kind) => stage(kind, stamp))).toEqual([
        '1',
        '2',
        '115',
        '118',
        'light',
        'deep',
        '12',
        'rem',
      ]);
    }
    expect(narrowSample(minute(KIND.remSleep))).toEqual([9, 1, 0, 60]);
    expect(narrowSample({ ...minute(KIND.activity), heartRate: undefined })).toEqual([1, 1, 0, 255]);
  });
});
