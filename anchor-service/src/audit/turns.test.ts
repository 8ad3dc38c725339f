import { once } from 'node:events';
import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AnchorError } from '../error.js';
import { Turns, unlessStalled } from './turns.js';

async function* parts(...all: readonly string[]): AsyncGenerator<string> {
  yield* all;
}

describe('a turn', () => {
  it('is somebody’s until the work is done, also when it fails', async () => {
    const turns = new Turns();
    const first = turns.whole(() => tick('done'));
    await expect(turns.whole(() => tick('never'))).rejects.toMatchObject({ code: 'busy-audit' });
    await expect(turns.stream(async () => parts())).rejects.toMatchObject({ code: 'busy-audit' });
    expect(await first).toBe('done');
    const failing = (): never => {
      throw new AnchorError('source-failed', 'injected');
    };
    await expect(turns.whole(failing)).rejects.toMatchObject({ code: 'source-failed' });
    await expect(turns.stream(failing)).rejects.toMatchObject({ code: 'source-failed' });
    expect(await turns.whole(() => tick('again'))).toBe('again');
  });

  it('is kept while a stream is read, and over with its end', async () => {
    const turns = new Turns();
    const stream = await turns.stream(async () => parts('a', 'b'));
    await expect(turns.whole(() => tick())).rejects.toMatchObject({ code: 'busy-audit' });
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('ab');
    expect(await turns.whole(() => tick('again'))).toBe('again');
  });

  it('is over with a stream that nobody began to read, or that broke off', async () => {
    const turns = new Turns();
    const unread = await turns.stream(async () => parts('a'));
    await once(unread.destroy(), 'close');
    const broken = await turns.stream(async () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new AnchorError('source-failed', 'injected')) }),
    }));
    await expect(broken.toArray()).rejects.toMatchObject({ code: 'source-failed' });
    expect(await turns.whole(() => tick('again'))).toBe('again');
  });

  it('that is over ends no other', async () => {
    const turns = new Turns();
    const first = await turns.stream(async () => parts('a'));
    await first.toArray();
    const second = await turns.stream(async () => parts('b'));
    first.destroy();
    await tick();
    await expect(turns.whole(() => tick())).rejects.toMatchObject({ code: 'busy-audit' });
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
