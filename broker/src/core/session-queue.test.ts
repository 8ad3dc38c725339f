import { expect, it } from 'vitest';
import { SessionQueue } from './session-queue.js';

const message = (brokerCounter: number) => ({ brokerCounter, messageId: undefined as number | undefined });

it('gives back in their order what was not acknowledged', () => {
  const queue = new SessionQueue<ReturnType<typeof message>>();
  for (const counter of [1, 2, 3]) queue.add(message(counter));
  queue.hand(1, 10);
  queue.hand(2, 11);
  expect(queue.take(11)?.brokerCounter).toBe(2);
  expect([[...queue].map(({ brokerCounter }) => brokerCounter), queue.size]).toEqual([[1, 3], 2]);
});

it('takes nothing by an id that is of nobody, or was of somebody before', () => {
  const queue = new SessionQueue<ReturnType<typeof message>>();
  queue.add(message(1));
  queue.hand(1, 10);
  queue.hand(1, 20);
  queue.hand(9, 30);
  expect([10, 30, 40].map((id) => queue.take(id))).toEqual([undefined, undefined, undefined]);
  expect(queue.take(20)?.brokerCounter).toBe(1);
  expect(queue.take(20)).toBeUndefined();
});

it('keeps a message whose id went to another one, until it is handed over anew', () => {
  const queue = new SessionQueue<ReturnType<typeof message>>();
  for (const counter of [1, 2]) queue.add(message(counter));
  queue.hand(1, 10);
  queue.hand(2, 10);
  expect(queue.take(10)?.brokerCounter).toBe(2);
  expect(queue.take(10)).toBeUndefined();
  queue.hand(1, 10);
  expect(queue.take(10)?.brokerCounter).toBe(1);
  expect(queue.size).toBe(0);
});
