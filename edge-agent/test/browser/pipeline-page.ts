import { cryptoReady } from '@fit4work/protocol';
import { type Beginning, MemoryAgent, type Surroundings } from '../memory/memory-agent.js';

/** What whoever opened the page gives it. */
declare const hear: Surroundings['hear'];
declare const tile: Surroundings['tile'];

/* The page: one agent, which is begun once. */
const begin = async (beginning: Beginning): Promise<MemoryAgent> => {
  await cryptoReady;
  return new MemoryAgent({ hear, tile }, beginning);
};
Object.assign(globalThis, { begin });
