import { expect } from 'vitest';
import { districtOf } from '../src/core/districts.js';
import { type CoachApi, DAY, PATIENCE, type Several } from './several.js';

/** What comes between a coach API and the broker. */
interface Between {
  cut(): void;
  mend(): void;
}

/** Seconds from when nothing came any more. */
export interface Effects {
  /** When each request was asked that was still answered. */
  readonly read: readonly number[];
  /** When it was said that somebody withdrew; one of each round. */
  readonly refused: readonly number[];
}

/** @param rounds in each somebody else withdraws whom one looks after that hears nothing any more; it is asked again and again */
export async function withdrawnBehind(
  several: Several,
  deaf: CoachApi,
  { between, rounds }: { readonly between: Between; readonly rounds: number },
): Promise<Effects> {
  const both = [several.first, deaf.api];
  const [taken, read, refused]: [string[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    await several.settled(both);
    const ann = await several.personOf(deaf, taken);
    taken.push(districtOf(ann.name));
    await ann.send(DAY);
    await ann.hasStored(1);
    const grant = await ann.share();
    expect(await ann.steps(deaf.api)).toEqual([1_000, undefined]);
    between.cut();
    const cut = performance.now();
    const since = (): number => (performance.now() - cut) / 1_000;
    await ann.withdraw(grant);
    const status = async () => {
      const asked = since();
      const answer = await ann.read(deaf.api);
      if (answer.status === 200) read.push(asked);
      return answer.status;
    };
    await expect.poll(status, { ...PATIENCE, interval: 50 }).toBe(403);
    refused.push(since());
    between.mend();
    await several.settled(both);
    for (const api of both) expect(await ann.steps(api)).toBe(403);
    await ann.close();
  }
  process.stdout.write(`refused after ${refused.map((each) => each.toFixed(1)).join(', ')} s\n`);
  return { read, refused };
}
