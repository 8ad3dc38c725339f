import { expect, it } from 'vitest';
import { readGrants, shownGrants, stillSeen } from './grants.js';

const grant = (id: string, coach: string, state: string) => ({
  ...{ event: 'grant', id, coach, state, from: '2026-03-01', until: '2026-04-01', expires: 1, logIndex: 3 },
  scope: [{ metric: 'steps', granularities: ['day'] }],
});
const shown = (...events: readonly object[]) =>
  shownGrants(readGrants({ complete: true, ending: [], events }).events).map(({ id, isOver }) => [id, isOver]);

it('are those that stand, and the last of a coach with whom nothing is shared any more', () => {
  expect(
    shown(
      grant('a', 'coach-1', 'withdrawn'),
      { event: 'withdrawal', id: 'b', grant: 'a', coach: 'coach-1' },
      grant('c', 'coach-1', 'live'),
      grant('d', 'coach-2', 'lapsed'),
      grant('e', 'coach-2', 'withdrawn'),
      grant('f', 'coach-3', 'suspended'),
    ),
  ).toEqual([
    ['c', false],
    ['f', false],
    ['e', true],
  ]);
});

it('stand in the log where they have a place, with as many witnesses as the agent tells, and none where it tells none', () => {
  const placed = (changed: object) =>
    shownGrants(
      readGrants({ complete: true, ending: [], events: [{ ...grant('a', 'coach-1', 'live'), ...changed }] }).events,
    ).map(({ proof }) => proof);
  expect(placed({ witnesses: 2 })).toEqual([{ index: 3, witnesses: 2 }]);
  expect(placed({})).toEqual([{ index: 3, witnesses: 0 }]);
  expect(placed({ logIndex: null, witnesses: 0 })).toEqual([null]);
});

it('are none where nothing was ever granted, and an answer of another shape is refused', () => {
  expect(shown()).toEqual([]);
  expect(() => readGrants({ complete: true, ending: [], events: [{ event: 1 }] })).toThrow(TypeError);
  expect(() => readGrants({ complete: true, ending: [] })).toThrow(TypeError);
});

it('leave what others of the same coach hold of the same metrics, each once, where one of them ends', () => {
  const of = (...scope: readonly (readonly [string, ...string[]])[]) =>
    shownGrants(
      readGrants({
        ...{ complete: true, ending: [] },
        events: [
          {
            ...grant('a', 'coach-1', 'live'),
            scope: scope.map(([metric, ...granularities]) => ({ metric, granularities })),
          },
        ],
      }).events,
    );
  const [ended] = of(['steps', 'day'], ['sleep', 'day']);
  if (ended === undefined) throw new RangeError('There is one.');
  expect(stillSeen(ended, [])).toEqual([]);
  expect(stillSeen(ended, of(['heart-rate', 'day']))).toEqual([]);
  const others = [...of(['steps', 'day'], ['heart-rate', 'day']), ...of(['steps', 'day', 'hour'])];
  expect(stillSeen(ended, others)).toEqual([{ metric: 'steps', granularities: ['day', 'hour'] }]);
});
