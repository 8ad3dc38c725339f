import { accessSync, constants } from 'node:fs';
import { median } from '../../scripts/bench/paired.mjs';
import { Player } from './player.mjs';
import { cpuOf, startAedes, startMosquitto, startOurs } from './processes.mjs';
import { openRegistry } from './registry.mjs';

/** @typedef {import('./processes.mjs').Running} Running */
/**
 * @typedef {object} Work
 * @property {number} [publishers]
 * @property {number} [rounds] in each of which every broker has its turn
 * @property {Readonly<Record<string, number>>} [closed] messages of a turn, by how many a publisher has under way
 * @property {Readonly<Record<string, number>>} [open] seconds of a turn, by messages a second
 */

const MOSQUITTO = '/usr/sbin/mosquitto';
/** What ours may take of a core a message of what that takes on which it stands. */
const MOST_OF_AEDES = 1.15;
/** The law on paces is asked, and lets everything pass. */
const UNPACED = '9999999999 9999999999';

/** @param {number} value */
const round3 = (value) => Number(value.toPrecision(3));

function isInstalled() {
  try {
    accessSync(MOSQUITTO, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * One turn of a broker. @param {Player} load @param {Running} broker @param {{ messages: number, inFlight?: number, rate?: number }} shape
 */
async function turnOf(load, broker, shape) {
  const before = cpuOf(broker.pid);
  const { seconds, doubled, delivery, confirmation } = await load.ask({ run: { broker: broker.name, ...shape } });
  if (doubled > 0) throw new Error(`${broker.name} delivered ${doubled} messages twice over a connection that held`);
  const cpu = ((cpuOf(broker.pid) - before) * 1e6) / shape.messages;
  return { perMessage: seconds / shape.messages, cpu, delivery, confirmation };
}

/** @typedef {Awaited<ReturnType<typeof turnOf>>} Seen */

/**
 * Turns of all brokers, of which every second round goes backwards: what drifts meets all of them alike.
 * @param {Player} load @param {readonly Running[]} brokers @param {{ rounds: number, shape: { messages: number, inFlight?: number, rate?: number } }} options
 * @returns {Promise<Map<string, Seen[]>>}
 */
async function turns(load, brokers, { rounds, shape }) {
  const warm = { ...shape, messages: Math.min(shape.messages, 2_000) };
  for (const broker of brokers) await turnOf(load, broker, warm);
  /** @type {Map<string, Seen[]>} */
  const seen = new Map(brokers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? brokers : [...brokers].reverse();
    for (const broker of order) seen.get(broker.name)?.push(await turnOf(load, broker, shape));
  }
  return seen;
}

/** The median of something over the turns of each broker, and of ours over aedes in the same round. @param {Map<string, Seen[]>} seen @param {(one: Seen) => number} of */
function compare(seen, of) {
  const valuesOf = (/** @type {string} */ name) => (seen.get(name) ?? []).map(of);
  const [ours, aedes] = [valuesOf('fit4work'), valuesOf('aedes')];
  const mosquitto = valuesOf('mosquitto');
  return {
    ours: median(ours),
    aedes: median(aedes),
    mosquitto: mosquitto.length > 0 ? median(mosquitto) : undefined,
    ratio: round3(median(ours.map((value, i) => value / (aedes[i] ?? Number.NaN)))),
  };
}

/** @param {string} name @param {Map<string, Seen[]>} seen */
function cpuRow(name, seen) {
  const { ours, aedes, mosquitto, ratio } = compare(seen, ({ cpu }) => cpu);
  const note = mosquitto === undefined ? 'no Mosquitto here' : `Mosquitto ${round3(mosquitto)} µs`;
  const row = { name, unit: 'µs', ours: round3(ours), floor: round3(aedes), ratio };
  return { ...row, note: `of a core a message; ${note}` };
}

/** Of all turns, whatever their shape. @param {readonly Map<string, Seen[]>[]} all */
function overheadRow(all) {
  const cpuOfAll = (/** @type {string} */ name) => all.flatMap((seen) => (seen.get(name) ?? []).map(({ cpu }) => cpu));
  const [ours, aedes] = [cpuOfAll('fit4work'), cpuOfAll('aedes')];
  const ratio = round3(median(ours.map((value, i) => value / (aedes[i] ?? Number.NaN))));
  const row = { name: 'auth-overhead', unit: 'µs', ours: round3(median(ours)), floor: round3(median(aedes)), ratio };
  return { ...row, ratioCeiling: MOST_OF_AEDES, note: 'of a core a message, the median of all turns' };
}

/** @param {Map<string, Seen[]>} seen @param {'delivery' | 'confirmation'} what @param {'p50' | 'p99'} share */
function milliseconds(seen, what, share) {
  const { ours, aedes, mosquitto } = compare(seen, (one) => one[what][share] / 1000);
  return { ours: round3(ours), aedes: round3(aedes), mosquitto: mosquitto === undefined ? '–' : round3(mosquitto) };
}

/** Delivery and PUBACK in milliseconds, of ours, of aedes and of Mosquitto. @param {Map<string, Seen[]>} seen */
function latencies(seen) {
  const told = (/** @type {'delivery' | 'confirmation'} */ what) =>
    /** @type {const} */ (['p50', 'p99'])
      .map((share) => `${share} ${Object.values(milliseconds(seen, what, share)).join(' / ')}`)
      .join(', ');
  return `ms ours / aedes / Mosquitto: delivery ${told('delivery')}; PUBACK ${told('confirmation')}`;
}

/** @param {string} inFlight @param {Map<string, Seen[]>} seen */
function closedRows(inFlight, seen) {
  const { ours, aedes, mosquitto, ratio } = compare(seen, ({ perMessage }) => perMessage);
  const others = mosquitto === undefined ? '' : `Mosquitto ${round3(1 / mosquitto)}/s; `;
  return [
    {
      ...{
        name: `throughput-${inFlight}`,
        unit: 'messages/s',
        ours: round3(1 / ours),
        floor: round3(1 / aedes),
        ratio,
      },
      note: `${others}${latencies(seen)}`,
    },
    cpuRow(`cpu-${inFlight}`, seen),
  ];
}

/** @param {string} rate @param {Map<string, Seen[]>} seen */
function openRows(rate, seen) {
  const { ours, aedes } = milliseconds(seen, 'delivery', 'p99');
  const { ratio } = compare(seen, ({ delivery }) => delivery.p99);
  return [
    { name: `latency-${rate}`, unit: 'ms', ours, floor: aedes, ratio, note: `p99; ${latencies(seen)}` },
    cpuRow(`cpu-at-${rate}`, seen),
  ];
}

/** @param {Player} load @param {readonly Running[]} brokers @param {Required<Omit<Work, 'publishers'>>} work */
async function measure(load, brokers, { rounds, closed, open }) {
  const rows = [];
  const all = [];
  for (const [inFlight, messages] of Object.entries(closed)) {
    const seen = await turns(load, brokers, { rounds, shape: { messages, inFlight: Number(inFlight) } });
    rows.push(...closedRows(inFlight, seen));
    all.push(seen);
  }
  for (const [rate, seconds] of Object.entries(open)) {
    const shape = { messages: Math.round(Number(rate) * seconds), rate: Number(rate) };
    const seen = await turns(load, brokers, { rounds, shape });
    rows.push(...openRows(rate, seen));
    all.push(seen);
  }
  return [...rows, overheadRow(all)];
}

/** @param {Work} [work] */
export async function besideOthers({
  publishers = 50,
  rounds = 7,
  closed = { 1: 10_000, 16: 20_000 },
  open = { 1000: 4, 5000: 4 },
} = {}) {
  const registry = await openRegistry(publishers);
  const load = new Player(new URL('load.mjs', import.meta.url));
  const brokers = [];
  try {
    const unpaced = { FIT4WORK_BROKER_AGENT_MESSAGES: UNPACED, FIT4WORK_BROKER_AGENT_BYTES: UNPACED };
    brokers.push(await startOurs(registry, unpaced), await startAedes());
    if (isInstalled()) brokers.push(await startMosquitto(MOSQUITTO, registry.root));
    for (const { name, port } of brokers) await load.ask({ connect: { broker: name, port, publishers } });
    return await measure(load, brokers, { rounds, closed, open });
  } finally {
    await load.stop();
    for (const broker of brokers) await broker.stop();
    await registry.close();
  }
}
