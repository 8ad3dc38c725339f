import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { readAcknowledged, readAnnouncement, selectActivity, TransferCollector } from './huami-fetch.js';
import { readBandBattery, readRealtimeSteps } from './huami-live.js';
import { decodeMinutes } from './huami-samples.js';
import { decodeClock, decodeTime, encodeClock, encodeTime } from './huami-time.js';

const NOON = Date.UTC(2026, 4, 4, 10, 0) / 1000;

describe('the band’s time', () => {
  it('returns to the same minute through any time zone', () => {
    const unix = fc.integer({ min: Date.UTC(2000, 0, 2) / 60_000, max: Date.UTC(2099, 11, 30) / 60_000 });
    fc.assert(
      fc.property(unix, fc.integer({ min: -48, max: 56 }), (minute, quarters) => {
        expect(decodeTime(encodeTime(minute * 60, quarters * 15))).toBe(minute * 60);
      }),
    );
  });

  it('stands on the wall clock with its zone in quarter hours', () => {
    expect([...encodeTime(NOON, 120)]).toEqual([0xea, 0x07, 5, 4, 12, 0, 0, 8]);
  });

  it.each([
    ['February 30', [0xea, 7, 2, 30, 0, 0, 0, 0]],
    ['month 13', [0xea, 7, 13, 1, 0, 0, 0, 0]],
    ['hour 24', [0xea, 7, 5, 4, 24, 0, 0, 0]],
    ['minute 60', [0xea, 7, 5, 4, 0, 60, 0, 0]],
    ['a second within the minute', [0xea, 7, 5, 4, 0, 0, 1, 0]],
    ['the year 1999', [0xcf, 7, 5, 4, 0, 0, 0, 0]],
    ['a zone a day away', [0xea, 7, 5, 4, 0, 0, 0, 96]],
    ['seven bytes', [0xea, 7, 5, 4, 0, 0, 0]],
  ])('is refused at %s', (_, bytes) => {
    expect(codeOf(() => decodeTime(Uint8Array.from(bytes)))).toBe('malformed');
  });
});

describe('minutes of a band', () => {
  const decode = (bytes: number[], lastKind?: number) =>
    decodeMinutes({ bytes: Uint8Array.from(bytes), sampleBytes: 4, from: NOON }, lastKind);

  it('become steps, heart rate and sleep, and nothing when not worn', () => {
    const { samples, worn } = decode([
      1, 9, 30, 80, 3, 0, 0, 255, 9, 0, 0, 50, 11, 0, 0, 255, 12, 0, 2, 55, 6, 0, 0, 70,
    ]);
    const at = (minute: number): number => NOON + minute * 60;
    expect(samples).toEqual([
      { metric: 'steps', start: at(0), duration: 60, value: 30 },
      { metric: 'heart-rate', start: at(0), value: 80 },
      { metric: 'steps', start: at(2), duration: 60, value: 0 },
      { metric: 'heart-rate', start: at(2), value: 50 },
      { metric: 'sleep', start: at(2), duration: 60, stage: 'light' },
      { metric: 'steps', start: at(3), duration: 60, value: 0 },
      { metric: 'sleep', start: at(3), duration: 60, stage: 'deep' },
      { metric: 'steps', start: at(4), duration: 60, value: 2 },
      { metric: 'heart-rate', start: at(4), value: 55 },
      { metric: 'sleep', start: at(4), duration: 60, stage: 'awake' },
    ]);
    expect(worn).toEqual([
      { start: at(0), duration: 60 },
      { start: at(2), duration: 180 },
    ]);
  });

  it('repeat the last kind at 0 and 10, the one of the stretch before as well', () => {
    const stages = (bytes: number[], last?: number) =>
      decode(bytes, last).samples.flatMap((sample) => (sample.metric === 'sleep' ? [sample.stage] : []));
    expect(stages([11, 0, 0, 50, 0, 0, 0, 50, 10, 0, 0, 50])).toEqual(['deep', 'deep', 'deep']);
    expect(stages([0, 0, 0, 50], 9)).toEqual(['light']);
    expect(decode([0, 0, 0, 255], 3).worn).toEqual([]);
    expect(decode([10, 0, 0, 255], 3).lastKind).toBe(3);
    expect(decode([0, 0, 4, 60]).samples).toHaveLength(2);
  });

  it('count only the low half of the kind', () => {
    expect(decode([0x79, 0, 0, 50]).samples.at(-1)).toMatchObject({ stage: 'light' });
  });

  it.each([0, 19, 251, 254, 255])('have no heart rate at %i', (rate) => {
    expect(decode([1, 0, 5, rate]).samples).toHaveLength(1);
  });

  it('stay within their bounds, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), fc.option(fc.nat(15), { nil: undefined }), (bytes, last) => {
        if (bytes.length % 4 !== 0) {
          expect(codeOf(() => decodeMinutes({ bytes, sampleBytes: 4, from: NOON }, last))).toBe('malformed');
          return;
        }
        const { samples, worn } = decodeMinutes({ bytes, sampleBytes: 4, from: NOON }, last);
        const end = NOON + (bytes.length / 4) * 60;
        let before = NOON;
        for (const sample of samples) {
          expect(sample.start >= before && sample.start < end && sample.start % 60 === 0).toBe(true);
          if (sample.metric === 'heart-rate') expect(sample.value >= 20 && sample.value <= 250).toBe(true);
          if (sample.metric === 'steps') expect(sample.value >= 0 && sample.value <= 255).toBe(true);
          before = sample.start;
        }
        const minutes = worn.reduce((sum, { duration }) => sum + duration / 60, 0);
        expect(minutes).toBe(samples.filter(({ metric }) => metric === 'steps').length);
        for (const [index, span] of worn.slice(1).entries()) {
          const last = worn[index];
          expect(last && last.start + last.duration < span.start).toBe(true);
        }
      }),
    );
  });
});

