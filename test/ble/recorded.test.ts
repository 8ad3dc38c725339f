import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readRecording, recordedMinutes, unixOf } from '@fit4work/firmware-sim';
import { afterEach, expect, it } from 'vitest';
import { describeWith, requirement } from '../src/requirement.js';
import { KEY, readAll, Scene } from './air.js';

const folder = requirement('shared/data/wearables').path;

let scene = new Scene();
afterEach(async () => {
  await scene.close();
  scene = new Scene();
});

/** What the rows of a file say, read apart from the simulator and the agent. */
function expectedLines(file: string, from: number, to: number): string[] {
  const stages: Record<string, string> = { 1: 'light', 2: 'light', 3: 'awake' };
  const rows = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n').slice(1);
  return rows.flatMap((row) => {
    const [minute = '', steps, rate, , sleep = ''] = row.split(',');
    const at = unixOf(Date.parse(`${minute}:00Z`) / 60_000) ?? 0;
    if (at < from || at >= to || (!steps && !rate && !sleep)) return [];
    const lines = [`${at} steps ${Number(steps)}`];
    if (rate) lines.push(`${at} heart-rate ${Math.floor(Number(rate) + 0.5)}`);
    if (sleep) lines.push(`${at} sleep ${stages[sleep]}`);
    return lines;
  });
}

/** All people and days in the slow suites. */
const ALL = process.env.SLOW === '1';

describeWith(['shared/data/wearables'], 'a recording, read over the air', () => {
  it('gives every value as it stands in the file, minute for minute', async () => {
    const names = readdirSync(folder).filter((one) => /^\d+\.csv\.gz$/.test(one));
    expect(names).toHaveLength(22);
    const port = await scene.radio();
    for (const [index, name] of (ALL ? names : names.slice(0, 2)).entries()) {
      const file = path.join(folder, name);
      const source = recordedMinutes(readRecording(file), ALL ? 'all' : 2);
      if (!source) throw new Error('the recording is empty');
      const address = `c0:ff:ee:00:02:${index.toString(16).padStart(2, '0')}`;
      await scene.wearable({ family: 'huami', address, authKey: KEY, source });
      const wearable = await scene.central(port).connect({ address, key: KEY });
      const lines = (await readAll(wearable))
        .flatMap(({ samples }) => samples)
        .map((sample) => `${sample.start} ${sample.metric} ${sample.metric === 'sleep' ? sample.stage : sample.value}`);
      expect(lines.length).toBeGreaterThan(1000);
      expect(lines).toEqual(expectedLines(file, source.start, source.end()));
    }
  }, 600_000);
});
