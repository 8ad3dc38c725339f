import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { GuardedSocket } from './guarded-socket.js';

/** A peer that takes what is written only when it is told to. */
function setUp() {
  const taken: (() => void)[] = [];
  const peer = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => void taken.push(done),
  });
  const guarded = new GuardedSocket(peer, { packets: { first: 100, later: 100 }, waiting: 10 });
  let cuts = 0;
  guarded.on('cut', () => {
    cuts += 1;
  });
  return { peer, guarded, take: () => taken.shift()?.(), cuts: () => cuts };
}

it('a connection of which the peer takes nothing for long is cut once, and its peer’s end with it', async () => {
  const { guarded, peer, cuts } = setUp();
  guarded.write('12345');
  guarded.cutIfStalled(60_000);
  expect(cuts()).toBe(0);
  await pause(20);
  guarded.cutIfStalled(1);
  guarded.cutIfStalled(1);
  expect([cuts(), guarded.destroyed]).toEqual([1, true]);
  await expect.poll(() => peer.destroyed).toBe(true);
});

it('a connection for which nothing waits is never cut, however long it is silent', async () => {
  const { guarded, take, cuts } = setUp();
  await pause(20);
  guarded.cutIfStalled(1);
  guarded.write('12345');
  take();
  await pause(20);
  guarded.cutIfStalled(1);
  expect([cuts(), guarded.destroyed]).toEqual([0, false]);
});

it('what waits is bounded: by little before anybody is known, by what is allowed then', () => {
  const { guarded, cuts } = setUp();
  guarded.write('1234567890');
  guarded.allowWaiting(20);
  expect(guarded.write('1234567890')).toBe(true);
  expect(cuts()).toBe(0);
  guarded.write('1');
  expect([cuts(), guarded.destroyed]).toEqual([1, true]);
});
