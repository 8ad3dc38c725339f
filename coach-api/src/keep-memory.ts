import { closeMemory } from './adapters/process-memory.js';
import { acceptsDumps, type Environment } from './config.js';
import { leakOf } from './core/memory-dumps.js';
import { CoachError } from './error.js';

/** To be called before any key is read. @throws CoachError `bad-config` where what is in memory could get to a disk */
export function keepMemory(env: Environment): void {
  const leak = leakOf(closeMemory(env.NODE_OPTIONS ?? ''));
  if (leak === undefined || acceptsDumps(env)) return;
  throw new CoachError('bad-config', `${leak}, or accept it with FIT4WORK_COACH_MEMORY_DUMPS=accepted.`);
}
