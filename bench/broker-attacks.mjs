import { cryptoReady } from '../protocol/dist/index.js';
import { throughParser } from './broker/attacks/parser.mjs';
import { underAttack } from './broker/attacks/under-attack.mjs';

/*
 * What becomes of the broker, and of honest agents meanwhile, when others mean ill: mutated packets through what reads them first, and
 * hostile sessions over sockets, of which some send mutated packets as well.
 */

/** @typedef {{ packets: number, seed: number, sieges: readonly import('./broker/attacks/under-attack.mjs').Siege[] }} Attacks */

/** @type {Attacks} */
const WHOLE = {
  packets: 10_000_000,
  seed: 1,
  sieges: [
    { tls: false, sessions: 80_000, atOnce: 1_000, seed: 2, patience: 15_000, quiet: 13_000 },
    { tls: true, sessions: 20_000, atOnce: 1_000, seed: 3, patience: 15_000, quiet: 13_000 },
  ],
};

/** In seconds. @type {Attacks} */
export const BRIEF = {
  packets: 50_000,
  seed: 1,
  sieges: [{ tls: true, sessions: 400, atOnce: 100, seed: 4, patience: 300, quiet: 300 }],
};

/** What the parser may hold of packets that never end, bytes: twice the longest that there may be. */
const MOST_HELD = 2 * 131_072;
/** What may be left of a session when it is over, bytes. */
const MOST_LEFT = 100;
/** What honest agents may have to wait for, ms: a service that stands still is none. */
const MOST_DELAY = 5_000;

/** @param {number} value */
const round3 = (value) => Number(value.toPrecision(3));
const mib = (/** @type {number} */ bytes) => round3(bytes / 2 ** 20);

/** @param {number} packets @param {number} seed */
function parserRows(packets, seed) {
  const begun = performance.now();
  const { parsed, malformed, tooLarge, held } = throughParser({ packets, seed });
  return [
    {
      ...{ name: 'mutants-parsed', unit: 'packets/s', ours: round3((packets * 1000) / (performance.now() - begun)) },
      note: `${packets} packets: ${parsed} came out of the parser, ${malformed} were malformed, ${tooLarge} too large`,
    },
    { name: 'mutants-held', unit: 'bytes', ours: held, ceiling: MOST_HELD, note: 'of packets that had begun, at most' },
  ];
}

/** @param {import('./broker/attacks/under-attack.mjs').Siege} siege */
async function siegeRows(siege) {
  const { counts, mutants, seconds, cpu, before, after, honest } = await underAttack(siege);
  const name = siege.tls ? 'attacked-tls' : 'attacked';
  const kinds = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
  const { delay, coming, sent, delivered, confirmed, lost, newcomers, refused } = honest;
  const left = (after.heapUsed + after.external - before.heapUsed - before.external) / siege.sessions;
  return [
    {
      ...{ name, unit: 'sessions/s', ours: round3(siege.sessions / seconds) },
      note: `${siege.sessions} sessions, ${siege.atOnce} at once: ${kinds.join(', ')}; ${mutants} mutated packets; ${round3((cpu * 1e3) / siege.sessions)} ms of a core each`,
    },
    {
      ...{ name: `${name}-lost`, unit: 'envelopes', ours: sent - Math.min(delivered, confirmed) + lost, ceiling: 0 },
      note: `of honest agents, of ${sent} sent; ${lost} of their connections ended`,
    },
    {
      ...{ name: `${name}-delay`, unit: 'ms', ours: round3(delay.p99), ceiling: MOST_DELAY },
      note: `p99 of deliveries; p50 ${round3(delay.p50)}, the longest ${round3(delay.most)}; who comes anew: p50 ${round3(coming.p50)}, p99 ${round3(coming.p99)}`,
    },
    { name: `${name}-refused`, unit: 'agents', ours: refused, ceiling: 0, note: `of ${newcomers} that came anew` },
    {
      ...{ name: `${name}-left`, unit: 'bytes', ours: round3(left), ceiling: MOST_LEFT },
      note: `of the heap a session, after collection; heap ${mib(before.heapUsed)} to ${mib(after.heapUsed)} MiB, resident ${mib(before.rss)} to ${mib(after.rss)} MiB`,
    },
  ];
}

/** @param {Partial<Attacks>} [attacks] */
export async function rows({ packets = WHOLE.packets, seed = WHOLE.seed, sieges = WHOLE.sieges } = {}) {
  await cryptoReady;
  const found = [...parserRows(packets, seed)];
  for (const siege of sieges) found.push(...(await siegeRows(siege)));
  return found;
}
