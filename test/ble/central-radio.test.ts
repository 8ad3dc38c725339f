import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NobleCentral } from '@fit4work/edge-agent';
import { generatedMinutes, parseDate, startWearable } from '@fit4work/firmware-sim';
import type HciSocket from '@fit4work/hci-seam';
import { Air } from '@fit4work/virtual-radio';
import { describe, expect, it } from 'vitest';
import { ADDRESS, codeOf, KEY } from './air.js';
import { LONG_MS } from './radio-world.js';

const MIB = 1024 * 1024;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is in use once what was dropped is gone: sockets and timers let go of it in later turns. */
async function heapMiB(): Promise<number> {
  for (let turns = 0; turns < 4; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return process.memoryUsage().heapUsed / MIB;
}

/** No radio at all, and how often it was asked for. */
function noRadio() {
  const asked = { times: 0 };
  const hci: HciSocket.OpenHciTransport = (events) => {
    asked.times++;
    queueMicrotask(() => events.lost(new Error('There is no radio.')));
    return { write: () => undefined, close: () => undefined };
  };
  return { asked, hci };
}

/** A radio that is there and never answers. */
const silent: HciSocket.OpenHciTransport = () => ({ write: () => undefined, close: () => undefined });

describe('a central without a radio', () => {
  it('does not grow with the searches that fail', async () => {
    const { hci, asked } = noRadio();
    const central = new NobleCentral({ hci, times: { restMs: 0 } });
    const fail = async (times: number): Promise<void> => {
      for (let left = times; left > 0; left--) await central.find(ADDRESS, LONG_MS).catch(() => undefined);
    };
    await fail(20);
    const early = await heapMiB();
    await fail(100);
    const late = await heapMiB();
    await central.close();
    expect(asked.times).toBe(120);
    // Each copy of noble is some 190 KiB.
    expect(late - early).toBeLessThan(5);
  });

  it('asks for it once for all that search, and leaves it alone for a while', async () => {
    const { hci, asked } = noRadio();
    const central = new NobleCentral({ hci, times: { restMs: LONG_MS } });
    const find = () => central.find(ADDRESS, LONG_MS).catch((reason: unknown) => reason);
    const errors = new Set(await Promise.all([find(), find(), find()]));
    errors.add(await find());
    expect(asked.times).toBe(1);
    expect([...errors]).toEqual([expect.objectContaining({ code: 'no-radio' })]);
    await central.close();
    expect(await codeOf(central.find(ADDRESS, LONG_MS))).toBe('closed');
  });

  it('asks again when the while is over', async () => {
    const { hci, asked } = noRadio();
    const central = new NobleCentral({ hci, times: { restMs: 20 } });
    while (asked.times < 2) {
      expect(await codeOf(central.find(ADDRESS, LONG_MS))).toBe('no-radio');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await central.close();
  });

  it('ends a search in its time, or when it is stopped, though the radio never answers', async () => {
    const central = new NobleCentral({ hci: silent, times: { powerOnMs: LONG_MS } });
    expect(await codeOf(central.find(ADDRESS, 50))).toBe('timeout');
    const stop = new AbortController();
    const search = codeOf(central.find(ADDRESS, LONG_MS, stop.signal));
    stop.abort();
    expect(await search).toBe('closed');
    const last = codeOf(central.find(ADDRESS, LONG_MS));
    await central.close();
    expect(await last).toBe('closed');
  });
});

describe('a wearable that is switched off', () => {
  it('leaves nothing of its stack in memory', async () => {
    const air = new Air();
    const source = generatedMinutes({ seed: 5, person: 1, from: parseDate('2026-05-04') ?? 0, days: 1 });
    const onAndOff = async (times: number): Promise<void> => {
      for (let left = times; left > 0; left--) {
        await new Promise<void>((resolve) => {
          const band = startWearable(air, {
            ...{ family: 'huami', address: ADDRESS, authKey: KEY, source },
            onEvent: (event) => {
              if (event !== 'advertising') return;
              setImmediate(() => {
                band.close();
                resolve();
              });
            },
          });
        });
      }
    };
    await onAndOff(10);
    const early = await heapMiB();
    await onAndOff(60);
    expect((await heapMiB()) - early).toBeLessThan(5);
  });
});
