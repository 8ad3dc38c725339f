import { expect, it } from 'vitest';
import { LastVerdict } from './last-verdict.js';

/** A question that is answered when the test says so. */
function slowly(): { readonly question: () => Promise<string>; readonly answer: (verdict: string) => void } {
  const waiting: ((verdict: string) => void)[] = [];
  return {
    question: () => new Promise((resolve) => waiting.push(resolve)),
    answer: (verdict) => {
      for (const resolve of waiting) resolve(verdict);
    },
  };
}

it('tells what came of the input that was given', async () => {
  const verdict = new LastVerdict<string>();
  expect(await verdict.ask(async () => 'proven')).toBe('proven');
  expect(verdict.value).toBe('proven');
});

it('says nothing of an input that changed after it was judged', async () => {
  const verdict = new LastVerdict<string>();
  await verdict.ask(async () => 'proven');
  verdict.clear();
  expect(verdict.value).toBeUndefined();
});

it('says nothing of an input that changed while it was judged', async () => {
  const verdict = new LastVerdict<string>();
  const first = slowly();
  const asked = verdict.ask(first.question);
  verdict.clear();
  first.answer('proven');
  expect(await asked).toBeUndefined();
  expect(verdict.value).toBeUndefined();
});

it('says nothing of the input before while the next is judged', async () => {
  const verdict = new LastVerdict<string>();
  await verdict.ask(async () => 'proven');
  const next = slowly();
  const asked = verdict.ask(next.question);
  expect(verdict.value).toBeUndefined();
  next.answer('refused');
  await asked;
  expect(verdict.value).toBe('refused');
});

it('keeps the verdict of the later input when that of the earlier comes last', async () => {
  const verdict = new LastVerdict<string>();
  const [first, second] = [slowly(), slowly()];
  const asked = [verdict.ask(first.question), verdict.ask(second.question)];
  second.answer('refused');
  first.answer('proven');
  expect(await Promise.all(asked)).toEqual([undefined, 'refused']);
  expect(verdict.value).toBe('refused');
});

it('says nothing of an input that could not be read, nor of the one before', async () => {
  const verdict = new LastVerdict<string>();
  await verdict.ask(async () => 'proven');
  await expect(verdict.ask(() => Promise.reject(new TypeError('gone')))).rejects.toThrow(/^gone$/);
  expect(verdict.value).toBeUndefined();
});
