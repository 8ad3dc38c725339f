import { setTimeout as pause } from 'node:timers/promises';
import type { Coach } from './coach.js';
import type { Effect } from './core/withdrawal.js';
import type { SharingEmployee } from './sharing-employee.js';

export interface WithdrawingOptions {
  readonly coach: Coach;
  /** Of whatever looks after people: all together, and each. */
  readonly urls: readonly string[];
}

const EVERY_MS = 200;
/** How long everybody is asked: what is answered later than is promised has to be seen, from when the brokers confirmed it. */
const WATCH_MS = { least: 12_000, afterConfirmed: 8_000, most: 60_000 };

/** Has somebody withdraw, and asks every coach API for that person again and again. */
export async function watchWithdrawal(employee: SharingEmployee, { coach, urls }: WithdrawingOptions): Promise<Effect> {
  const sent = performance.now();
  const [reads, refusals, confirmations]: [number[], number[], number[]] = [[], [], []];
  employee.withdraw(() => confirmations.push(performance.now() - sent));
  const until = (): number => {
    const [confirmed] = confirmations;
    return confirmed === undefined ? WATCH_MS.most : Math.max(WATCH_MS.least, confirmed + WATCH_MS.afterConfirmed);
  };
  const watch = async (url: string): Promise<void> => {
    while (performance.now() - sent < until()) {
      const asked = performance.now();
      const outcome = await coach.read(url, employee);
      if (outcome === 'correct' || outcome === 'wrong') reads.push(asked - sent);
      if (outcome === 'refused') refusals.push(performance.now() - sent);
      await pause(EVERY_MS);
    }
  };
  await Promise.all(urls.map(watch));
  const inSeconds = (ms: number): number | null => (Number.isFinite(ms) ? Math.round(ms) / 1_000 : null);
  const confirmed = inSeconds(Math.min(...confirmations));
  return { confirmed, lastRead: inSeconds(Math.max(...reads)), refused: inSeconds(Math.min(...refusals)) };
}

const told = (seconds: number | null): string => (seconds === null ? 'not' : `after ${seconds.toFixed(1)} s`);

/** In words, for whoever watches. */
export const describe = ({ confirmed, lastRead, refused }: Effect): string =>
  `was confirmed ${told(confirmed)}, read last ${told(lastRead)} and refused ${told(refused)}`;
