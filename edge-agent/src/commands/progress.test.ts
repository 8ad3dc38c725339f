import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whileWaiting } from './progress.js';

let written: string[];

beforeEach(() => {
  written = [];
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'performance'] });
});
afterEach(() => vi.useRealTimers());

const terminal = (isTTY: boolean) => ({ isTTY, write: (part: string | Uint8Array) => written.push(String(part)) > 0 });
const lasting = (milliseconds: number): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve('done'), milliseconds));

describe('waiting', () => {
  it('is told on one line of a terminal once it takes longer than two seconds, and leaves nothing behind', async () => {
    const waited = whileWaiting('Waiting', () => lasting(3_500), terminal(true));
    await vi.advanceTimersByTimeAsync(1_900);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_600);
    expect(await waited).toBe('done');
    expect(written).toEqual(['\r\u001b[KWaiting … 2 s\r', '\r\u001b[KWaiting … 3 s\r', '\r\u001b[K']);
  });

  it('is told with how far it is, also by work that lets no timer run', async () => {
    const waited = whileWaiting(
      'Verifying',
      async (tell) => {
        await lasting(2_500);
        for (const done of [1, 2]) tell(`${done} of 2`);
      },
      terminal(true),
    );
    await vi.advanceTimersByTimeAsync(2_500);
    await waited;
    expect(written).toContain('\r\u001b[KVerifying: 1 of 2 … 2 s\r');
  });

  it.each([
    ['what is short', 1_000, true],
    ['a program or a file', 5_000, false],
  ])('is not told of %s', async (_, milliseconds, isTTY) => {
    const waited = whileWaiting('Waiting', () => lasting(milliseconds), terminal(isTTY));
    await vi.advanceTimersByTimeAsync(milliseconds);
    await waited;
    expect(written).toEqual([]);
  });

  it('ends where the work fails', async () => {
    const failed = whileWaiting(
      'Waiting',
      () => lasting(3_000).then(() => Promise.reject(new Error('no'))),
      terminal(true),
    );
    const caught = expect(failed).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(3_000);
    await caught;
    expect(written.at(-1)).toBe('\r\u001b[K');
    expect(vi.getTimerCount()).toBe(0);
  });
});
