import type { Block } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKit, leafOf, NOW, openLog } from '../test/kit.js';
import { ClockWatch } from './clock-watch.js';
import type { Journal } from './ports.js';

let now: number;
let ticks: number;
let said: unknown[];
let watch: ClockWatch;
const journal: Journal = { info: () => undefined, warn: (...line) => said.push(line) };
const newest = (time: number): Block => ({
  ...{ height: 7, previous: new Uint8Array(32), firstIndex: 0, size: 1, root: new Uint8Array(32) },
  time,
});

beforeAll(() => sodium.ready);
beforeEach(() => {
  [now, ticks, said] = [NOW, 5_000, []];
  watch = new ClockWatch(
    journal,
    () => now,
    () => ticks,
  );
});

/** Both clocks go on. */
const pass = (seconds: number): void => {
  now += seconds;
  ticks += seconds * 1000;
};

describe('the watch on the clock', () => {
  it('says nothing while the clock goes its way, nor of a leap of a minute', () => {
    watch.look(undefined);
    for (let i = 0; i < 10; i += 1) {
      pass(3600);
      watch.look(newest(now - 1));
    }
    now += 60;
    watch.look(newest(now + 60));
    expect(said).toEqual([]);
  });

  it('says by how much it was moved, once, and what the chain is ahead by after it', () => {
    watch.look(undefined);
    now += 86_400;
    watch.look(newest(NOW));
    watch.look(newest(now));
    expect(said).toEqual([['clock-stepped', { milliseconds: 86_400_000 }]]);
    said = [];
    now -= 86_400;
    for (let i = 0; i < 2; i += 1) watch.look(newest(NOW + 86_400));
    expect(said).toEqual([
      ['clock-stepped', { milliseconds: -86_400_000 }],
      ['chain-dated-ahead', { height: 7, milliseconds: 86_400_000 }],
    ]);
  });

  it('says at a start that the chain is dated ahead', () => {
    watch.look(newest(NOW + 61));
    expect(said).toEqual([['chain-dated-ahead', { height: 7, milliseconds: 61_000 }]]);
  });
});

it('an anchor says so as it starts on a chain that is dated ahead, and as its clock is moved', async () => {
  const kit = createKit();
  const open = () => openLog(kit, (ports) => ({ ...ports, journal }), { clock: () => now });
  const first = open();
  await first.anchor.prepare();
  now += 3_600;
  first.anchor.receive(leafOf(0));
  await first.anchor.commit();
  first.store.close();
  const stepped = said.splice(0).map((line) => (Array.isArray(line) ? line[0] : line));
  now -= 3_600;
  const second = open();
  await second.anchor.prepare();
  second.store.close();
  kit.remove();
  expect([stepped, said]).toEqual([['clock-stepped'], [['chain-dated-ahead', { height: 0, milliseconds: 3_600_000 }]]]);
});
