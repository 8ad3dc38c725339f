import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Employee, openState, playersOf, Supervisor, startNetwork } from '../demo/dist/index.js';

/*
 * What the agent costs an employee's machine: the real process with a live wearable on a virtual radio, against real
 * services. From its start until the coach API has stored the first envelope of a day that the wearable holds; then, when
 * everything is delivered, resident memory and the share of a core over a minute with nothing to do but listen. The floor is
 * a process that does nothing: the same modules loaded, a database open, one connection to the broker's port, and a timer.
 * Then somebody logs in at the page and opens the past, which takes memory for the passphrase, and it is looked at again.
 */

const IDLE_MS = 60_000;
const LOOK_MS = 20;
/** What is promised: seconds to the first envelope, MiB resident, percent of a core. */
const MOST = { seconds: 3, resident: 120, share: 1 };
const AGENT = fileURLToPath(new URL('../edge-agent/dist/main.js', import.meta.url));
const FLOOR = fileURLToPath(new URL('./floor/idle-agent.mjs', import.meta.url));
const TICKS_PER_SECOND = 100;
/** One tick of the kernel's clock: less than it can be told from nothing. */
const LEAST_SHARE = 100 / TICKS_PER_SECOND / (IDLE_MS / 1000);
const OPTIONS = {
  once: false,
  json: false,
  employees: 1,
  days: 1,
  replay: undefined,
  seed: 7,
  state: undefined,
  port: 0,
};

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {number} pid @returns {number} MiB */
const residentOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** @param {number} pid @returns {number} seconds of a core, user and system */
function usedBy(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** @param {readonly string[]} argv @param {Record<string, string>} env */
const start = (argv, env) => spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** @param {number} pid @returns {Promise<{ resident: number, share: number }>} the most resident memory, and percent of a core */
async function idle(pid) {
  const [used, begun] = [usedBy(pid), performance.now()];
  let resident = 0;
  while (performance.now() - begun < IDLE_MS) {
    await pause(1000);
    resident = Math.max(resident, residentOf(pid));
  }
  return { resident, share: (100 * (usedBy(pid) - used)) / ((performance.now() - begun) / 1000) };
}

/** @param {() => boolean | Promise<boolean>} isSo */
async function until(isSo) {
  while (!(await isSo())) await pause(LOOK_MS);
}

/** @returns {Promise<number>} a port that was free a moment ago */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** Logs in at the page and opens the past, as a person's browser does. @param {Record<string, string>} env */
async function unlockPage(env) {
  const page = start([AGENT, 'page', '--no-open', '--json'], env);
  page.stderr.pipe(process.stderr);
  const { link } = await json(page.stdout);
  const { origin, hash } = new URL(link);
  const post = async (
    /** @type {string} */ path,
    /** @type {unknown} */ body,
    /** @type {Record<string, string>} */ more,
  ) => {
    const headers = { 'content-type': 'application/json', origin, ...more };
    const answer = await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the page answers ${answer.status} to ${path}`);
    return answer;
  };
  const login = await post('/v1/session', { token: hash.replace('#login=', '') }, {});
  const cookie = (login.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const { csrf } = await login.json();
  const [passphrase] = readFileSync(join(env.FIT4WORK_AGENT_STATE ?? '', 'passphrase'), 'utf8').split('\n', 1);
  await post('/v1/unlock', { passphrase }, { cookie, 'x-fit4work-csrf': csrf });
}

/** @param {number} value */
const round = (value) => Number(value.toPrecision(3));
/** @param {string} name @param {string} unit @param {{ ours: number, floor: number, ceiling: number }} measured */
const row = (name, unit, { ours, floor, ceiling }) => ({
  name,
  unit,
  ours: round(ours),
  floor: round(floor),
  ratio: round(ours / floor),
  ceiling,
});

/** @param {string} file @returns {() => number} envelopes that the coach API has stored */
function counter(file) {
  const Database = createRequire(new URL('../edge-agent/package.json', import.meta.url))('better-sqlite3');
  const db = new Database(file, { readonly: true });
  const count = db.prepare('SELECT count(*) AS n FROM envelopes');
  return () => count.get().n;
}

/** @param {Record<string, string>} env */
async function measureFloor(env) {
  const begun = performance.now();
  const child = start([FLOOR], env);
  await once(child.stdout, 'data');
  const ready = (performance.now() - begun) / 1000;
  const { resident, share } = await idle(child.pid ?? 0);
  await end(child);
  return { ready, resident, share };
}

/** @param {Record<string, string>} env @param {{ stored: () => number, delivered: () => Promise<boolean> }} of */
async function measureAgent(env, { stored, delivered }) {
  const begun = performance.now();
  const child = start([AGENT, 'run'], env);
  child.stderr.resume();
  try {
    await until(() => stored() > 0);
    const ready = (performance.now() - begun) / 1000;
    await until(delivered);
    await pause(5_000);
    const { resident, share } = await idle(child.pid ?? 0);
    await unlockPage(env);
    const { resident: unlocked } = await idle(child.pid ?? 0);
    return { ready, resident, share, unlocked };
  } finally {
    await end(child);
  }
}

export const rows = async () => {
  const state = openState(OPTIONS, Math.floor(Date.now() / 1000));
  const supervisor = new Supervisor({
    logs: join(state.root, 'logs'),
    inspector: undefined,
    onRestart: () => undefined,
  });
  const players = playersOf(OPTIONS, state.manifest.started);
  const network = await startNetwork({ state, supervisor, players, port: 0, batchMs: 100, inspector: undefined });
  try {
    const [player] = players;
    if (player === undefined) throw new Error('nobody is played');
    const employee = new Employee({ state, network, supervisor }, player);
    await employee.enrol();
    const env = {
      FIT4WORK_AGENT_STATE: employee.folder,
      FIT4WORK_AGENT_COACH_URL: network.coachUrl,
      FIT4WORK_AGENT_BROKER_URL: network.brokerUrl,
      FIT4WORK_AGENT_LOG_URL: network.logUrl,
      FIT4WORK_HCI: network.radio,
      FIT4WORK_AGENT_PAGE_PORT: String(await freePort()),
    };
    const delivered = async () => {
      const { envelopes, receipts, anchored } = await employee.status();
      return envelopes > 0 && receipts === envelopes && anchored === envelopes;
    };
    const ours = await measureAgent(env, { stored: counter(join(state.root, 'coach-api', 'coach.db')), delivered });
    const floor = await measureFloor({ ...env, FLOOR_DATABASE: join(state.root, 'floor.db') });
    return [
      row('start-to-first-envelope', 's', { ours: ours.ready, floor: floor.ready, ceiling: MOST.seconds }),
      row('idle-resident', 'MiB', { ours: ours.resident, floor: floor.resident, ceiling: MOST.resident }),
      row('unlocked-resident', 'MiB', { ours: ours.unlocked, floor: floor.resident, ceiling: MOST.resident }),
      row('idle-core', '%', { ours: ours.share, floor: Math.max(floor.share, LEAST_SHARE), ceiling: MOST.share }),
    ];
  } finally {
    await supervisor.stop();
    await network.close();
    rmSync(state.root, { recursive: true, force: true });
  }
};
