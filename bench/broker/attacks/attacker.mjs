import { cryptoReady } from '../../../protocol/dist/index.js';
import { play } from '../player.mjs';
import { Random } from './random.mjs';
import { SESSIONS, SHARES } from './sessions.mjs';

/* A process of attackers, so many of them at once. */

/** Every kind as often as its share. */
const KINDS = Object.entries(SHARES).flatMap(([kind, share]) => Array(share).fill(kind));

/**
 * @param {{ doors: import('./socket.mjs').Doors, sessions: number, atOnce: number, seed: number, agents: readonly number[], patience: number }} options
 */
async function attack({ doors, sessions, atOnce, seed, agents, patience }) {
  const random = new Random(seed);
  /** @type {Record<string, number>} */
  const counts = {};
  let [begun, mutants] = [0, 0];
  const sent = (/** @type {number} */ packets) => {
    mutants += packets;
  };
  const attackers = Array.from({ length: atOnce }, async () => {
    while (begun < sessions) {
      begun += 1;
      const kind = random.pick(KINDS);
      counts[kind] = (counts[kind] ?? 0) + 1;
      await SESSIONS[kind]?.({ doors, random, agents, patience, sent });
    }
  });
  await Promise.all(attackers);
  return { counts, mutants };
}

await cryptoReady;
play({ attack });
