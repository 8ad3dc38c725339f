import { concat, filled, hex } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { cbor } from '../cbor.mjs';
import { TIME } from './sample-values.mjs';

/* Clause 4.1. The numbers of each series were written by hand beside the samples that they stand for. */

/** @param {number} n @returns {number[]} unsigned LEB128 in the fewest bytes */
const leb = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...leb(Math.floor(n / 128))]);
const numbers = (/** @type {readonly number[]} */ values) => Uint8Array.from(values.flatMap(leb));

const METRICS = ['steps', 'heart-rate', 'sleep'];
const [STEPS, HEART, SLEEP] = METRICS;

/** @param {string | undefined} metric @param {readonly number[]} samples @param {readonly number[]} [worn] */
const plaintext = (metric = '', samples, worn = []) =>
  cbor([1, METRICS.indexOf(metric), numbers(worn), numbers(samples)]);

const steps = (/** @type {number} */ from, /** @type {number} */ duration, /** @type {number} */ value) => ({
  ...{ metric: STEPS, start: TIME + from, duration, value },
});
const beat = (/** @type {number} */ from, /** @type {number} */ value, /** @type {number[]} */ ...rr) => ({
  ...{ metric: HEART, start: TIME + from, value },
  ...(rr.length > 0 ? { rr } : {}),
});
const sleep = (/** @type {number} */ from, /** @type {string} */ stage, /** @type {number} */ confidence = -1) => ({
  ...{ metric: SLEEP, start: TIME + from, duration: 60, stage },
  ...(confidence >= 0 ? { confidence } : {}),
});
const worn = (/** @type {number} */ from, /** @type {number} */ duration) => ({ start: TIME + from, duration });

/** @typedef {readonly [name: string, metric: string | undefined, numbers: readonly number[], samples: readonly object[]]} Series */
/** @type {readonly Series[]} */
const VALID = [
  ['steps of one minute', STEPS, [0, 60, 42], [steps(0, 60, 42)]],
  [
    'steps after a gap and without one',
    STEPS,
    [30, 60, 10, 0, 60, 20, 600, 60, 0],
    [steps(30, 60, 10), steps(90, 60, 20), steps(750, 60, 0)],
  ],
  ['300 steps for each minute begun', STEPS, [0, 60, 300, 0, 61, 600], [steps(0, 60, 300), steps(60, 61, 600)]],
  [
    'steps of the shortest and of the longest interval',
    STEPS,
    [0, 1, 300, 0, 86_400, 432_000],
    [steps(0, 1, 300), steps(1, 86_400, 432_000)],
  ],
  ['a sample at the last start that a series may have', STEPS, [97_200, 60, 1], [steps(97_200, 60, 1)]],
  ['a heart rate, one greater and one less', HEART, [0, 240, 60, 8, 60, 6], [beat(0, 60), beat(60, 62), beat(120, 60)]],
  ['two heart rates of one instant', HEART, [5, 240, 0, 0], [beat(5, 60), beat(5, 60)]],
  ['the least and the greatest heart rate', HEART, [0, 80, 1, 920, 1, 918], [beat(0, 20), beat(1, 250), beat(2, 20)]],
  [
    'times between beats with one heart rate of two',
    HEART,
    [0, 241, 3, 2048, 47, 20, 60, 0],
    [beat(0, 60, 1024, 1000, 1010), beat(60, 60)],
  ],
  [
    'the least and the greatest time between beats',
    HEART,
    [0, 241, 3, 2, 131_068, 131_067],
    [beat(0, 60, 1, 65_535, 1)],
  ],
  ['one time between beats', HEART, [0, 241, 1, 2048], [beat(0, 60, 1024)]],
  [
    '64 times between beats',
    HEART,
    [0, 241, 64, 2000, ...filled(63, 0)],
    [beat(0, 60, ...Array.from({ length: 64 }, () => 1000))],
  ],
  [
    'each stage of sleep',
    SLEEP,
    [0, 60, 0, 0, 60, 1, 0, 60, 2, 0, 60, 3, 0, 60, 4, 0, 60, 5],
    ['awake', 'light', 'deep', 'rem', 'asleep', 'restless'].map((stage, i) => sleep(60 * i, stage)),
  ],
  [
    'stages with a confidence and without one',
    SLEEP,
    [0, 60, 690, 0, 60, 1],
    [sleep(0, 'deep', 85), sleep(60, 'light')],
  ],
  [
    'the least and the greatest confidence',
    SLEEP,
    [0, 60, 11, 0, 60, 811],
    [sleep(0, 'rem', 0), sleep(60, 'rem', 100)],
  ],
];

/** @type {readonly (readonly [name: string, clause: string, metric: string | undefined, numbers: readonly number[]])[]} */
const WRONG_SAMPLES = [
  ['steps without their count', '4.1', STEPS, [0, 60]],
  ['a gap alone', '4.1', STEPS, [0, 60, 1, 5]],
  ['301 steps in a minute', '3.2', STEPS, [0, 60, 301]],
  ['601 steps in 61 seconds', '3.2', STEPS, [0, 61, 601]],
  ['steps of no duration', '3.2', STEPS, [0, 0, 0]],
  ['steps of 86,401 seconds', '3.2', STEPS, [0, 86_401, 1]],
  ['a sample that starts after 97,200 seconds', '3.2', STEPS, [97_201, 60, 1]],
  ['a heart rate without its value', '4.1', HEART, [0, 240, 60]],
  ['a heart rate of 19', '3.2', HEART, [0, 76]],
  ['a heart rate of 251', '3.2', HEART, [0, 1004]],
  ['a heart rate that falls below 20', '3.2', HEART, [0, 240, 60, 162]],
  ['no number of times between beats', '4.1', HEART, [0, 241]],
  ['fewer times between beats than their number', '4.1', HEART, [0, 241, 2, 2048]],
  ['a number of times between beats that is 0', '4.1', HEART, [0, 241, 0]],
  ['65 times between beats', '3.2', HEART, [0, 241, 65, 2000, ...filled(64, 0)]],
  ['a time between beats of 0', '3.2', HEART, [0, 241, 1, 0]],
  ['a time between beats of 65,536', '3.2', HEART, [0, 241, 1, 131_072]],
  ['4,294,967,295 times between beats', '3.2', HEART, [0, 241, 4_294_967_295]],
  ['stage 6', '3.3', SLEEP, [0, 60, 6]],
  ['stage 7 with a confidence', '3.3', SLEEP, [0, 60, 695]],
  ['a confidence of 101 percent', '3.2', SLEEP, [0, 60, 819]],
];

