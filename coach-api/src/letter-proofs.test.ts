import { fromHex } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { LetterCourier } from './letter-courier.js';
import type { LetterStore } from './letter-port.js';

const leafText = (n: number): string => n.toString(16).padStart(64, '0');

/** Of a hundred letters: places of those that are proven; a log in which all stand, and no one lately. */
function courierOf(isProven = true) {
  const proven = new Map<string, number>();
  const sent: Uint8Array[] = [];
  const all = Array.from({ length: 100 }, (_, n) => leafText(n));
  const letters: Pick<LetterStore, 'unproven' | 'markProven'> = {
    unproven: async (limit) => all.filter((leaf) => !proven.has(leaf)).slice(0, limit),
    markProven: async (leaf, index) => void proven.set(leaf, index),
  };
  const time = { now: 1_000, searches: 0 };
  const unused = (): never => expect.fail('not asked for a proof');
  const courier = new LetterCourier({
    letters: {
      ...letters,
      add: unused,
      between: unused,
      waitedFor: unused,
      waiting: unused,
      markTold: unused,
      settle: unused,
      tellAgain: unused,
      hasSpoken: unused,
      timesOfErasures: unused,
    },
    link: { connected: false, publish: unused },
    leaves: { send: (leaf) => void sent.push(leaf) },
    log: {
      recentIndexOf: () => undefined,
      isProven: async () => isProven,
      search: async (wanted) => {
        time.searches += 1;
        return new Map([...wanted].map((leaf) => [leaf, all.indexOf(leaf)]));
      },
    },
    logger: { info: unused, warn: unused, error: unused },
    clock: { now: () => time.now },
  });
  return { courier, proven, sent, time };
}

it('letters that the log took long ago are found in it, and keep no later one from its turn', async () => {
  const { courier, proven, sent, time } = courierOf();
  for (let minute = 0; minute < 6; minute += 1) {
    await courier.settleProofs();
    time.now += 60;
  }
  expect([...proven]).toEqual(Array.from({ length: 100 }, (_, n) => [leafText(n), n]));
  expect(sent[0]).toEqual(fromHex(leafText(0)));
});

it('the whole log is looked through once a minute at the most, and nothing that it does not prove is believed', async () => {
  const { courier, proven, time } = courierOf(false);
  for (let second = 0; second < 180; second += 5) {
    await courier.settleProofs();
    time.now += 5;
  }
  expect([time.searches, proven.size]).toEqual([1, 0]);
});
