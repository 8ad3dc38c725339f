import { describe, expect, it } from 'vitest';
import { parseDate } from './brussels-time.js';
import { generatedMinutes } from './generated.js';
import { KIND, type MinuteSource } from './minute.js';
import { recordedMinutes } from './recorded.js';
import { parseRecording } from './recording-text.js';
import { recordingLines } from './recording-writer.js';

const day = (date: string): number => parseDate(date) ?? 0;

/** What a recording can say of a minute: no intensity, no depth of sleep, and nothing of what was not worn. */
function sayable(bytes: Uint8Array): number[] {
  const [kind = 0, , steps = 0, rate = 0] = bytes;
  if (kind === KIND.nonWear || kind === KIND.charging) return [KIND.nonWear, 0, 0, 255];
  const asleep = kind === KIND.lightSleep || kind === KIND.deepSleep || kind === KIND.remSleep;
  const told = asleep ? KIND.lightSleep : kind === KIND.awakeInBed ? kind : KIND.activity;
  return [told, 0, steps, rate];
}

function readBack(source: MinuteSource): MinuteSource {
  const recording = parseRecording(`${[...recordingLines(source)].join('\n')}\n`);
  if ('what' in recording) throw new Error(`line ${recording.line}: ${recording.what}`);
  const back = recordedMinutes(recording, 'all');
  if (!back) throw new Error('nothing was written');
  return back;
}

describe('a recording that is written', () => {
  it('is read back minute for minute, over the night on which the clock leaps forward too', () => {
    const source = generatedMinutes({ seed: 7, person: 2, from: day('2026-03-27'), days: 5 });
    const back = readBack(source);
    expect([back.start, back.end()]).toEqual([source.start, source.end()]);
    for (let at = source.start; at < source.end(); at += 60) {
      const said = sayable(source.read(at, 1)).join();
      if ([...back.read(at, 1)].join() !== said) expect(`${at} ${[...back.read(at, 1)].join()}`).toBe(`${at} ${said}`);
    }
    expect([...recordingLines(back)]).toEqual([...recordingLines(source)]);
  });

  it('has the first alone of the two hours of the night on which the clock goes back', () => {
    const source = generatedMinutes({ seed: 7, person: 2, from: day('2026-10-24'), days: 3 });
    const back = readBack(source);
    const second = Date.UTC(2026, 9, 25, 1) / 1000;
    for (let at = source.start; at < source.end(); at += 60) {
      const twice = at >= second && at < second + 3600;
      const said = twice ? '3,0,0,255' : sayable(source.read(at, 1)).join();
      if ([...back.read(at, 1)].join() !== said) expect(`${at} ${[...back.read(at, 1)].join()}`).toBe(`${at} ${said}`);
    }
    expect([...recordingLines(source)][0]).toBe('minute,steps,hr,hr_n,sleep');
  });
});
