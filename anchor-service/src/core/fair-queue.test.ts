import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

const place = (...askers: string[]) => ({ askers: new Set(askers) });
const isIn = (queue: FairQueue<ReturnType<typeof place>>, ...askers: string[]): boolean =>
  queue.enter(place(...askers)) !== false;
const nextOf = (queue: FairQueue<ReturnType<typeof place>>): string => [...(queue.next()?.askers ?? [])].join(' ');

describe('a fair queue', () => {
  it('serves in order those who are alike, and nobody when nobody waits', () => {
    const queue = new FairQueue<ReturnType<typeof place>>(8);
    for (const asker of ['a', 'b', 'c']) isIn(queue, asker);
    const gone = place('gone');
    queue.enter(gone);
    queue.leave(gone);
    expect(Array.from({ length: 4 }, () => nextOf(queue))).toEqual(['a', 'b', 'c', '']);
  });

  it('serves whoever asks seldom before thirty-two that ask without end, once each of them was served', () => {
    const queue = new FairQueue<ReturnType<typeof place>>(64);
    const many = Array.from({ length: 32 }, (_, i) => `many-${i}`);
    for (const asker of many) isIn(queue, asker);
    for (let i = 0; i < 100; i += 1) isIn(queue, nextOf(queue));
    for (let i = 0; i < 3; i += 1) {
      isIn(queue, 'seldom');
      expect(nextOf(queue)).toBe('seldom');
      isIn(queue, nextOf(queue));
    }
  });

  it('serves whoever waits for one thing before those who wait for more, and counts for a place the least of who share it', () => {
    const queue = new FairQueue<ReturnType<typeof place>>(8);
    for (const askers of [['a'], ['a'], ['a', 'c'], ['b']]) isIn(queue, ...askers);
    expect([nextOf(queue), nextOf(queue)]).toEqual(['a c', 'b']);
  });

  it('is full for whoever would have as much as those in it, and has room for whoever has less, in the place of the last of who has most', () => {
    const queue = new FairQueue<ReturnType<typeof place>>(3);
    const last = place('a');
    for (const one of [place('a'), last, place('b')]) queue.enter(one);
    expect(queue.enter(place('b'))).toBe(false);
    expect(queue.enter(place('c'))).toEqual({ leaves: last });
    expect(queue.enter(place('d'))).toBe(false);
    expect(Array.from({ length: 4 }, () => nextOf(queue))).toEqual(['a', 'b', 'c', '']);
  });

  it('forgets by and by who had many turns', () => {
    const queue = new FairQueue<ReturnType<typeof place>>(8);
    const turn = (asker: string): void => {
      isIn(queue, asker);
      nextOf(queue);
    };
    for (let i = 0; i < 3; i += 1) turn('once');
    for (let i = 0; i < 1021; i += 1) turn(`other-${i}`);
    for (const asker of ['new', 'once']) isIn(queue, asker);
    expect([nextOf(queue), nextOf(queue)]).toEqual(['new', 'once']);
    for (let i = 0; i < 254; i += 1) turn(`more-${i}`);
    for (const asker of ['once', 'new']) isIn(queue, asker);
    expect(nextOf(queue)).toBe('once');
  });
});
