import { setTimeout as pause } from 'node:timers/promises';
import { standStill } from './adapters/standstill.js';
import { REJOINED, type Strike } from './core/blows.js';
import { DATABASE, PARTS } from './core/parts.js';
import type { Network } from './network.js';

/** A part that is not whole by then does not come back by itself. A node that the watchdog ended twice may take five minutes. */
const PATIENCE_MS = 420_000;
/** In which one that was killed is not there yet: what is seen of it is of before. */
const NOTICED_MS = 500;

/** @returns the part that is meant: the anchor that leads, where one does */
export async function partOf({ kind, which }: Strike, { health }: Network): Promise<string> {
  const parts = PARTS[kind];
  const leader = kind === 'anchor' ? await health.leader() : undefined;
  return leader ?? parts[which] ?? '';
}

/** Strikes a part. Settles when it is whole again, and the next of its kind may be struck. @returns seconds until it was whole @throws ClusterError `not-whole` */
export async function strike(part: string, { kind, blow, lasts }: Strike, network: Network): Promise<number> {
  const { supervisor, cables, health } = network;
  const struck = performance.now();
  if (blow === 'killed') {
    supervisor.signal(part, 'SIGKILL');
    await pause(NOTICED_MS);
  } else if (blow === 'paused') {
    const goOn = await halt(part, network);
    await pause(lasts * 1_000);
    await goOn();
  } else {
    cables.cutOff(part);
    await pause(lasts * 1_000);
    cables.mend(part);
  }
  await health.whole([part], PATIENCE_MS);
  const whole = (performance.now() - struck) / 1_000;
  if (kind !== 'broker') return whole;
  await pause(REJOINED * 1_000);
  await health.whole([part], PATIENCE_MS);
  return whole;
}

/** @returns has it go on */
async function halt(part: string, { supervisor, databaseProcess }: Network): Promise<() => unknown> {
  if (part === DATABASE) return standStill(databaseProcess());
  supervisor.signal(part, 'SIGSTOP');
  return () => supervisor.signal(part, 'SIGCONT');
}
