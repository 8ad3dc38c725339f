import { valid } from '../cases.mjs';

/* Clause 6.3: boxes of several agents for one metric and window in, the number of the agent whose box stands out. */

/** @typedef {{ revision?: number, worn?: number }} Of */

/** @param {number} agent @param {number | null} total @param {Of} [of] */
const steps = (agent, total, { revision = 0, worn = 0 } = {}) => ({
  ...{ agent, revision },
  summary: { granularity: 'day', wornSeconds: worn, values: { metric: 'steps', total, activeMinutes: 0 } },
});
/** @param {number} agent @param {number} minutes @param {Of} [of] */
const rate = (agent, minutes, { revision = 0, worn = 0 } = {}) => ({
  ...{ agent, revision },
  summary: {
    ...{ granularity: 'day', wornSeconds: worn },
    values: {
      ...{ metric: 'heart-rate', sum: 60 * minutes, minutes, reference: 190, zoneMinutes: [minutes, 0, 0, 0, 0] },
      ...{ minimum: minutes === 0 ? null : 60, maximum: minutes === 0 ? null : 60, resting: null },
    },
  },
});
/** @param {number} agent @param {readonly number[] | null} stageMinutes @param {Of} [of] */
const sleep = (agent, stageMinutes, { revision = 0, worn = 0 } = {}) => ({
  ...{ agent, revision },
  summary: {
    ...{ granularity: 'day', wornSeconds: worn },
    values: { metric: 'sleep', stageMinutes, periods: [], efficiency: null, interruptions: 0 },
  },
});

/** @param {string} name @param {readonly object[]} boxes @param {number} agent */
const stands = (name, boxes, agent) => valid(name, '6.3', { op: 'stands', boxes, expect: agent });

export const STANDING_BOXES = [
  stands(
    'a window of nothing hides no window of another agent',
    [steps(1, 42_480, { worn: 86_400 }), steps(2, null)],
    1,
  ),
  stands('nor at a higher revision', [steps(1, 0), steps(2, null, { revision: 7 })], 1),
  stands(
    'nor where a wearable was worn that counts no heart',
    [rate(1, 1, { worn: 60 }), rate(2, 0, { worn: 86_400 })],
    1,
  ),
  stands(
    'nor one without sleep, though more was worn',
    [sleep(1, [0, 0, 0, 0, 0, 0]), sleep(2, null, { worn: 3600 })],
    1,
  ),
  stands(
    'of two that have a value the one worn for longer',
    [steps(1, 1, { worn: 7201 }), steps(2, 9, { revision: 1, worn: 7200 })],
    1,
  ),
  stands(
    'of two worn for as long the higher revision',
    [steps(1, 1, { revision: 1, worn: 60 }), steps(2, 9, { worn: 60 })],
    1,
  ),
  stands('of two of one revision the higher agent number', [steps(2, 1, { worn: 60 }), steps(1, 9, { worn: 60 })], 2),
  stands('of two windows of nothing likewise', [steps(1, null), steps(2, null)], 2),
];
