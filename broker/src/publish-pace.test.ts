import type { Principal } from '@fit4work/registry';
import { beforeEach, describe, expect, it } from 'vitest';
import { PublishPace } from './publish-pace.js';

const ANN: Principal = { kind: 'agent', pseudonym: 'a'.repeat(32) };
const BOB: Principal = { kind: 'agent', pseudonym: 'b'.repeat(32) };
const here = { bytes: 10, gone: () => false };

let time: number;
let slowed: number;
/** Those that wait, each with what lets it go on. */
let waiting: (() => void)[];
let pace: PublishPace;
beforeEach(() => {
  [time, slowed, waiting] = [1_000, 0, []];
  pace = new PublishPace({
    messages: { atOnce: 2, perSecond: 1 },
    bytes: { atOnce: 100, perSecond: 10 },
    now: () => time,
    pause: () => new Promise((resolve) => waiting.push(resolve)),
    onSlowed: () => {
      slowed += 1;
    },
  });
});

const goOn = (): void => {
  for (const resume of waiting.splice(0)) resume();
};

describe('the pace of an agent', () => {
  it('lets pass at once what it has in hand, and everything of a service', () => {
    const turns = [ANN, ANN, BOB].map((agent) => pace.turnOf(agent, here));
    const services = Array.from({ length: 9 }, () => pace.turnOf({ kind: 'coach-api' }, { ...here, bytes: 1e9 }));
    expect([...turns, ...services].every((turn) => turn === undefined)).toBe(true);
    expect(slowed).toBe(0);
  });

  it('keeps its messages in their order, also when there would be room for a later one', async () => {
    const passed: string[] = [];
    const send = (name: string): void => {
      const turn = pace.turnOf(ANN, here);
      if (turn === undefined) passed.push(name);
      else void turn.then(() => passed.push(name));
    };
    for (const name of ['1', '2', '3']) send(name);
    await expect.poll(() => waiting.length).toBe(1);
    time += 2;
    send('4');
    expect([passed, slowed]).toEqual([['1', '2'], 2]);
    goOn();
    await expect.poll(() => passed).toEqual(['1', '2', '3', '4']);
    time += 10;
    send('5');
    expect(passed).toHaveLength(5);
  });

  it('counts bytes as well, a message that is larger than what is left', async () => {
    expect(pace.turnOf(ANN, { ...here, bytes: 95 })).toBeUndefined();
    let passed = false;
    void pace.turnOf(ANN, here)?.then(() => {
      passed = true;
    });
    await expect.poll(() => waiting.length).toBe(1);
    expect(passed).toBe(false);
    time += 5;
    goOn();
    await expect.poll(() => passed).toBe(true);
  });

  it('waits for nobody whose connection has ended, and spends nothing for it', async () => {
    let gone = false;
    for (const _ of [1, 2]) expect(pace.turnOf(ANN, here)).toBeUndefined();
    const turns = [1, 2, 3].map(() => pace.turnOf(ANN, { bytes: 10, gone: () => gone }));
    await expect.poll(() => waiting.length).toBe(1);
    gone = true;
    goOn();
    await Promise.all(turns);
    time += 1;
    expect(pace.turnOf(ANN, here)).toBeUndefined();
  });
});
