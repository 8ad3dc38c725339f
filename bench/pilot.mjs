import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Employee, openState, playersOf, Supervisor, startNetwork } from '../demo/dist/index.js';
import { median } from '../scripts/bench/paired.mjs';
import { diskOf, peakByKind, usedByKind } from './pilot/costs.mjs';

/*
 * The pilot of 2021: twenty people for ninety days, from the wristband to the summaries, through every process: simulator with all
 * wearables on one virtual radio, an agent for each person, broker, anchor, two witnesses, coach API. Compressed is time alone: the
 * wearables hold the ninety days as history, and each agent reads, seals and delivers them as fast as it can, where in the pilot
 * a window came each quarter of an hour; so receipts and blocks cover more envelopes each than they would, and a grant comes when
 * the days are over and releases their keys at once. All else is as it is: every minute over Bluetooth, every window an envelope, every
 * envelope stored, with a receipt, in the log and proven to its agent; every read in the log before anything is opened.
 *
 * None of it has a floor here: `bench:agent`, `bench:log` and `bench:coach` have.
 */

/** @typedef {{ people?: number, days?: number }} Size */
/** @typedef {Awaited<ReturnType<Employee['runOnce']>>} Status */

/** MiB that no process of ours may have resident. */
const MOST_RESIDENT = 200;
const BATCH_MS = 200;
const PLACES = ['employees', 'coach-api', 'anchor', 'log', 'witnesses'];
const optionsOf = (/** @type {Required<Size>} */ { people, days }) => ({
  ...{ once: true, json: false, employees: people, days, replay: undefined, seed: 7, state: undefined, port: 0 },
  database: undefined,
});

/** Does something with all, some at a time. @template T, R @param {readonly T[]} all @param {(one: T) => Promise<R>} work @returns {Promise<R[]>} */
async function each(all, work) {
  /** @type {R[]} */
  const results = [];
  const waiting = all.entries();
  const worker = async () => {
    for (const [i, one] of waiting) results[i] = await work(one);
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, worker));
  return results;
}

/** @param {() => Promise<unknown>} work @returns {Promise<number>} seconds */
async function timeOf(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** @param {string} url @param {string} token */
async function ask(url, token) {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`the coach is answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** A coach opens every day of a person: one logged read. @returns {Promise<{ seconds: number, days: number }>} and how many days were answered with a status */
async function read({ network, token }, { employee, status }) {
  const { from, until } = status.days;
  const query = {
    metrics: employee.player.metrics.join(','),
    granularity: 'day',
    from,
    to: until,
    purpose: 'weekly coaching',
  };
  let days = 0;
  const seconds = await timeOf(async () => {
    const url = `${network.coachUrl}/v1/people/${status.pseudonym}/summaries?${new URLSearchParams(query)}`;
    days = (await ask(url, token)).days.filter((/** @type {object} */ day) => 'status' in day).length;
  });
  return { seconds, days };
}

/** Everybody from the wristband to the summaries. */
async function run({ state, network, supervisor, players }) {
  const employees = players.map((/** @type {object} */ player) => new Employee({ state, network, supervisor }, player));
  const token = state.manifest.coachToken;
  /** @type {Status[]} */
  let statuses = [];
  /** @type {{ seconds: number, days: number }[]} */
  const reads = [];
  const seconds = {
    enrolling: await timeOf(() => each(employees, (employee) => employee.enrol())),
    delivering: await timeOf(async () => {
      statuses = await each(employees, (employee) => employee.runOnce());
    }),
    granting: await timeOf(() =>
      each([...employees.entries()], ([i, one]) => one.share(statuses[i].days, statuses[i])),
    ),
    reading: await timeOf(async () => {
      const people = employees.map((employee, i) => ({ employee, status: statuses[i] }));
      for (const person of people) reads.push(await read({ network, token }, person));
    }),
  };
  return { seconds, statuses, reads };
}

/** What is not where it should be: an envelope without receipt or place in the log, and a day without its summary. */
function missingOf({ statuses, reads }, days) {
  const envelopes = statuses.map(({ envelopes: made, receipts, anchored }) =>
    [receipts, anchored].reduce((sum, count) => sum + Math.abs(made - count), 0),
  );
  const unread = reads.map((answer) => Math.max(0, days - answer.days));
  return [...envelopes, ...unread].reduce((sum, count) => sum + count, 0);
}

/** @param {readonly [string, string]} named and its unit @param {number} value @param {{ ceiling?: number, note?: string }} [more] */
const row = ([name, unit], value, more = {}) => ({ name, unit, ours: Number(value.toPrecision(3)), ...more });

function rowsOf({ result, supervisor, root, days }) {
  const { seconds, statuses, reads } = result;
  const envelopes = statuses.reduce((sum, status) => sum + status.envelopes, 0);
  const [used, peaks] = [usedByKind(supervisor.used), peakByKind(supervisor.peaks)];
  const total = Object.values(seconds).reduce((sum, part) => sum + part, 0);
  const parts = Object.entries(seconds).map(([part, time]) => `${part} ${time.toPrecision(3)} s`);
  return [
    row(['pilot', 's'], total, { note: `${statuses.length} people, ${days} days; ${parts.join(', ')}` }),
    row(['pilot-envelopes', 'envelopes/s'], envelopes / seconds.delivering, { note: `${envelopes} envelopes` }),
    row(['pilot-missing', 'records'], missingOf(result, days), {
      ceiling: 0,
      note: 'not delivered, proven or answered',
    }),
    row(['pilot-read', 'ms'], 1000 * median(reads.map((answer) => answer.seconds)), {
      note: `p50, every day of a person, in the log first`,
    }),
    ...[...used].map(([kind, time]) =>
      row([`cpu-${kind}`, 'ms'], (1000 * time) / envelopes, {
        note: `an envelope; ${time.toPrecision(3)} s of a core in all`,
      }),
    ),
    ...[...peaks].map(([kind, peak]) =>
      row([`memory-${kind}`, 'MiB'], peak, { ceiling: MOST_RESIDENT, note: 'the most resident' }),
    ),
    ...PLACES.map((place) => {
      const bytes = diskOf(join(root, place));
      return row([`disk-${place}`, 'bytes'], bytes / envelopes, {
        note: `an envelope; ${(bytes / 2 ** 20).toPrecision(3)} MiB`,
      });
    }),
  ];
}

/** @param {Size} [size] */
export async function rows({ people = 20, days = 90 } = {}) {
  const options = optionsOf({ people, days });
  const state = openState(options, Math.floor(Date.now() / 1000));
  const [logs, players] = [join(state.root, 'logs'), playersOf(options, state.manifest.started)];
  const supervisor = new Supervisor({ logs, inspector: undefined, onRestart: () => undefined });
  try {
    const outside = { port: 0, database: undefined, login: undefined, inspector: undefined };
    const network = await startNetwork({ state, supervisor, players, batchMs: BATCH_MS, ...outside });
    try {
      const result = await run({ state, network, supervisor, players });
      return rowsOf({ result, supervisor, root: state.root, days });
    } finally {
      await supervisor.stop();
      await network.close();
    }
  } finally {
    await supervisor.stop();
    rmSync(state.root, { recursive: true, force: true });
  }
}
