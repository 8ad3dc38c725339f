import { cryptoReady, decodeSeries, openBox, type Sample } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, dayBounds, NEXT, samplesOf, VaultWorld, wearableWith } from '../test/vault-world.js';
import { dataKeyOf } from './core/day-keys.js';
import type { Vault } from './ports.js';
import { sealDueWindows } from './seal-windows.js';
import { readMark, takeHistory, takeTold } from './synchronise.js';
import { WearableError } from './wearable-error.js';
import type { Batch } from './wearable-port.js';

let world: VaultWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
});
afterEach(() => world.close());

describe('what a wearable told', () => {
  const raw = async (date: string): Promise<Sample[]> => {
    const keys = await world.keysOf(date);
    const boxes = (await world.envelopes()).filter(({ granularity }) => granularity === 'raw');
    return boxes.flatMap((envelope) => [
      ...decodeSeries(openBox(envelope, 'steps', dataKeyOf(keys, 'steps', 'raw')), envelope.windowStart).samples,
    ]);
  };
  const cursor = async () => (await world.ports.vault.wearables())[0]?.cursor;
  const halved = (batch: Batch): Batch => ({
    ...batch,
    samples: batch.samples.map((sample) => (sample.metric === 'steps' ? { ...sample, value: 1 } : sample)),
  });

  it('moves the cursor of one that keeps nothing, and of no other', async () => {
    const { start } = dayBounds(DAY);
    await world.hear(world.batchOf(start, start + 900), 'kept');
    expect(await cursor()).toBeUndefined();
    await world.hear(world.batchOf(start, start + 900), 'none');
    expect(await cursor()).toBe(start + 900);
  });

  it('gives way to what it kept of the same minutes, and stands where it kept none', async () => {
    const { start } = dayBounds(DAY);
    await world.hear(halved(world.batchOf(start, start + 900)), 'until-read');
    await world.read(world.batchOf(start, start + 600), { ...world.batchOf(start + 600, start + 1800), samples: [] });
    await sealDueWindows(world.ports, world.person, false);
    const values = (await raw(DAY)).map((sample) => (sample.metric === 'sleep' ? undefined : sample.value));
    const kept = samplesOf(start, start + 600).filter(({ metric }) => metric === 'steps');
    expect(values).toEqual([
      ...kept.map((sample) => (sample.metric === 'sleep' ? undefined : sample.value)),
      ...[1, 1, 1, 1, 1],
    ]);
  });

  it('is not acknowledged when it could not be stored', async () => {
    const { start } = dayBounds(DAY);
    const failing = Object.assign(Object.create(world.ports.vault) as Vault, {
      dayKeys: world.ports.vault.dayKeys.bind(world.ports.vault),
      erasures: world.ports.vault.erasures.bind(world.ports.vault),
      addDayKeys: world.ports.vault.addDayKeys.bind(world.ports.vault),
      store: async () => {
        throw new Error('the disk is gone');
      },
    });
    const told = {
      reading: await world.reading(wearableWith([], world.batchOf(start, start + 900)), 'none'),
      until: start + 900,
    };
    await expect(takeTold({ ...world.readingPorts, vault: failing }, world.person, told)).rejects.toThrow('the disk');
    expect([world.acknowledged, told.reading.cursor]).toEqual([[], undefined]);
  });
});

describe('the mark of a driver', () => {
  const mark = { counter: 12_345, at: 99 };
  const marked = (from: number, to: number): Batch => ({ ...world.batchOf(from, to), mark });
  const found = async () => {
    const [paired] = await world.ports.vault.wearables();
    return paired && readMark(world.ports, paired);
  };

  it('is found again with the stretch that it came with, and is nowhere in the clear', async () => {
    const { start } = dayBounds(DAY);
    expect(await found()).toBeUndefined();
    await world.read(marked(start, start + 900));
    expect(await found()).toEqual(mark);
    const file = world.files();
    expect(file.includes('12345')).toBe(false);
  });

  it('is gone once its day is closed for good', async () => {
    await world.read(
      marked(dayBounds(DAY).start, dayBounds(DAY).end),
      world.batchOf(dayBounds(NEXT).start, dayBounds(NEXT).end),
    );
    await sealDueWindows(world.ports, world.person, true);
    expect(await found()).toBeUndefined();
  });

  it('that was changed on disk is refused', async () => {
    const { start } = dayBounds(DAY);
    await world.read(marked(start, start + 900));
    const [paired] = await world.ports.vault.wearables();
    if (paired?.mark === undefined) throw new Error('no mark');
    const sealed = new Uint8Array(paired.mark.sealed);
    sealed[40] = (sealed[40] ?? 0) ^ 1;
    await expect(readMark(world.ports, { ...paired, mark: { ...paired.mark, sealed } })).rejects.toMatchObject({
      code: 'vault-damaged',
    });
  });
});

