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

  it('one of nothing hides none of another agent, at whatever revision and in whatever order, and of two the one worn for longer counts', () => {
    const [ann, phone] = [new Employee(2, 1), new Employee(2, 2)];
    const of = (agent: Employee, what: { revision: number; steps: number | null; worn: number }) =>
      parseEnvelope(agent.seal({ ...DAY, ...what }));
    const taken = (...envelopes: readonly Envelope[]): readonly unknown[] =>
      [envelopes, envelopes.toReversed()].map((some) => {
        const opening = new Opening([...ann.keys, ...phone.keys]);
        for (const envelope of some) opening.consider(envelope);
        return stepsOf(opening);
      });
    const measured = of(ann, { revision: 0, steps: 42_480, worn: 86_400 });
    const nothing = [0, 3].map((revision) => of(phone, { revision, steps: null, worn: 0 }));
    expect(taken(measured, ...nothing)).toEqual([[42_480], [42_480]]);
    const restored = of(phone, { revision: 4, steps: 3_540, worn: 7_200 });
    expect(taken(measured, ...nothing, restored)).toEqual([[42_480], [42_480]]);
    const whole = of(phone, { revision: 5, steps: 43_000, worn: 86_400 });
    expect(taken(measured, restored, whole)).toEqual([[43_000], [43_000]]);
    expect(taken(of(ann, { revision: 1, steps: null, worn: 0 }), measured, nothing[0] ?? measured)).toEqual([
      [null],
      [null],
    ]);
  });

  it('a box that does not open takes none of another agent with it, and is counted', () => {
    const [ann, phone] = [new Employee(3, 1), new Employee(3, 2)];
    const good = parseEnvelope(ann.seal({ ...DAY, steps: 111 }));
    const other = parseEnvelope(phone.seal({ ...DAY, steps: 222 }));
    const broken: Envelope = {
      ...other,
      boxes: other.boxes.map((box) => ({ ...box, ciphertext: new Uint8Array(box.ciphertext.length) })),
    };
    const opening = new Opening([...ann.keys, ...phone.keys]);
    for (const envelope of [broken, good]) opening.consider(envelope);
    const { opened, failed } = opening.finish();
    expect(opened.map(({ summary }) => summary.values).filter(({ metric }) => metric === 'steps')).toMatchObject([
      { total: 111 },
    ]);
    expect(failed).toBe(METRICS.length);
  });

  it('none is opened by a key of another granularity', () => {
    const [first] = sealed;
    const keys = (first?.keys ?? []).map((key): DataKey => ({ ...key, granularity: 'hour' }));
    const opening = new Opening(keys);
    if (first !== undefined) opening.consider(first.envelope);
    expect(opening.finish()).toEqual({ opened: [], failed: 0 });
  });
});
