import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openCertificate } from '../certificate.mjs';
import { Player } from '../player.mjs';
import { cpuOf, startOurs } from '../processes.mjs';
import { openRegistry } from '../registry.mjs';

/*
 * The broker in a process of its own, attackers in others, and honest agents in one more, at the same time. Memory is what the broker
 * holds after it has freed what it can, before and after: a part of the sessions comes before the first look, so that what is
 * made once for all is made by then.
 */

/**
 * @typedef {object} Siege
 * @property {boolean} tls
 * @property {number} sessions
 * @property {number} atOnce
 * @property {number} seed
 * @property {number} patience milliseconds for which a session is held that the broker does not end
 * @property {number} quiet milliseconds before memory is looked at: after thirteen seconds the broker has ended whoever said nothing
 */

const HONEST = 11;
const HOSTILE = 200;
const ATTACKERS = 2;

const agents = (/** @type {number} */ first, /** @type {number} */ count) =>
  Array.from({ length: count }, (_, i) => first + i);

/** @param {Awaited<ReturnType<typeof startOurs>>} broker @returns {Promise<{ heapUsed: number, external: number, rss: number }>} bytes */
async function memoryOf(broker) {
  process.kill(broker.pid, 'SIGUSR2');
  for (;;) {
    const [line] = await once(broker.said, 'line');
    const told = JSON.parse(line);
    if (told.event === 'memory') return told;
  }
}

/** @param {readonly Player[]} attackers @param {object} attack @param {number} sessions */
async function attackAll(attackers, attack, sessions) {
  const each = Math.round(sessions / attackers.length);
  const answers = await Promise.all(
    attackers.map((attacker, i) =>
      attacker.ask({ attack: { ...attack, sessions: each, seed: attack.seed * attackers.length + i } }),
    ),
  );
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { counts: one } of answers) {
    for (const [kind, count] of Object.entries(one)) counts[kind] = (counts[kind] ?? 0) + count;
  }
  return { counts, mutants: answers.reduce((sum, { mutants }) => sum + mutants, 0) };
}

/** @param {Siege} siege */
export async function underAttack({ tls, sessions, atOnce, seed, patience, quiet }) {
  const registry = await openRegistry(HONEST + HOSTILE);
  const { ca, ...files } = openCertificate(registry.root);
  const certificate = tls ? { FIT4WORK_BROKER_TLS_CERT: files.cert, FIT4WORK_BROKER_TLS_KEY: files.key } : {};
  const preload = fileURLToPath(new URL('gc-on-signal.mjs', import.meta.url));
  const broker = await startOurs(
    registry,
    { ...certificate, FIT4WORK_BROKER_WEBSOCKET_PORT: '0', FIT4WORK_BROKER_AGENT_MESSAGES: '1000000 1000' },
    ['--expose-gc', '--import', preload],
  );
  const honest = new Player(new URL('honest.mjs', import.meta.url));
  const attackers = Array.from({ length: ATTACKERS }, () => new Player(new URL('attacker.mjs', import.meta.url)));
  try {
    const door = (/** @type {number} */ port) => (tls ? { port, ca } : { port });
    const doors = { tcp: door(broker.port), web: door(broker.ports.websocketPort) };
    const attack = { doors, seed, patience, atOnce: Math.ceil(atOnce / ATTACKERS), agents: agents(HONEST, HOSTILE) };
    await honest.ask({ begin: { door: doors.tcp, agents: agents(0, HONEST) } });
    await attackAll(attackers, { ...attack, seed: seed + 1_000 }, sessions / 10);
    await pause(quiet);
    const before = await memoryOf(broker);
    const [begun, used] = [performance.now(), cpuOf(broker.pid)];
    const { counts, mutants } = await attackAll(attackers, attack, sessions);
    const [seconds, cpu] = [(performance.now() - begun) / 1000, cpuOf(broker.pid) - used];
    await pause(quiet);
    const after = await memoryOf(broker);
    return { counts, mutants, seconds, cpu, before, after, honest: await honest.ask({ end: {} }) };
  } finally {
    for (const player of [honest, ...attackers]) await player.stop();
    await broker.stop();
    await registry.close();
  }
}
