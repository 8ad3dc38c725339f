import { TOPICS, type UpKind } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

const [ANN, BOB] = ['01'.repeat(16), '02'.repeat(16)];
const message = (who: string, kind: UpKind, mark = 0) => ({
  topic: TOPICS.up(who, kind),
  payload: new Uint8Array([mark]),
});
const queueOf = (...messages: { topic: string; payload: Uint8Array }[]): FairQueue => {
  const queue = new FairQueue();
  for (const each of messages) queue.add(each);
  return queue;
};
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

it('gives what a person sent in its order, and all of it', () => {
  const sent = many(300, (i) => message(ANN, 'envelope', i % 256));
  const queue = queueOf(...sent);
  expect([queue.length, queue.bytes]).toEqual([300, 300]);
  const [first, second] = [queue.take(), queue.take()];
  expect(first).toHaveLength(256);
  expect([...first, ...second]).toEqual(sent);
  expect([queue.length, queue.bytes, queue.take()]).toEqual([0, 0, []]);
});

it('lets nobody wait behind all that another sent before', () => {
  const queue = queueOf(...many(1_000, (i) => message(ANN, 'envelope', i % 256)), message(BOB, 'consent'));
  expect(queue.take()).toContainEqual(message(BOB, 'consent'));
});

it('takes few erasures at once, each of which is work for many', () => {
  const queue = queueOf(
    ...many(64, (i) => message(ANN, 'erasure', i)),
    ...many(64, (i) => message(BOB, 'envelope', i)),
  );
  const taken = queue.take();
  const countOf = (topic: string) => taken.filter((each) => each.topic === topic).length;
  expect(countOf(TOPICS.up(ANN, 'erasure'))).toBeLessThanOrEqual(16);
  expect(countOf(TOPICS.up(BOB, 'envelope'))).toBeGreaterThan(0);
});

it.each([
  ['consent', 1_024],
  ['release', 1_024],
  ['message', 256],
  ['erasure', 64],
  ['retirement', 64],
] as const)('keeps of one person so many %s as may wait, and more when some were taken', (kind, most) => {
  const queue = new FairQueue();
  expect(many(most + 1, () => queue.add(message(ANN, kind))).indexOf(false)).toBe(most);
  expect([queue.length, queue.add(message(BOB, kind)), queue.add(message(ANN, 'envelope'))]).toEqual([
    most,
    true,
    true,
  ]);
  queue.take();
  expect(queue.add(message(ANN, kind))).toBe(true);
});

it('takes what is of nobody after everything else', () => {
  const nobody = { topic: 'barrier', payload: new Uint8Array(0) };
  const queue = queueOf(nobody, ...many(20, (i) => message(ANN, 'erasure', i)));
  expect(queue.take()).not.toContainEqual(nobody);
  expect(queue.take().at(-1)).toEqual(nobody);
});
