import sodium from 'libsodium-wrappers';
import { expect, it } from 'vitest';
import { makeVictim } from '../test/killing.js';

it('loses and doubles no leaf when it is killed before any call of the file system, SQLite or the broker', async () => {
  await sodium.ready;
  const victim = await makeVictim();
  const bad: unknown[] = [];
  for (let call = 1; call <= victim.calls.length; call += 1) {
    const { signal, leaves, distinct } = await victim.killBefore(call);
    if (signal !== 'SIGKILL' || leaves !== 310 || distinct !== 310) bad.push({ call, signal, leaves, distinct });
  }
  victim.remove();
  expect(victim.calls.length).toBeGreaterThan(60);
  expect(bad).toEqual([]);
}, 900_000);