const one = cbor([1, 0, filled(0, 0), numbers([0, 60, 42])]);
/** @param {readonly number[]} samples @returns {Uint8Array} with these bytes for its samples */
const bytesOf = (samples) => cbor([1, 0, filled(0, 0), Uint8Array.from(samples)]);

/** @type {readonly (readonly [name: string, plaintext: Uint8Array])[]} */
const WRONG_PLAINTEXTS = [
  ['a number in more bytes than it needs', bytesOf([0x80, 0, 60, 1])],
  ['a number cut short', bytesOf([0, 60, 0x80])],
  ['a number of 2³²', bytesOf([0x80, 0x80, 0x80, 0x80, 0x10, 60, 1])],
  ['a number of six bytes', bytesOf([0x80, 0x80, 0x80, 0x80, 0x80, 1, 60, 1])],
  ['the type of an hour', cbor([2, 0, filled(0, 0), filled(0, 0)])],
  ['an unknown metric', cbor([1, 3, filled(0, 0), filled(0, 0)])],
  ['a negative metric', cbor([1, -1, filled(0, 0), filled(0, 0)])],
  ['three items', cbor([1, 0, filled(0, 0)])],
  ['five items', cbor([1, 0, filled(0, 0), filled(0, 0), 0])],
  ['worn stretches as text', cbor([1, 0, '', filled(0, 0)])],
  ['samples as an array', cbor([1, 0, filled(0, 0), [0, 60, 42]])],
  ['a map', cbor(new Map([[0, 1]]))],
  ['a byte after it', concat(one, Uint8Array.of(0))],
  ['a count in two bytes', concat(Uint8Array.of(0x98, 4), one.subarray(1))],
  ['nothing', filled(0, 0)],
];

/** What a writer is not to write. @type {readonly (readonly [name: string, metric: string | undefined, samples: readonly object[]])[]} */
const NOT_TO_WRITE = [
  ['steps that overlap', STEPS, [steps(0, 60, 1), steps(59, 60, 1)]],
  ['steps out of order', STEPS, [steps(60, 60, 1), steps(0, 60, 1)]],
  ['a sample before the window', HEART, [beat(-1, 60)]],
  ['half a beat', HEART, [beat(0, 60.5)]],
  ['an empty list of times between beats', HEART, [{ ...beat(0, 60), rr: [] }]],
  ['a stage that has no code', SLEEP, [sleep(0, 'dozing')]],
  ['samples of another metric', STEPS, [beat(0, 60)]],
];

/** @param {Series} series */
const written = ([name, metric, samples, expect]) =>
  valid(name, '4.1', { from: TIME, bytes: plaintext(metric, samples), expect: { metric, worn: [], samples: expect } });

const WORN = [
  valid('nothing measured and nothing worn', '4.1', {
    from: TIME,
    bytes: plaintext(STEPS, []),
    expect: { metric: STEPS, worn: [], samples: [] },
  }),
  valid('worn without a sample, in two stretches', '3.4', {
    from: TIME,
    bytes: plaintext(HEART, [], [10, 300, 200, 390]),
    expect: { metric: HEART, worn: [worn(10, 300), worn(510, 390)], samples: [] },
  }),
  valid('worn from the start of the window', '3.4', {
    from: TIME,
    bytes: plaintext(SLEEP, [0, 60, 4], [0, 900]),
    expect: { metric: SLEEP, worn: [worn(0, 900)], samples: [sleep(0, 'asleep')] },
  }),
];

const either = { from: TIME, refused: 'malformed not-canonical out-of-range' };

export const series = () => ({
  description: `Plaintexts of raw boxes; \`from\` is the start of the window. An empty series of steps is ${hex(plaintext(STEPS, []))}.`,
  spec: 'SPEC.md clause 4.1',
  cases: [
    ...WORN,
    ...VALID.map(written),
    ...WRONG_SAMPLES.map(([name, clause, metric, samples]) =>
      invalid(name, clause, { ...either, bytes: plaintext(metric, samples) }),
    ),
    invalid('a stretch worn for no time', '3.4', { ...either, bytes: plaintext(STEPS, [], [0, 0]) }),
    invalid('a gap without a stretch worn', '3.4', { ...either, bytes: plaintext(STEPS, [], [5]) }),
    ...WRONG_PLAINTEXTS.map(([name, bytes]) => invalid(name, '4.1', { ...either, bytes })),
    ...NOT_TO_WRITE.map(([name, metric, samples]) =>
      invalid(name, '4.1', { ...either, op: 'write', value: { metric, worn: [], samples } }),
    ),
    invalid('stretches worn that overlap', '4.1', {
      ...either,
      op: 'write',
      value: { metric: STEPS, worn: [worn(0, 60), worn(59, 60)], samples: [] },
    }),
  ],
});
