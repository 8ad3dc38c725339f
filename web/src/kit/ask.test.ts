import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, PATIENCE } from './ask.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const unlessAborted = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new DOMException('Gone.', 'AbortError'))));

/** A service that takes a question and says nothing. */
const silent = (): void => {
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => unlessAborted(signal));
};
/** One that begins to answer, and does not go on. */
const halfway = (): void => {
  vi.stubGlobal('fetch', async (_: string, { signal }: RequestInit) => ({
    ...{ ok: true, status: 200, headers: new Headers() },
    json: () => unlessAborted(signal),
  }));
};

/** What came of a question so far, in its code. */
function asking(question: Partial<Parameters<typeof ask>[0]>): { readonly code: string | undefined } {
  const outcome: { code: string | undefined } = { code: undefined };
  ask({ path: '/v1/people', read: () => undefined, ...question }).catch((error: { readonly code: string }) => {
    outcome.code = error.code;
  });
  return outcome;
}

it.each([
  ['says nothing', silent],
  ['stops in the middle', halfway],
])('a service that %s is unreachable once the patience is over', async (_, service) => {
  service();
  const outcome = asking({});
  await vi.advanceTimersByTimeAsync(PATIENCE * 1000 - 1);
  expect(outcome.code).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(outcome.code).toBe('unreachable');
});

it('is given as much as a question says', async () => {
  silent();
  const outcome = asking({ patience: 3 });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(outcome.code).toBe('unreachable');
});

it('is waited for in an act, which may have happened', async () => {
  silent();
  const outcome = asking({ method: 'POST' });
  await vi.advanceTimersByTimeAsync(PATIENCE * 10_000);
  expect(outcome.code).toBeUndefined();
});

it('is asked no longer where whoever asks is gone', async () => {
  silent();
  const gone = new AbortController();
  const outcome = asking({ signal: gone.signal });
  gone.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect([outcome.code, vi.getTimerCount()]).toEqual(['unreachable', 0]);
});
