import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { formatDate, localMinuteOf, parseDate, startOfDay } from './core/brussels-time.js';
import type { SimError } from './error.js';
import { daysOf, readRecording, recordedMinutes } from './recording.js';

const folder = mkdtempSync(path.join(tmpdir(), 'fit4work-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'minute,steps,hr,hr_n,sleep';
let files = 0;

function file(...lines: string[]): string {
  const name = path.join(folder, `${files++}.csv.gz`);
  writeFileSync(name, gzipSync(`${lines.join('\n')}\n`));
  return name;
}

function played(name: string, days: number | 'all' = 'all') {
  const source = recordedMinutes(readRecording(name), days);
  if (!source) throw new Error('nothing to play');
  const at = (date: string, minute: number): number[] => [
    ...source.read(startOfDay(parseDate(date) ?? 0) + minute * 60, 1),
  ];
  return { source, at };
}

describe('a recording', () => {
  it('becomes the bytes of the band, minute by minute', () => {
    const { source, at } = played(
      file(
        HEADER,
        '2016-04-12T00:00,7,61.5,4,',
        '2016-04-12T00:01,,,,',
        '2016-04-12T00:02,,70.49,1,1',
        '2016-04-12T00:03,0,,,2',
        '2016-04-12T00:04,,,,3',
        '2016-04-12T00:06,255,250,9,',
      ),
    );
    expect([0, 1, 2, 3, 4, 5, 6].map((minute) => at('2016-04-12', minute))).toEqual([
      [1, 0, 7, 62],
      [3, 0, 0, 255],
      [9, 0, 0, 70],
      [9, 0, 0, 255],
      [12, 0, 0, 255],
      [3, 0, 0, 255],
      [1, 0, 255, 250],
    ]);
    expect(source.end() - source.start).toBe(86_400);
  });

  it('plays the first days that have any value, and what lies between them', () => {
    const name = file(
      HEADER,
      '2016-04-10T09:00,,,,',
      '2016-04-12T23:59,1,,,',
      '2016-04-15T00:00,2,,,',
      '2016-04-16T12:00,3,,,',
    );
    expect(daysOf(readRecording(name), 2).map(formatDate)).toEqual(['2016-04-12', '2016-04-15']);
    expect(daysOf(readRecording(name), 'all')).toHaveLength(3);
    const { source, at } = played(name, 2);
    expect((source.end() - source.start) / 86_400).toBe(4);
    expect(at('2016-04-13', 700)).toEqual([3, 0, 0, 255]);
    expect(at('2016-04-15', 0)).toEqual([1, 0, 2, 255]);
  });

  const malformed: readonly (readonly [string, readonly string[], number])[] = [
    ['a wrong header', ['minute,steps,hr,sleep'], 1],
    ['no rows', [HEADER], 1],
    ['no value in any row', [HEADER, '2016-04-12T00:00,,,,'], 1],
    ['a row of four fields', [HEADER, '2016-04-12T00:00,1,,'], 2],
    ['a minute that is none', [HEADER, '2016-04-12T24:00,1,,,'], 2],
    ['a date that is none', [HEADER, '2016-02-30T10:00,1,,,'], 2],
    ['a minute that the clock leapt over', [HEADER, '2016-03-27T02:30,1,,,'], 2],
    ['seconds in the minute', [HEADER, '2016-04-12T10:00:00,1,,,'], 2],
    ['minutes out of order', [HEADER, '2016-04-12T10:01,1,,,', '2016-04-12T10:00,1,,,'], 3],
    ['a minute twice', [HEADER, '2016-04-12T10:00,1,,,', '2016-04-12T10:00,1,,,'], 3],
    ['a minute twice without values', [HEADER, '2016-04-12T10:00,1,,,', '2016-04-12T10:00,,,,'], 3],
    ['steps in words', [HEADER, '2016-04-12T10:00,ten,,,'], 2],
    ['steps with a fraction', [HEADER, '2016-04-12T10:00,1.5,,,'], 2],
    ['negative steps', [HEADER, '2016-04-12T10:00,-1,,,'], 2],
    ['steps above 255', [HEADER, '2016-04-12T10:00,256,,,'], 2],
    ['a pulse below 20', [HEADER, '2016-04-12T10:00,,19.9,1,'], 2],
    ['a pulse above 250', [HEADER, '2016-04-12T10:00,,250.1,1,'], 2],
    ['a pulse in words', [HEADER, '2016-04-12T10:00,,NaN,1,'], 2],
    ['hr_n in words', [HEADER, '2016-04-12T10:00,,60,x,'], 2],
    ['a sleep of 0', [HEADER, '2016-04-12T10:00,,,,0'], 2],
    ['a sleep of 4', [HEADER, '2016-04-12T10:00,,,,4'], 2],
    ['carriage returns', [`${HEADER}\r`, '2016-04-12T10:00,1,,,\r'], 1],
    ['an empty line', [HEADER, '', '2016-04-12T10:00,1,,,'], 2],
    ['minutes years apart', [HEADER, '2016-04-12T10:00,1,,,', '2036-04-12T10:00,1,,,'], 3],
  ];
  it.each(malformed)('is refused with %s, in one sentence naming file and line', (_, lines, line) => {
    const name = file(...lines);
    const error = refusal(name);
    expect(error.code).toBe('bad-recording');
    expect(error.message.startsWith(`${name}, line ${line}: `)).toBe(true);
    expect(error.message.slice(name.length)).toMatch(/^, line \d+: [^.]+; [^.]+\.$/);
  });

  it('is refused if it is not gzip, not text or not there', () => {
    const plain = path.join(folder, 'plain.csv.gz');
    writeFileSync(plain, `${HEADER}\n2016-04-12T10:00,1,,,\n`);
    const binary = path.join(folder, 'binary.csv.gz');
    writeFileSync(binary, gzipSync(Buffer.from([0xff, 0xfe, 0x80])));
    const cut = path.join(folder, 'cut.csv.gz');
    writeFileSync(cut, gzipSync(`${HEADER}\n`).subarray(0, 20));
    for (const name of [plain, binary, cut, path.join(folder, 'absent.csv.gz')]) {
      expect(refusal(name).message.startsWith(`${name}, line 1: `)).toBe(true);
    }
  });
});

function refusal(name: string): SimError {
  try {
    readRecording(name);
  } catch (error) {
    return error as SimError;
  }
  throw new Error('accepted');
}

const recorded = requirement('shared/data/wearables').path;

describeWith(['shared/data/wearables'], 'the recordings at hand', () => {
  it('play as they were written, every row of the first and the last', () => {
    const names = readdirSync(recorded).filter((name) => /^\d+\.csv\.gz$/.test(name));
    expect(names.length).toBeGreaterThan(0);
    for (const name of [names[0], names.at(-1)]) {
      const full = path.join(recorded, name ?? '');
      const { source } = played(full);
      const rows = gunzipSync(readFileSync(full)).toString().trimEnd().split('\n').slice(1);
      const byMinute = new Map(rows.map((row) => [row.slice(0, 16), row.split(',')]));
      for (let unix = source.start; unix < source.end(); unix += 60) {
        const local = localMinuteOf(unix);
        const clock = local % 1440;
        const hour = String(Math.floor(clock / 60)).padStart(2, '0');
        const row = byMinute.get(
          `${formatDate(Math.floor(local / 1440))}T${hour}:${String(clock % 60).padStart(2, '0')}`,
        );
        const [, steps = '', rate = '', , sleep = ''] = row ?? [];
        const none = steps === '' && rate === '' && sleep === '';
        const kind = none ? 3 : sleep === '3' ? 12 : sleep === '' ? 1 : 9;
        const expected = [kind, 0, Number(steps), rate === '' ? 255 : Math.floor(Number(rate) + 0.5)];
        if (expected.join() !== source.read(unix, 1).join()) expect([...source.read(unix, 1)]).toEqual(expected);
      }
    }
  });
});
