import { TOPICS, type UpKind } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
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
  ['envelope', 2_048],
  ['keys', 2_048],
  ['consent', 1_024],
  ['release', 1_024],
  ['message', 256],
  ['erasure', 64],
  ['retirement', 64],
] as const)('keeps of one person so many %s as may wait, and more when some were taken', (kind, most) => {
  const queue = new FairQueue();
  const more = message(ANN, kind);
  expect(many(most, () => queue.add(message(ANN, kind))).flat()).toEqual([]);
  expect([queue.add(more), queue.length]).toEqual([[more], most]);
  expect([queue.add(message(BOB, kind)), queue.add(message(ANN, other(kind)))]).toEqual([[], []]);
  queue.take();
  expect(queue.add(more)).toEqual([]);
});

const other = (kind: UpKind): UpKind => (kind === 'message' ? 'retirement' : 'message');
const LARGE = new Uint8Array(64 * 1024);
const large = (who: string, kind: UpKind = 'envelope') => ({
  topic: TOPICS.up(who, kind),
  payload: LARGE,
});
const nameOf = (i: number): string => i.toString(16).padStart(32, '0');
const waitingOf = (queue: FairQueue, who: string): readonly { topic: string; payload: Uint8Array }[] => {
  const all: { topic: string; payload: Uint8Array }[] = [];
  while (queue.length > 0) all.push(...queue.take());
  return all.filter(({ topic }) => topic.includes(who));
};

const topicsOf = (messages: readonly { readonly topic: string }[]) => messages.map(({ topic }) => topic);

describe.each(['envelope', 'keys', 'release', 'message'] as const)('of one person whose %s fill 4 MiB', (kind) => {
  it.each(['consent', 'erasure', 'retirement'] as const)('the newest gives way to %s, which stays', (ending) => {
    const queue = new FairQueue();
    expect(many(64, () => queue.add(large(ANN, kind))).flat()).toEqual([]);
    const [newest, first, other] = [large(ANN, kind), message(ANN, ending, 1), large(ANN, ending)];
    expect(queue.add(newest)[0]).toBe(newest);
    for (const each of [first, other]) expect(topicsOf(queue.add(each))).toEqual([TOPICS.up(ANN, kind)]);
    const waiting = waitingOf(queue, ANN);
    expect([waiting.includes(first), waiting.includes(other), waiting.length]).toEqual([true, true, 64]);
  });
});

it('has the newest of what ends nothing give way, of whatever kind', () => {
  const queue = queueOf(...many(63, () => large(ANN)), large(ANN, 'release'));
  expect(topicsOf(queue.add(message(ANN, 'consent')))).toEqual([TOPICS.up(ANN, 'release')]);
  expect(topicsOf(queue.add(large(ANN, 'erasure')))).toEqual([TOPICS.up(ANN, 'envelope')]);
});

/** A grant may be as large as any record; a withdrawal of our agents has some 700 bytes. */
const consentOf = (bytes: number, who = ANN) => ({ topic: TOPICS.up(who, 'consent'), payload: new Uint8Array(bytes) });

it('keeps a withdrawal, of one person whose large grants fill 4 MiB', () => {
  const queue = queueOf(...many(256, () => consentOf(16 * 1024)));
  const withdrawal = consentOf(700);
  expect(queue.add(withdrawal).map(({ payload }) => payload.length)).toEqual([16 * 1024]);
  expect(waitingOf(queue, ANN)).toContain(withdrawal);
});

it('keeps as many records of consent as may wait, of the size that any withdrawal has', () => {
  const queue = new FairQueue();
  expect(many(1_024, () => queue.add(consentOf(4 * 1024))).flat()).toEqual([]);
});

it('gives what was sent in its order, also where some of it gave way', () => {
  const [first, second] = [consentOf(700), consentOf(16 * 1024)];
  const sent = [large(ANN, 'release'), first, large(ANN), message(ANN, 'erasure'), second, message(ANN, 'message', 1)];
  const queue = queueOf(...sent, ...many(70, () => large(ANN, 'keys')));
  expect(waitingOf(queue, ANN).slice(0, sent.length)).toEqual(sent);
});

describe.each([
  ['messages', 16, () => message],
  ['bytes', 16, () => (who: string, kind: UpKind) => large(who, kind)],
] as const)('whose room is full of the %s of %i who flood it', (_what, flooding, make) => {
  const flood = (queue: FairQueue): void => {
    for (const i of many(flooding, (at) => at)) many(2_048, () => queue.add(make()(nameOf(100 + i), 'envelope')));
  };

  it('keeps all that another has under way, in its order, whatever floods it before or after', () => {
    const queue = new FairQueue();
    flood(queue);
    const sent = many(256, (i) => message(BOB, 'envelope', i));
    expect(sent.flatMap((each) => queue.add(each)).filter(({ topic }) => topic.includes(BOB))).toEqual([]);
    flood(queue);
    expect(queue.length).toBeLessThanOrEqual(16_384);
    expect(queue.bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(waitingOf(queue, BOB)).toEqual(sent);
  });

  it('keeps the oldest of those who flood it, as a chain needs them', () => {
    const queue = new FairQueue();
    const first = make()(nameOf(100), 'envelope');
    queue.add(first);
    flood(queue);
    expect(waitingOf(queue, nameOf(100))[0]).toBe(first);
  });
});

it('takes what is of nobody after everything else', () => {
  const nobody = { topic: 'barrier', payload: new Uint8Array(0) };
  const queue = queueOf(nobody, ...many(20, (i) => message(ANN, 'erasure', i)));
  expect(queue.take()).not.toContainEqual(nobody);
  expect(queue.take().at(-1)).toEqual(nobody);
});
