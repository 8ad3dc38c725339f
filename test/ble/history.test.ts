import type { Batch } from '@fit4work/edge-agent';
import { generatedMinutes, type MinuteSource, parseDate, startOfDay, storedMinutes } from '@fit4work/firmware-sim';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS, codeOf, KEY, readAll, Scene } from './air.js';

const MAY_4 = parseDate('2026-05-04') ?? 0;
const twoDays = (): MinuteSource => generatedMinutes({ seed: 5, person: 1, from: MAY_4, days: 2 });
const pairing = { address: ADDRESS, key: KEY };

let scene = new Scene();
afterEach(async () => {
  await scene.close();
  scene = new Scene();
});

/** What the layouts say that these minutes are, written apart from the decoder. */
function expectedLines(source: MinuteSource): string[] {
  const stages: Record<number, string> = { 9: 'light', 11: 'deep', 12: 'awake', 25: 'light' };
  const lines: string[] = [];
  for (let at = source.start; at < source.end(); at += 60) {
    const [kind = 0, , steps = 0, rate = 0] = source.read(at, 1);
    if (kind === 3 || kind === 6) continue;
    lines.push(`${at} steps ${steps}`);
    if (rate !== 255) lines.push(`${at} heart-rate ${rate}`);
    if (stages[kind]) lines.push(`${at} sleep ${stages[kind]}`);
  }
  return lines;
}

function lines(batches: readonly Batch[]): string[] {
  return batches
    .flatMap(({ samples }) => samples)
    .map((sample) => `${sample.start} ${sample.metric} ${sample.metric === 'sleep' ? sample.stage : sample.value}`);
}

describe('the history of a band, read over the air', () => {
  it('is the measured one, minute for minute', async () => {
    const port = await scene.radio();
    await scene.band(twoDays());
    const wearable = await scene.central(port).connect(pairing);
    const batches = await readAll(wearable);
    expect(batches.map(({ from, to }) => [from, to])).toEqual(
      [MAY_4, MAY_4 + 1].map((day) => [startOfDay(day), startOfDay(day + 1)]),
    );
    expect(lines(batches)).toEqual(expectedLines(twoDays()));
    expect(scene.faults).toEqual([]);
  });

  it('is gone from the band once acknowledged, and stays when it is not', async () => {
    const port = await scene.radio();
    await scene.band(twoDays());
    const central = scene.central(port);
    const first = await central.connect(pairing);
    for await (const batch of first.history(0)) {
      expect(batch.to).toBe(startOfDay(MAY_4 + 1));
      break;
    }
    await first.close();
    const second = await central.connect(pairing);
    expect(lines(await readAll(second))).toEqual(expectedLines(twoDays()));
    expect(await readAll(second)).toEqual([]);
    await second.close();
    expect(await readAll(await central.connect(pairing))).toEqual([]);
  });

  it('begins where it is asked to', async () => {
    const port = await scene.radio();
    await scene.band(twoDays());
    const wearable = await scene.central(port).connect(pairing);
    const since = startOfDay(MAY_4) + 36_000;
    const batches = await readAll(wearable, [], since + 30);
    expect(batches.map(({ from, to }) => [from, to])).toEqual([
      [since, since + 86_400],
      [since + 86_400, startOfDay(MAY_4 + 2)],
    ]);
  });

  it('is the same after the link broke in mid-transfer', async () => {
    const port = await scene.radio();
    await scene.band(twoDays());
    let bytes = 0;
    const way = await scene.fragileWay(port, (chunk) => {
      bytes += chunk.length;
      return bytes > 9000;
    });
    const central = scene.central(way);
    const got: Batch[] = [];
    expect(await codeOf(readAll(await central.connect(pairing), got))).toBe('no-radio');
    expect(got).toHaveLength(1);
    await readAll(await central.connect(pairing), got);
    expect(lines(got)).toEqual(expectedLines(twoDays()));
  });

  it('has neither gap nor repetition when the band took an acknowledgement whose reply was lost', async () => {
    const port = await scene.radio();
    await scene.band(twoDays());
    // The first such reply is the verdict on the key, the second the band's word that it forgot the first day.
    let replies = 0;
    const way = await scene.fragileWay(port, (chunk) => {
      if (chunk.includes(Buffer.from('100301', 'hex'))) replies++;
      return replies === 2;
    });
    const central = scene.central(way);
    const seen: Batch[] = [];
    const wearable = await central.connect(pairing);
    const broken = (async () => {
      for await (const batch of wearable.history(0)) {
        seen.push(batch);
        await batch.acknowledge();
      }
    })();
    expect(await codeOf(broken)).toBe('no-radio');
    expect(seen).toHaveLength(1);
    await readAll(await central.connect(pairing), seen);
    expect(lines(seen)).toEqual(expectedLines(twoDays()));
  });

  it('is refused to a wrong key, and still there for the right one', async () => {
    const port = await scene.radio();
    await scene.band(twoDays());
    const central = scene.central(port);
    expect(await codeOf(central.connect({ address: ADDRESS, key: new Uint8Array(16) }))).toBe('auth-refused');
    expect(lines(await readAll(await central.connect(pairing)))).toEqual(expectedLines(twoDays()));
  });

  it('leaves no handler on the process that would end it', async () => {
    const before = ['SIGINT', 'exit'].map((name) => process.listenerCount(name));
    const port = await scene.radio();
    await scene.band(twoDays());
    const wearable = await scene.central(port).connect(pairing);
    expect(['SIGINT', 'exit'].map((name) => process.listenerCount(name))).toEqual(before);
    await wearable.close();
  });

  it('comes from several bands through one radio', async () => {
    const port = await scene.radio();
    const people = [1, 2, 3].map((person) => ({
      address: `c0:ff:ee:00:00:0${person}`,
      source: () => generatedMinutes({ seed: 9, person, from: MAY_4, days: 1 }),
    }));
    for (const { address, source } of people) await scene.band(source(), address);
    const central = scene.central(port);
    const all = await Promise.all(
      people.map(async ({ address }) => lines(await readAll(await central.connect({ address, key: KEY })))),
    );
    expect(all).toEqual(people.map(({ source }) => expectedLines(source())));
  });

  it('crosses the hour that comes twice without losing a minute', async () => {
    const port = await scene.radio();
    const autumn = (): MinuteSource =>
      generatedMinutes({ seed: 5, person: 1, from: parseDate('2026-10-24') ?? 0, days: 3 });
    await scene.band(autumn());
    const batches = await readAll(await scene.central(port).connect(pairing));
    expect(lines(batches)).toEqual(expectedLines(autumn()));
    expect(batches.reduce((sum, { from, to }) => sum + (to - from) / 3600, 0)).toBe(73);
  });
});

describe('who is connected to', () => {
  it('is only the wearable on the allow-list', async () => {
    const port = await scene.radio();
    const empty = storedMinutes(0, new Uint8Array(0));
    await scene.band(empty, 'c0:ff:ee:00:00:66');
    await scene.band(empty, ADDRESS);
    await scene.central(port).connect({ address: ADDRESS.toUpperCase(), key: KEY });
    expect(await codeOf(scene.central(port, { findMs: 400 }).connect({ address: 'c0:ff:ee:00:00:99', key: KEY }))).toBe(
      'not-found',
    );
    expect(scene.events.filter((event) => event.endsWith(' connected'))).toEqual([`${ADDRESS} connected`]);
  });
});