describe('long minutes of a band', () => {
  const decode = (...bytes: number[]) =>
    decodeMinutes({ bytes: Uint8Array.from(bytes), sampleBytes: 8, from: NOON }, undefined);
  const stageOf = (deep: number, rem: number): unknown => decode(120, 0, 0, 50, 0, 0, deep, rem).samples.at(-1);

  it('become steps and heart rate with any other kind, and know no repeats', () => {
    const { samples, worn, lastKind } = decode(1, 9, 30, 80, 0, 0, 0, 0, 64, 99, 150, 255, 0, 99, 99, 99);
    expect(samples).toEqual([
      { metric: 'steps', start: NOON, duration: 60, value: 30 },
      { metric: 'heart-rate', start: NOON, value: 80 },
      { metric: 'steps', start: NOON + 60, duration: 60, value: 150 },
    ]);
    expect(worn).toEqual([{ start: NOON, duration: 120 }]);
    expect(lastKind).toBeUndefined();
  });

  it('are nothing where the band was not worn or was charged', () => {
    const { samples, worn } = decode(115, 0, 9, 60, 0, 0, 0, 0, 118, 0, 9, 60, 0, 0, 0, 0);
    expect([samples, worn]).toEqual([[], []]);
  });

  it('have the stage that their last bytes say, without the uppermost bit', () => {
    expect(stageOf(0, 56)).toMatchObject({ stage: 'rem' });
    expect(stageOf(99, 56 | 0x80)).toMatchObject({ stage: 'rem' });
    expect(stageOf(43, 55)).toMatchObject({ stage: 'deep' });
    expect(stageOf(42 | 0x80, 55)).toMatchObject({ stage: 'light' });
  });

  it('are refused in parts', () => {
    expect(codeOf(() => decode(1, 2, 3, 4))).toBe('malformed');
  });
});

describe('the band’s clock', () => {
  const brussels = (unix: number): number => (unix < NOON ? 60 : 120);

  it('is set in eleven bytes on the wall clock, and read in eleven by its own zone', () => {
    const bytes = encodeClock(NOON + 7, 120);
    expect([...bytes]).toEqual([0xea, 7, 5, 4, 12, 0, 7, 1, 0, 0, 8]);
    expect(decodeClock(bytes, 0, () => 0)).toBe(NOON + 7);
    expect(decodeClock(encodeClock(NOON, -570), 0, () => 0)).toBe(NOON);
  });

  it('is read in ten bytes by the zone of the employee', () => {
    expect(decodeClock(Uint8Array.of(0xea, 7, 5, 4, 12, 0, 7, 1, 0, 0), NOON, brussels)).toBe(NOON + 7);
  });

  it.each([
    ['nine bytes', [0xea, 7, 5, 4, 12, 0, 7, 1, 0]],
    ['a zone beyond UTC+14', [0xea, 7, 5, 4, 12, 0, 7, 1, 0, 0, 57]],
    ['month 0', [0xea, 7, 0, 4, 12, 0, 7, 1, 0, 0, 0]],
  ])('is refused at %s', (_, bytes) => {
    expect(codeOf(() => decodeClock(Uint8Array.from(bytes), NOON, brussels))).toBe('malformed');
  });
});

