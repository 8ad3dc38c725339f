import { describe, expect, it } from 'vitest';
import { codeOf } from '../../test/scripted-link.js';
import { readBangleLine } from './bangle-line.js';

const TS = Date.UTC(2026, 4, 4, 12);
const read = (fields: unknown) => readBangleLine(JSON.stringify(fields));
const RECORD = { t: 'act', ts: TS, stp: 120, hrm: 70, mov: 300, act: 'WALKING' };

describe('a line of a Bangle.js', () => {
  it('is a record of ten minutes, stamped with their end', () => {
    expect(read(RECORD)).toEqual({
      kind: 'record',
      record: { end: TS / 1000, steps: 120, heartRate: 70, activity: 'WALKING' },
    });
  });

  it('is what was measured just now, where it says so', () => {
    expect(read({ t: 'act', stp: 3, hrm: 0, rt: 1 })).toEqual({ kind: 'live', steps: 3, heartRate: 0 });
    expect(read({ t: 'act', stp: -3, hrm: 60, rt: 1 })).toMatchObject({ steps: -3 });
  });

  it('is the start or the end of a fetch, the battery or the clock', () => {
    expect(read({ t: 'actfetch', state: 'start' })).toEqual({ kind: 'fetch-start' });
    expect(read({ t: 'actfetch', state: 'end', count: 3 })).toEqual({ kind: 'fetch-end', count: 3 });
    expect(read({ t: 'status', bat: 80, chg: 1, volt: 4.1 })).toEqual({ kind: 'status', percent: 80, charging: true });
    expect(read({ t: 'clock', ts: TS + 999 })).toEqual({ kind: 'clock', unix: TS / 1000 });
  });

  it('is something else where this agent asked for nothing of the kind', () => {
    for (const fields of [{ t: 'info', msg: 'hello' }, { t: 7 }, {}, { t: 'toString' }, { t: '__proto__' }]) {
      expect(read(fields)).toEqual({ kind: 'other' });
    }
  });

  it.each([
    ['no JSON', '{"t":"act"'],
    ['a number', '7'],
    ['nothing', 'null'],
    ['a list', '[]'],
    ['an empty text', ''],
    ['not a number at all', '{"t":"act","ts":NaN}'],
  ])('is refused as %s', (_, text) => {
    expect(codeOf(() => readBangleLine(text))).toBe('malformed');
  });

  it.each([
    ['half a step', { ...RECORD, stp: 0.5 }],
    ['steps below zero', { ...RECORD, stp: -1 }],
    ['a number as text', { ...RECORD, stp: '120' }],
    ['no heart rate', { ...RECORD, hrm: undefined }],
    ['a time within a second', { ...RECORD, ts: TS + 1 }],
    ['no movement', { ...RECORD, mov: undefined }],
    ['no time', { ...RECORD, ts: undefined }],
    ['the year 1970', { ...RECORD, ts: 600_000 }],
    ['no activity', { ...RECORD, act: 3 }],
    ['half the name of an activity', { ...RECORD, act: 'LIGHSLEEP' }],
    ['an end that no block has', { ...RECORD, ts: TS + 60_000 }],
    ['an endless number', { ...RECORD, stp: 1e300 }],
    ['a live line without steps', { t: 'act', hrm: 60, rt: 1 }],
    ['a live line of half a beat', { t: 'act', stp: 1, hrm: 60.5, rt: 1 }],
    ['a fetch that neither starts nor ends', { t: 'actfetch', state: 'middle' }],
    ['an end without a count', { t: 'actfetch', state: 'end' }],
    ['a battery of 101 percent', { t: 'status', bat: 101, chg: 0 }],
    ['a battery that is perhaps charged', { t: 'status', bat: 50, chg: true }],
    ['a clock without time', { t: 'clock' }],
  ])('is refused with %s', (_, fields) => {
    expect(codeOf(() => read(fields))).toBe('malformed');
  });

  it('says nothing of what it was in its error', () => {
    try {
      readBangleLine('{"hrm":72,');
      expect.unreachable();
    } catch (error) {
      expect(error instanceof Error && error.cause).toBeUndefined();
      expect(String(error)).not.toContain('72');
    }
  });
});
