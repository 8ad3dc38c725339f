import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { SocketGuard } from './socket-guard.js';

/** A peer that takes what is written only when it is told to. */
function setUp() {
  const written: { chunk: Buffer; done: () => void }[] = [];
  const peer = new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, done) => void written.push({ chunk, done }),
  });
  let cuts = 0;
  const onCut = (): void => {
    cuts += 1;
  };
  const guard = new SocketGuard(peer, { packets: { first: 100, later: 100 }, waiting: 10, onCut });
  return { peer, guard, written, take: () => written.shift()?.done(), cuts: () => cuts };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('a connection of which the peer takes nothing for long is cut once', async () => {
  const { guard, peer, cuts } = setUp();
  peer.write('12345');
  await turn();
  guard.cutIfStalled(60_000);
  expect(cuts()).toBe(0);
  await pause(20);
  guard.cutIfStalled(1);
  guard.cutIfStalled(1);
  expect([cuts(), peer.destroyed]).toEqual([1, true]);
});

it('a connection for which nothing waits is never cut, however long it is silent', async () => {
  const { guard, peer, take, cuts } = setUp();
  await pause(20);
  guard.cutIfStalled(1);
  peer.write('12345');
  await turn();
  take();
  await turn();
  await pause(20);
  guard.cutIfStalled(1);
  expect([cuts(), peer.destroyed]).toEqual([0, false]);
});

it('a connection of which the peer takes something now and then is not cut, though some always waits', async () => {
  const { guard, peer, take, cuts } = setUp();
  for (const bytes of ['123', '456', '789']) {
    peer.write(bytes);
    await turn();
  }
  guard.cutIfStalled(1);
  for (let i = 0; i < 2; i += 1) {
    await pause(20);
    take();
    guard.cutIfStalled(1);
  }
  expect([cuts(), peer.destroyed]).toEqual([0, false]);
});

it('what waits is bounded: by little before anybody is known, by what is allowed then', async () => {
  const { guard, peer, cuts } = setUp();
  peer.write('1234567890');
  guard.allowWaiting(20);
  await turn();
  expect(peer.write('1234567890')).toBe(true);
  expect(cuts()).toBe(0);
  peer.write('1');
  expect([cuts(), peer.destroyed]).toEqual([1, true]);
  await turn();
});

it('what is written in one turn goes out as one, texts and bytes in their order', async () => {
  const { peer, written, guard } = setUp();
  guard.allowWaiting(100);
  for (const piece of ['a€', Buffer.from('b'), 'c']) peer.write(piece);
  await turn();
  expect(written.map(({ chunk }) => String(chunk))).toEqual(['a€bc']);
});

it('reads so many packets at once and the rest later, also when its peer has ended', async () => {
  const { peer } = setUp();
  const stream = Buffer.concat(Array.from({ length: 150 }, (_, i) => Buffer.of(0x30, 1, i)));
  const ended = once(peer, 'end');
  peer.push(stream);
  peer.push(null);
  const parts: Buffer[] = [];
  peer.on('readable', () => {
    for (let part: unknown = peer.read(); part instanceof Buffer; part = peer.read()) parts.push(part);
  });
  await ended;
  expect(parts.map(({ length }) => length / 3)).toEqual([64, 64, 22]);
  expect(Buffer.concat(parts)).toEqual(stream);
});

it('a packet that is too large ends the connection unread', async () => {
  const { peer } = setUp();
  const failed = once(peer, 'error');
  peer.push(Buffer.of(0x10, 101));
  expect(peer.read()).toBeNull();
  const [error] = await failed;
  expect(error).toMatchObject({ code: 'refused' });
});
