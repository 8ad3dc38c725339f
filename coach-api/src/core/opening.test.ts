import { cryptoReady, type DataKey, type Envelope, METRICS, parseEnvelope } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Employee } from '../testing/employee.js';
import { Opening } from './opening.js';

await cryptoReady;
const DAY = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' } as const;

/** Revisions 0 to 4 of one day, by two agents of one person, each with its own number of steps. */
const agents = [new Employee(1, 1), new Employee(1, 2)];
const sealed = agents.flatMap((agent) =>
  [0, 1, 2, 3, 4].map((revision): { envelope: Envelope; revision: number; agent: number; keys: readonly DataKey[] } => {
    const envelope = parseEnvelope(agent.seal({ ...DAY, revision, steps: 100 * revision + agent.number }));
    return { envelope, revision, agent: agent.number, keys: agent.keys.slice(-METRICS.length) };
  }),
);

const stepsOf = (opening: Opening) =>
  opening.finish().opened.flatMap(({ summary }) => (summary.values.metric === 'steps' ? [summary.values.total] : []));

describe('of several envelopes of one window', () => {
  it('the highest revision of which a key was released is opened, in whatever order they arrived and however often', () => {
    const arrivals = fc.shuffledSubarray(sealed, { minLength: 1 });
    fc.assert(
      fc.property(arrivals, arrivals, (arrived, released) => {
        const opening = new Opening(released.flatMap(({ keys }) => keys));
        for (const { envelope } of [...arrived, ...arrived.toReversed()]) opening.consider(envelope);
        const opens = arrived.filter((each) => released.includes(each));
        const [best] = opens.toSorted((a, b) => b.revision - a.revision || b.agent - a.agent);
        expect(stepsOf(opening)).toEqual(best === undefined ? [] : [100 * best.revision + best.agent]);
      }),
      { numRuns: 50 },
    );
  });

  it('none is opened by a key of another granularity', () => {
    const [first] = sealed;
    const keys = (first?.keys ?? []).map((key): DataKey => ({ ...key, granularity: 'hour' }));
    const opening = new Opening(keys);
    if (first !== undefined) opening.consider(first.envelope);
    expect(opening.finish()).toEqual({ opened: [], failed: 0 });
  });
});