describe('history under a clock that jumped', () => {
  it('lands where it was measured, none missing and none twice', async () => {
    const { start } = dayBounds(DAY);
    const jump = 7200;
    const stamped = (from: number, to: number): Batch => {
      const batch = world.batchOf(from, to);
      const later = <T extends { start: number }>(one: T): T => ({ ...one, start: one.start + jump });
      return {
        ...batch,
        from: from + jump,
        to: to + jump,
        samples: batch.samples.map(later),
        worn: batch.worn.map(later),
      };
    };
    await world.read(world.batchOf(start, start + 900));
    const wearable = wearableWith([world.batchOf(start + 900, start + 1800), stamped(start + 1800, start + 3600)]);
    await takeHistory(world.readingPorts, world.person, { reading: await world.reading(wearable), drift: jump });
    expect((await world.ports.vault.wearables())[0]?.cursor).toBe(start + 3600);
    expect(await world.ports.vault.sampleCounts()).toEqual({ steps: 60, 'heart-rate': 60, sleep: 60 });
  });
});

describe('what a wearable or its driver may do wrong', () => {
  const outcome = async (batch: Partial<Batch>): Promise<string> => {
    const { start } = dayBounds(DAY);
    try {
      await world.read({
        ...world.batchOf(start, start + 600),
        acknowledge: world.batchOf(0, 1).acknowledge,
        ...batch,
      });
      return 'taken';
    } catch (error) {
      return error instanceof WearableError ? error.code : 'a crash';
    }
  };
  const cursor = async () => (await world.ports.vault.wearables())[0]?.cursor;

  it('does not move the cursor beyond now: what was stamped ahead waits, and is not forgotten', async () => {
    const now = world.ports.clock();
    expect(await outcome({ from: now + 3600, to: now + 4200, samples: [], worn: [] })).toBe('unplaceable');
    expect([await cursor(), world.events, world.acknowledged]).toEqual([undefined, [], []]);
  });

  it('does not stand in the way for ever: what was stamped years ahead is let go and told of', async () => {
    const from = world.ports.clock() + 400 * 86_400;
    expect(await outcome({ from, to: from + 600, samples: [], worn: [] })).toBe('taken');
    expect([await cursor(), world.events, world.acknowledged]).toEqual([undefined, ['history-unplaceable'], [1]]);
  });

  it('does not tell of a time to come', async () => {
    const later = world.ports.clock() + 3600;
    await expect(world.hear(world.batchOf(later, later + 60), 'none')).rejects.toMatchObject({ code: 'malformed' });
    expect([await cursor(), world.acknowledged]).toEqual([undefined, []]);
  });

  it.each<[string, Sample[]]>([
    ['beyond its bounds', [{ metric: 'heart-rate', start: dayBounds(DAY).start, value: 251 }]],
    ['outside its stretch', [{ metric: 'heart-rate', start: dayBounds(DAY).start + 600, value: 60 }]],
    [
      'that overlap',
      [0, 30].map((at) => ({ metric: 'steps', start: dayBounds(DAY).start + at, duration: 60, value: 1 })),
    ],
    ['of half a beat', [{ metric: 'heart-rate', start: dayBounds(DAY).start, value: 60.5 }]],
  ])('does not end the agent: samples %s are refused, and the wearable keeps them', async (_, samples) => {
    expect(await outcome({ samples })).toBe('malformed');
    expect([await cursor(), world.acknowledged]).toEqual([undefined, []]);
  });

  it('does not end the agent: what a driver throws is the fault of one wearable', async () => {
    const { start } = dayBounds(DAY);
    const wearable = {
      ...wearableWith([]),
      history: () => {
        throw new TypeError('undefined is no function, and 12345 is a value');
      },
    };
    const reading = await world.reading(wearable);
    const work = takeHistory(world.readingPorts, world.person, { reading, drift: 0 });
    await expect(work).rejects.toMatchObject({ code: 'driver', fault: 'bug' });
    await expect(work).rejects.not.toThrow(/12345/);
    expect(await outcome({ from: start })).toBe('taken');
  });

  it('is told to stop in the middle: then it was not read to its end', async () => {
    const { start } = dayBounds(DAY);
    const stop = new AbortController();
    const ports = { ...world.readingPorts, stopped: stop.signal };
    const [one, two] = [world.batchOf(start, start + 600), world.batchOf(start + 600, start + 1200)];
    const reading = await world.reading(wearableWith([one, two]));
    stop.abort();
    expect(await takeHistory(ports, world.person, { reading, drift: 0 })).toBe(false);
    expect(await cursor()).toBe(start + 600);
  });
});
