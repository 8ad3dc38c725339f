import { randomBytes } from 'node:crypto';
import { cryptoReady, leafOf } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadWorld } from '../test/read-world.js';
import { readLines } from './core/read-lines.js';

let world: ReadWorld;
let grant: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  grant = await world.share();
});
afterEach(() => world.close());

const bytes = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

describe('a read that no grant covered is proven, and said not to be covered', () => {
  it.each([
    ['rests on no grant', { grants: [] }, 'no-grant'],
    ['rests on a grant that was never signed here', { grants: [new Uint8Array(32).fill(9)] }, 'unknown-grant'],
    ['is by another coach', { coach: 'coach-2' }, 'beyond-grant'],
    ['opens another metric', { metrics: ['heart-rate'] }, 'beyond-grant'],
    ['is finer than was granted', { granularity: 'hour' }, 'beyond-grant'],
    ['reaches a day further', { until: '2026-03-12' }, 'beyond-grant'],
    ['reaches over all days that there are', { from: '1900-01-01', until: '9999-12-31' }, 'beyond-grant'],
    ['came when the grant had lapsed', { time: 1_900_001_000 }, 'lapsed'],
    ['came before the grant', { time: 1_899_999_999 }, 'not-yet-granted'],
  ] as const)('when it %s', async (_, changed, problem) => {
    await world.tell(world.record([grant], changed));
    expect(await world.reads()).toMatchObject([{ problems: [problem], proof: { index: 0 } }]);
  });

  it('when it came after the withdrawal, and not when it came before', async () => {
    await world.tell(world.record([grant], { time: world.now + 9 }));
    world.now += 10;
    await world.withdraw(grant);
    await world.tell(world.record([grant]));
    expect(await world.reads()).toMatchObject([
      { time: world.now - 1, problems: [] },
      { time: world.now, problems: ['withdrawn'] },
    ]);
  });

  describe('when it is dated before a withdrawal that the log had before it', () => {
    /** The withdrawal stands in the log, and so does the grant before it. */
    const withdrawn = async (): Promise<number> => {
      const before = world.now + 5;
      world.now += 10;
      await world.withdraw(grant);
      await world.anchorConsent();
      return before;
    };

    it('since what it names was opened after it', async () => {
      const before = await withdrawn();
      world.now += 30 * 86_400;
      await world.tell(world.record([grant], { time: before }));
      expect(await world.reads()).toMatchObject([{ time: before, problems: ['logged-after-withdrawal'] }]);
    });

    it('but not when it stood in the log by then, nor when it rests on a grant that stands as well', async () => {
      const record = world.record([grant], { time: world.now + 5 });
      world.log.append(leafOf(record));
      const before = await withdrawn();
      await world.tell(record, false);
      const second = await world.share();
      world.now += 5;
      await world.tell(world.record([grant, second]));
      expect(await world.reads()).toMatchObject([
        { time: before, problems: [] },
        { time: world.now, problems: [] },
      ]);
    });
  });

  describe('when it crossed a withdrawal that was on its way,', () => {
    /** A read that the log had before the withdrawal, told `seconds` after that was signed. */
    async function crossed(seconds: number, anchored = true): Promise<void> {
      const record = world.record([grant], { time: world.now + 10 + seconds });
      world.log.append(leafOf(record));
      world.now += 10;
      await world.withdraw(grant);
      if (anchored) await world.anchorConsent();
      await world.tell(record, false);
    }

    it.each([0, 59])('%i s after it was signed: a note, in words, and nothing is wrong with it', async (seconds) => {
      await crossed(seconds);
      const reads = await world.reads();
      expect(reads).toMatchObject([{ problems: [], withdrawalOnItsWay: true, proof: { index: 0 } }]);
      const place = { zone: 'UTC' };
      expect(readLines(reads, { ...place, language: 'en' }).join()).toContain('as your withdrawal was on its way');
      expect(readLines(reads, { ...place, language: 'nl' }).join()).toContain('terwijl uw intrekking onderweg was');
    });

    it('but not a minute after it was signed', async () => {
      await crossed(60);
      expect(await world.reads()).toMatchObject([{ problems: ['withdrawn'], withdrawalOnItsWay: false }]);
    });

    it('but not where nothing tells which of them the log had first', async () => {
      await crossed(1, false);
      expect(await world.problems()).toEqual(['withdrawn']);
    });

    it('but not where nothing tells that the log has the read at all', async () => {
      const record = world.record([grant], { time: world.now + 11 });
      world.now += 10;
      await world.withdraw(grant);
      await world.anchorConsent();
      await world.tell(record, false);
      expect(await world.problems()).toEqual(expect.arrayContaining(['withdrawn']));
    });

    it('but not where the log had the withdrawal first', async () => {
      world.now += 10;
      await world.withdraw(grant);
      await world.anchorConsent();
      await world.tell(world.record([grant], { time: world.now + 1 }));
      expect(await world.problems()).toEqual(['withdrawn']);
    });

    it('but not where the grant had lapsed by then', async () => {
      const short = await world.share({ coach: 'coach-3', expires: world.now + 15 });
      const record = world.record([short], { coach: 'coach-3', time: world.now + 20 });
      world.log.append(leafOf(record));
      world.now += 10;
      await world.withdraw(short);
      await world.anchorConsent();
      await world.tell(record, false);
      expect(await world.problems()).toEqual(['withdrawn']);
    });
  });

  it('when another grant would have covered it, but it does not rest on that one', async () => {
    const other = await world.share({ coach: 'coach-2' });
    await world.tell(world.record([other]));
    expect(await world.problems()).toEqual(['beyond-grant']);
  });

  it('when a withdrawal was changed on disk: nobody can tell what it said', async () => {
    world.now += 10;
    await world.withdraw(grant);
    await world.tell(world.record([grant]));
    world.vault.changeOnDisk(
      "UPDATE record SET bytes = substr(bytes, 1, length(bytes) - 4) WHERE kind = 'consent' AND id > 1",
    );
    expect(await world.problems()).toEqual(['consent-missing']);
  });

  it('and unproven as well, when both are so', async () => {
    world.log.append(bytes(32));
    await world.tell(world.record([]), false);
    expect(await world.problems()).toEqual(['not-in-log', 'no-grant']);
  });
});
