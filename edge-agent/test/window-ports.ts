import type { Clock } from '../src/ports.js';
import { Turn } from '../src/turn.js';
import type { WindowPorts } from '../src/window-turns.js';
import type { VaultWorld } from './vault-world.js';

/** What an agent closes windows with, where nobody says what time it is, nothing is over, and no pause takes time. */
export const windowPorts = (world: VaultWorld, clock: Clock): WindowPorts => ({
  ...world.ports,
  clock,
  writing: new Turn(),
  report: (event) => world.events.push(event),
  pause: async () => undefined,
  stopped: new AbortController().signal,
  coachTime: async () => undefined,
  drain: { isOver: false },
  noticed: { holds: () => undefined, over: () => undefined },
});
