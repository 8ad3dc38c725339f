import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after, BEGIN, type ConnectionEvent, type ConnectionState, POLICY, taskOf } from './connection.js';

const done: ConnectionEvent = { type: 'done' };
const stop: ConnectionEvent = { type: 'stop' };
const failed = (fault: 'transient' | 'peer' | 'bug' = 'transient'): ConnectionEvent => ({ type: 'failed', fault });

const through = (events: readonly ConnectionEvent[], policy = POLICY): ConnectionState =>
  events.reduce((state, event) => after(state, event, policy), BEGIN);
const placesOf = (events: readonly ConnectionEvent[], policy = POLICY): string[] =>
  events.map((_, index) => through(events.slice(0, index + 1), policy).at);
const dones = (count: number): ConnectionEvent[] => Array.from({ length: count }, () => done);
const anyEvent = fc.oneof(
  fc.constant(done),
  fc.constantFrom('transient', 'peer', 'bug').map((fault) => failed(fault as 'transient')),
);

describe('a connection', () => {
  it('is looked for, made, discovered, authenticated and synchronised, and then listened to and synchronised in turn', () => {
    expect([BEGIN.at, ...placesOf(dones(7))]).toEqual([
      'scanning',
      'connecting',
      'discovering',
      'authenticating',
      'synchronising',
      'listening',
      'synchronising',
      'listening',
    ]);
  });

  it('is given up in peace after one synchronisation when that is all that is wanted', () => {
    expect(placesOf(dones(6), { ...POLICY, once: true }).slice(-3)).toEqual(['synchronising', 'leaving', 'ended']);
  });

  it('is given up when it is wanted once and never found', () => {
    const never = Array.from({ length: POLICY.triesOnce }, () => [failed(), done]).flat();
    expect(through(never, { ...POLICY, once: true }).at).toBe('ended');
    expect(through(never.slice(0, -2), { ...POLICY, once: true }).at).toBe('scanning');
    expect(through(never).at).toBe('scanning');
  });

  it.each([
    ['scanning', 0],
    ['connecting', 1],
  ])('that fails while %s has no link to let go, and waits before the next try', (_, steps) => {
    expect(placesOf([...dones(steps), failed(), done]).slice(-2)).toEqual(['backing-off', 'scanning']);
  });

  it.each([
    ['discovering', 2],
    ['authenticating', 3],
    ['synchronising', 4],
    ['listening', 5],
  ])('that breaks while %s is lost: what was told is stored and the link let go before the wait', (_, steps) => {
    const events = [...dones(steps), failed(), done, done];
    expect(placesOf(events).slice(-3)).toEqual(['lost', 'backing-off', 'scanning']);
    const lost = through(events.slice(0, -2));
    expect(taskOf(lost, POLICY, 0)).toEqual({ do: 'let-go', withinMs: POLICY.letGoMs });
  });

  it('that cannot even be let go is tried anew all the same', () => {
    expect(placesOf([...dones(5), failed(), failed(), done]).slice(-2)).toEqual(['backing-off', 'scanning']);
  });

  it('has a bound for everything that it waits for', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyEvent, fc.constant(stop)), { maxLength: 30 }), (events) => {
        const state = through(events);
        const task = taskOf(state, POLICY, 0.5);
        if (task.do === 'nothing') {
          expect(state.at).toBe('ended');
          return;
        }
        const bound = 'withinMs' in task ? task.withinMs : task.forMs;
        expect(bound).toBeGreaterThan(0);
        expect(bound).toBeLessThanOrEqual(POLICY.synchroniseMs);
      }),
    );
  });

  it('ends within two steps of being told to stop, wherever it is, and stays ended', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), fc.array(anyEvent, { maxLength: 5 }), (before, later) => {
        const stopped = after(through(before), stop, POLICY);
        expect(['leaving', 'ended']).toContain(stopped.at);
        expect(after(stopped, stop, POLICY).at).toBe('ended');
        const end = after(stopped, done, POLICY);
        expect(later.reduce((state, event) => after(state, event, POLICY), end).at).toBe('ended');
      }),
    );
  });

  it('waits twice as long after each failure up to a bound, and short again once it was synchronised', () => {
    const waitOf = (state: ConnectionState): number => {
      const task = taskOf(state, POLICY, 0);
      return task.do === 'wait' ? task.forMs : 0;
    };
    const waits = Array.from({ length: 9 }, (_, count) =>
      waitOf(
        through(
          Array.from({ length: count + 1 }, () => [failed(), done])
            .flat()
            .slice(0, -1),
        ),
      ),
    );
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    const recovered = [failed(), done, failed(), done, ...dones(5), failed(), done];
    expect(waitOf(through(recovered))).toBe(1000);
    expect(waitOf(through([failed('peer')]))).toBe(5000);
  });

  it('spreads the waits of many agents over half of them', () => {
    const state = through([failed('peer')]);
    const waits = [0, 0.5, 0.75].map((chance) => taskOf(state, POLICY, chance));
    expect(waits).toEqual([5000, 3750, 3125].map((forMs) => ({ do: 'wait', forMs })));
  });
});
