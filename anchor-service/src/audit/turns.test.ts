import { once } from 'node:events';
import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AnchorError } from '../error.js';
import { Turns, unlessStalled } from './turns.js';

async function* parts(...all: readonly string[]): AsyncGenerator<string> {
  yield* all;
}

describe('a download', () => {
  it('is the only one of its address until it was read to its end, and one of four', async () => {
    const turns = new Turns();
    const stream = await turns.stream('one', async () => parts('a', 'b'));
    await expect(turns.stream('one', async () => parts())).rejects.toMatchObject({ code: 'busy-audit' });
    for (const by of ['two', 'three', 'four']) await turns.stream(by, async () => parts('c'));
    await expect(turns.stream('five', async () => parts())).rejects.toMatchObject({ code: 'busy-audit' });
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('ab');
    await (await turns.stream('five', async () => parts('d'))).toArray();
    await (await turns.stream('one', async () => parts('e'))).toArray();
  });

  it('that failed, that nobody began to read, or that broke off is over', async () => {
    const turns = new Turns();
    const failing = (): never => {
      throw new AnchorError('source-failed', 'injected');
    };
    await expect(turns.stream('one', failing)).rejects.toMatchObject({ code: 'source-failed' });
    const unread = await turns.stream('one', async () => parts('a'));
    await once(unread.destroy(), 'close');
    const broken = await turns.stream('one', async () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new AnchorError('source-failed', 'injected')) }),
    }));
    await expect(broken.toArray()).rejects.toMatchObject({ code: 'source-failed' });
    expect(await (await turns.stream('one', async () => parts('a'))).toArray()).toHaveLength(1);
  });

  it('that is over ends no other', async () => {
    const turns = new Turns();
    const first = await turns.stream('one', async () => parts('a'));
    await first.toArray();
    const second = await turns.stream('one', async () => parts('b'));
    first.destroy();
    await tick();
    await expect(turns.stream('one', async () => parts())).rejects.toMatchObject({ code: 'busy-audit' });
    await second.toArray();
  });
});

describe('a stream of which nothing is taken', () => {
  it('is ended', async () => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const stream = unlessStalled(parts('a', 'b'), 1, end);
    expect((await stream.next()).value).toBe('a');
    await ended;
  });

  it('is not when it is taken in time, or let go', async () => {
    let ends = 0;
    const end = (): void => {
      ends += 1;
    };
    const all: string[] = [];
    for await (const part of unlessStalled(parts('a', 'b'), 60_000, end)) all.push(part);
    for await (const part of unlessStalled(parts('a', 'b'), 60_000, end)) if (part === 'a') break;
    expect([all, ends]).toEqual([['a', 'b'], 0]);
  });
});
