import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../test/memory/memory-disk.js';
import { MemoryFindings } from '../test/memory/memory-findings.js';
import type { FoundWearable } from './central-port.js';
import { noticingRadio } from './notice-radio.js';
import { Noticed } from './noticed.js';
import { WearableError, type WearableErrorCode } from './wearable-error.js';

const ADDRESS = 'c0:00:00:00:00:01';
const FOUND: FoundWearable = { connect: () => Promise.reject(new WearableError('timeout', 'Not now.')) };

/** What stands of the radio after searches that ended so; undefined is one that found the wearable. */
async function noticedOf(ends: readonly (WearableErrorCode | undefined)[]): Promise<readonly unknown[]> {
  const [findings, left] = [new MemoryFindings(new MemoryDisk()), [...ends]];
  const noticed = await Noticed.open({ findings, clock: () => 100, ticks: () => 0, report: () => undefined });
  const central = noticingRadio(
    {
      find: async () => {
        const code = left.shift();
        if (code !== undefined) throw new WearableError(code, 'So it is.');
        return FOUND;
      },
      nearby: async () => [],
      close: async () => undefined,
    },
    noticed,
    async () => true,
  );
  const came: (string | undefined)[] = [];
  for (const _ of ends) {
    came.push(
      await central.find(ADDRESS, 1_000).then(
        (found) => (found === FOUND ? undefined : 'another'),
        (error: WearableError) => error.code,
      ),
    );
  }
  // Whoever searches hears what it would have heard.
  expect(came).toEqual(ends);
  await central.close();
  return (await findings.findings()).map(({ code, ended, count }) => [code, ended === undefined, count]);
}

describe('a radio', () => {
  it.each<WearableErrorCode>(['no-radio', 'timeout'])(
    'that cannot be used (%s) is noticed, once however long',
    async (code) => {
      expect(await noticedOf([code, code, code])).toEqual([['radio-unusable', true, 1]]);
    },
  );

  it.each<[string, WearableErrorCode | undefined]>([
    ['found the wearable', undefined],
    ['heard nothing of it', 'not-found'],
  ])('that %s can be used again', async (_, end) => {
    expect(await noticedOf(['no-radio', end])).toEqual([['radio-unusable', false, 1]]);
    expect(await noticedOf([end])).toEqual([]);
  });

  it('is missed by nobody once the last wearable was taken off, though who searched last writes last', async () => {
    const ports = {
      findings: new MemoryFindings(new MemoryDisk()),
      clock: () => 100,
      ticks: () => 0,
      report: () => undefined,
    };
    const find = () => Promise.reject(new WearableError('no-radio', 'So it is.'));
    let used = true;
    const central = noticingRadio(
      { find, nearby: async () => [], close: async () => undefined },
      await Noticed.open(ports),
      async () => used,
    );
    await expect(central.find(ADDRESS, 1_000)).rejects.toThrow();
    await expect(central.find(ADDRESS, 1_000)).rejects.toThrow();
    // Beside it the command that takes the wearable off.
    used = false;
    const beside = await Noticed.open(ports);
    beside.over('radio-unusable');
    await beside.close();
    await central.close();
    expect((await ports.findings.findings()).map(({ ended }) => ended)).toEqual([100]);
  });

  it('is as it was where the search was given up', async () => {
    expect(await noticedOf(['no-radio', 'closed'])).toEqual([['radio-unusable', true, 1]]);
    expect(await noticedOf(['closed'])).toEqual([]);
  });
});
