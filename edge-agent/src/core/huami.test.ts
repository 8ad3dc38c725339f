import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WearableError } from '../wearable-error.js';
import { proofOf, readChallenge, readVerdict } from './huami-auth.js';
import { readAcknowledged, readAnnouncement, selectActivity, TransferCollector } from './huami-fetch.js';
import { decodeMinutes } from './huami-samples.js';
import { decodeTime, encodeTime } from './huami-time.js';

const NOON = Date.UTC(2026, 4, 4, 10, 0) / 1000;

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof WearableError) return error.code;
    throw error;
  }
  return 'accepted';
}

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
  const decode = (bytes: number[], lastKind?: number) => decodeMinutes(Uint8Array.from(bytes), NOON, lastKind);

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
          expect(codeOf(() => decodeMinutes(bytes, NOON, last))).toBe('malformed');
          return;
        }
        const { samples, worn } = decodeMinutes(bytes, NOON, last);
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
    const bytes = collector.finish(end);
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
    [
      'sends more than announced',
      [
        [0, 1, 2, 3, 4],
        [1, 1, 2, 3, 4],
        [2, 1, 2, 3, 4],
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

  it('proves the key by the challenge, and hears the verdict', () => {
    const challenge = Uint8Array.from({ length: 16 }, (_, index) => index);
    expect(readChallenge(Uint8Array.of(0x10, 2, 1, ...challenge))).toEqual(challenge);
    expect([...proofOf(challenge)].slice(0, 3)).toEqual([3, 8, 0]);
    expect(codeOf(() => readVerdict(Uint8Array.of(0x10, 3, 1)))).toBe('accepted');
    expect(codeOf(() => readVerdict(Uint8Array.of(0x10, 3, 4)))).toBe('auth-refused');
  });

  it('throws nothing but WearableError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, headed) => {
        for (const step of [1, 2, 3]) {
          const reply = headed ? Uint8Array.of(0x10, step, 1, ...bytes) : bytes;
          const readers = [
            () => readAnnouncement(reply, NOON),
            () => readChallenge(reply),
            () => readVerdict(reply),
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
