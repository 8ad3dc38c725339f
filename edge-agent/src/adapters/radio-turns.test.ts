import { describe, expect, it } from 'vitest';
import { WearableError } from '../wearable-error.js';
import { RadioTurns } from './radio-turns.js';

const LONG_MS = 30_000;
const never = new AbortController().signal;

/** Enters, and notes its name once it has the radio. */
function entering(turns: RadioTurns, name: string, options: { last?: boolean; until?: AbortSignal } = {}) {
  const { last = false, until = never } = options;
  let giveWay = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    giveWay = resolve;
  });
  const leave = turns.enter({ until, last, giveWay }).then((given) => {
    order.push(name);
    return given;
  });
  return { leave, asked };
}

let order: string[] = [];

describe('the turns of a radio', () => {
  it('go to those that wait in order, and to the last ones after all others', async () => {
    order = [];
    const turns = new RadioTurns(LONG_MS);
    const first = entering(turns, 'first');
    const waiting = [
      entering(turns, 'last a', { last: true }),
      entering(turns, 'second'),
      entering(turns, 'last b', { last: true }),
      entering(turns, 'third'),
    ];
    (await first.leave)();
    await Promise.all(waiting.map(async ({ leave }) => (await leave)()));
    expect(order).toEqual(['first', 'second', 'third', 'last a', 'last b']);
  });

  it('are one at a time', async () => {
    order = [];
    const turns = new RadioTurns(LONG_MS);
    const leave = await entering(turns, 'first').leave;
    const second = entering(turns, 'second');
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['first']);
    leave();
    leave();
    const third = entering(turns, 'third');
    await second.leave;
    // Given back twice, the first turn has not ended the second.
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['first', 'second']);
    (await second.leave)();
    (await third.leave)();
  });

  it('end for the one that waits with the reason of its signal, and leave the others in order', async () => {
    order = [];
    const turns = new RadioTurns(LONG_MS);
    const leave = await entering(turns, 'first').leave;
    const stop = new AbortController();
    const second = entering(turns, 'second', { until: stop.signal });
    const third = entering(turns, 'third');
    const reason = new WearableError('closed', 'Closed.');
    stop.abort(reason);
    await expect(second.leave).rejects.toBe(reason);
    await expect(entering(turns, 'late', { until: stop.signal }).leave).rejects.toBe(reason);
    leave();
    (await third.leave)();
    expect(order).toEqual(['first', 'third']);
  });

  it('are asked back when a share is over, but only when another waits', async () => {
    order = [];
    const turns = new RadioTurns(1);
    const first = entering(turns, 'first');
    const leave = await first.leave;
    let isAsked = false;
    void first.asked.then(() => {
      isAsked = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAsked).toBe(false);
    const second = entering(turns, 'second');
    await first.asked;
    leave();
    (await second.leave)();
    expect(order).toEqual(['first', 'second']);
  });

  it('are over when nobody has the radio', async () => {
    order = [];
    const turns = new RadioTurns(LONG_MS);
    await turns.idle();
    const leave = await entering(turns, 'first').leave;
    const second = entering(turns, 'second');
    const idle = turns.idle().then(() => order.push('idle'));
    leave();
    (await second.leave)();
    await idle;
    expect(order).toEqual(['first', 'second', 'idle']);
  });
});