describe('what a band tells beside its history', () => {
  it('are steps as four bytes behind the flags', () => {
    expect(readRealtimeSteps(Uint8Array.of(0x0c, 0x10, 0x27, 1, 0, 9, 9, 9, 9, 9, 9, 9, 9))).toBe(75_536);
    for (const length of [0, 5, 12, 14])
      expect(codeOf(() => readRealtimeSteps(new Uint8Array(length)))).toBe('malformed');
  });

  it('is how full its battery is, and whether it is charged', () => {
    expect(readBandBattery(Uint8Array.of(0x0f, 44, 0, 1, 2))).toEqual({ percent: 44, charging: false });
    expect(readBandBattery(Uint8Array.of(0x0f, 100, 1))).toEqual({ percent: 100, charging: true });
    expect(codeOf(() => readBandBattery(Uint8Array.of(0x0f, 101, 1)))).toBe('malformed');
    expect(codeOf(() => readBandBattery(Uint8Array.of(0x0f, 50)))).toBe('malformed');
  });
});

describe('the history protocol', () => {
  const announcement = (minutes: number, time: Uint8Array): Uint8Array => {
    const reply = new Uint8Array(15);
    reply.set([0x10, 1, 1]);
    new DataView(reply.buffer).setUint32(3, minutes, true);
    reply.set(time, 7);
    return reply;
  };

  it('asks for activity from a minute on', () => {
    expect([...selectActivity(NOON + 59, 60)]).toEqual([1, 1, 0xea, 7, 5, 4, 11, 0, 0, 4]);
  });

  it('reads what the band announces', () => {
    expect(readAnnouncement(announcement(90, encodeTime(NOON, 120)), NOON)).toEqual({ from: NOON, minutes: 90 });
    expect(readAnnouncement(announcement(0, new Uint8Array(8)), NOON)).toBeUndefined();
  });

  it.each([
    ['a refusal', [0x10, 1, 4], 'refused'],
    ['the answer to another step', [0x10, 2, 1], 'malformed'],
    ['nothing', [], 'malformed'],
    ['half an answer', [0x10, 1, 1, 5, 0, 0, 0], 'malformed'],
    ['more than a month', [...announcement(44_641, encodeTime(NOON, 0))], 'malformed'],
    ['older minutes than asked for', [...announcement(1, encodeTime(NOON - 60, 0))], 'malformed'],
  ])('does not accept %s', (_, reply, code) => {
    expect(codeOf(() => readAnnouncement(Uint8Array.from(reply), NOON))).toBe(code);
  });

  const end = Uint8Array.of(0x10, 2, 1);

  it('puts a transfer together while its counter wraps', () => {
    const collector = new TransferCollector(300);
    const part = (index: number): Uint8Array => Uint8Array.of(index & 255, 1, 2, index & 255, 4);
    for (let index = 0; index < 300; index++) collector.add(part(index));
    const { bytes, sampleBytes } = collector.finish(end);
    expect(sampleBytes).toBe(4);
    expect(bytes).toHaveLength(1200);
    expect(bytes[4 * 299 + 2]).toBe(299 & 255);
  });

  it.each([
    [
      'skips a part',
      [
        [0, 1, 2, 3, 4],
        [2, 1, 2, 3, 4],
      ],
    ],
    [
      'repeats a part',
      [
        [0, 1, 2, 3, 4],
        [0, 1, 2, 3, 4],
      ],
    ],
    ['sends a part without samples', [[0]]],
    ['sends nothing at all', [[]]],
    ['sends part of a sample', [[0, 1, 2, 3]]],
    ['sends neither four bytes a minute nor eight', [[0, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]]],
    [
      'sends more than eight bytes a minute',
      [
        [0, ...Array(16).fill(1)],
        [1, 1, 2, 3, 4],
      ],
    ],
    ['sends less than announced', [[0, 1, 2, 3, 4]]],
  ])('refuses a band that %s', (_, parts) => {
    const collector = new TransferCollector(2);
    const code = codeOf(() => {
      for (const part of parts) collector.add(Uint8Array.from(part));
      collector.finish(end);
    });
    expect(code).toBe('malformed');
  });

  it('takes eight bytes a minute for long samples', () => {
    const collector = new TransferCollector(2);
    collector.add(Uint8Array.of(0, ...Array(8).fill(1)));
    collector.add(Uint8Array.of(1, ...Array(8).fill(2)));
    expect(collector.finish(end)).toMatchObject({ sampleBytes: 8, bytes: { length: 16 } });
  });

  it('throws nothing but WearableError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, headed) => {
        for (const step of [1, 2, 3]) {
          const reply = headed ? Uint8Array.of(0x10, step, 1, ...bytes) : bytes;
          const readers = [
            () => readAnnouncement(reply, NOON),
            () => readAcknowledged(reply),
            () => new TransferCollector(bytes.length).add(reply),
            () => new TransferCollector(0).finish(reply),
          ];
          for (const read of readers) expect(() => codeOf(read)).not.toThrow();
        }
      }),
    );
  });
});
