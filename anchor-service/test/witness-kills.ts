import { setTimeout as wait } from 'node:timers/promises';
import { equalBytes } from '@fit4work/protocol';
import { expect } from 'vitest';
import { Enough } from './enough.js';
import type { History } from './history.js';
import { between, seeded } from './seeded.js';
import { WitnessWorld } from './witness-process.js';

/** Where the branches of the log part: two of them cannot both be cosigned beyond it. */
const SHARED = 5;
const CLIENTS = 4;
const LEAVES_A_KILL = 200;

interface Answered {
  readonly size: number;
  readonly branch: History;
}

/**
 * Kills a witness again and again while several clients ask it for cosignatures of two branches of one log, and holds after
 * each kill that its record is no smaller than anything it answered, and that all it ever answered is of one branch.
 */
export async function witnessKills(options: {
  kills: number;
  seed: number;
}): Promise<{ kills: number; answered: number }> {
  const random = seeded(options.seed);
  const leaves = Math.min(LEAVES_A_KILL * options.kills, 60_000);
  const world = new WitnessWorld(leaves);
  const branches = [world.honest, world.honest.branch(1, SHARED)];
  const answered: Answered[] = [];
  let kills = 0;
  try {
    while (kills < options.kills) {
      await world.start();
      await hold(world, answered);
      const enough = new Enough(between(random, 1, 8));
      const load = Array.from({ length: CLIENTS }, (_, i) =>
        client(world, { branches, answered, enough, random, last: leaves, i }),
      );
      await Promise.race([enough.reached, ...load]);
      await wait(between(random, 0, 9));
      expect(await world.kill('SIGKILL')).toBe('SIGKILL');
      kills += 1;
      await Promise.all(load);
    }
    await world.start();
    await hold(world, answered);
  } finally {
    await world.remove();
  }
  return { kills, answered: answered.length };
}

interface Load {
  readonly enough: Enough;
  readonly branches: readonly History[];
  readonly answered: Answered[];
  readonly random: () => number;
  readonly last: number;
  readonly i: number;
}

/** Asks until the witness is gone. */
async function client(world: WitnessWorld, load: Load): Promise<void> {
  const { branches, answered, enough, random, last, i } = load;
  let size = 0;
  for (;;) {
    const branch = branches[i % branches.length];
    const next = Math.min(last, size + between(random, size === 0 ? 1 : 0, 3));
    if (branch === undefined) return;
    try {
      const { status, body } = await world.post(await branch.request(size, next));
      if (status === 409) size = Number(body);
      if (status !== 200) continue;
      answered.push({ size: next, branch });
      size = next;
      enough.count();
    } catch {
      return;
    }
  }
}

async function hold(world: WitnessWorld, answered: readonly Answered[]): Promise<void> {
  const recorded = await world.recorded();
  const beyond = answered.filter(({ size }) => size > SHARED);
  expect(new Set(beyond.map(({ branch }) => branch)).size).toBeLessThanOrEqual(1);
  expect(recorded?.size ?? 0).toBeGreaterThanOrEqual(Math.max(0, ...answered.slice(-1000).map(({ size }) => size)));
  const [last] = beyond;
  if (recorded === undefined || last === undefined) return;
  expect(equalBytes(recorded.root, await last.branch.root(recorded.size))).toBe(true);
}
