/**
 * @typedef {{ name: string, unit: string, ours: number, floor?: number, ratio?: number, ceiling?: number, ratioCeiling?: number, note?: string }} Row
 *   `floor` is the same work's unavoidable primitives, timed in the same run, where they are; `ratio` is the median of paired cost over floor;
 *   `ceiling` is what ours may be at most, and `ratioCeiling` what the ratio may be, where that is promised; `note` says more of it.
 * @typedef {() => unknown} Work one call; may return a promise. What it computes must be returned or kept, or it may be optimised away
 * @typedef {() => number} Clock milliseconds
 * @typedef {{ name: string, unit: string, ours: Work, floor: Work, rounds?: number, operations?: number, atLeastMs?: number, clock?: Clock }} Pair
 *   `unit` is a time per operation (ns, µs, ms, s) or a rate (any text that ends in /s); `operations` is how many one call does;
 *   a test brings its own `clock`.
 */

const SECONDS = new Map([
  ['ns', 1e-9],
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
]);

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** @param {string} unit @param {number} seconds for one operation */
export function inUnit(unit, seconds) {
  if (unit.endsWith('/s')) return 1 / seconds;
  const scale = SECONDS.get(unit);
  if (scale === undefined) throw new RangeError(`unit ${unit}: use ns, µs, ms, s or a rate such as leaves/s`);
  return seconds / scale;
}

/** @param {Clock} clock @param {Work} work @param {number} calls @returns {Promise<number>} seconds */
async function time(clock, work, calls) {
  const started = clock();
  for (let call = 0; call < calls; call += 1) {
    const pending = work();
    if (pending instanceof Promise) await pending;
  }
  return (clock() - started) / 1000;
}

/** Gives the compiler time to settle. @param {Clock} clock @param {Work} work @param {number} milliseconds */
async function warmUp(clock, work, milliseconds) {
  const until = clock() + milliseconds;
  while (clock() < until) await work();
}

/** @param {Clock} clock @param {Work} work @param {number} atLeastMs @returns {Promise<number>} calls that together take long enough for the clock */
async function enoughCalls(clock, work, atLeastMs) {
  let calls = 1;
  while ((await time(clock, work, calls)) * 1000 < atLeastMs) calls *= 2;
  return calls;
}

/**
 * Times ours and the floor by turns in one run, so that what disturbs the machine disturbs both, and compares each
 * round with itself before taking the median. A round is ours, floor, floor, ours: a drift within it cancels out.
 * @param {Pair} pair @returns {Promise<Row>}
 */
export async function paired(pair) {
  const { name, unit, ours, floor, rounds = 21, operations = 1, atLeastMs = 25 } = pair;
  const { clock = () => performance.now() } = pair;
  inUnit(unit, 1);
  for (const work of [ours, floor]) await warmUp(clock, work, 4 * atLeastMs);
  const calls = { ours: await enoughCalls(clock, ours, atLeastMs), floor: await enoughCalls(clock, floor, atLeastMs) };
  const oursOnce = async () => (await time(clock, ours, calls.ours)) / (calls.ours * operations);
  const floorOnce = async () => (await time(clock, floor, calls.floor)) / (calls.floor * operations);
  /** @type {{ ours: number, floor: number }[]} */
  const seen = [];
  for (let round = 0; round < rounds; round += 1) {
    const [first, second, third, fourth] = [await oursOnce(), await floorOnce(), await floorOnce(), await oursOnce()];
    seen.push({ ours: (first + fourth) / 2, floor: (second + third) / 2 });
  }
  const value = (/** @type {readonly number[]} */ times) => round3(inUnit(unit, median(times)));
  return {
    name,
    unit,
    ours: value(seen.map((round) => round.ours)),
    floor: value(seen.map((round) => round.floor)),
    ratio: round3(median(seen.map((round) => round.ours / round.floor))),
  };
}

/** @param {number} value */
const round3 = (value) => Number(value.toPrecision(3));
