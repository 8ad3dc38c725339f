import { setTimeout as pause } from 'node:timers/promises';
import { createJournal } from './adapters/journal.js';
import { PostgresSharedLog } from './adapters/postgres-shared-log.js';
import { exitWith } from './adapters/process.js';
import type { AnchorConfig } from './config.js';
import { type AnchorContext, type Credentials, openStore } from './context.js';
import { runAnchor } from './running-anchor.js';
import type { Standing } from './standby/ports.js';
import { SharedStore } from './standby/shared-store.js';
import { waitToLead } from './standby/standby.js';

/** One of several anchors of a log. */
export interface SharedAnchor {
  readonly standing: () => Standing;
  stop(): Promise<void>;
}

/** How long a lease may take to be given back at the end; else it runs out by itself. */
const RELEASE_MS = 2_000;

/**
 * Stands by until nobody leads the log, and leads then.
 * @param onMade told of the context once this one leads
 * @throws AnchorError `bad-config`, `busy-state`, `damaged-state`, `storage-failed`
 */
export async function standBy(
  config: AnchorConfig & { readonly databaseUrl: string },
  credentials: Credentials,
  onMade: (context: AnchorContext) => void,
): Promise<SharedAnchor> {
  const journal = createJournal('fit4work-anchor');
  const shared = await PostgresSharedLog.open(config.databaseUrl);
  const copy = openStore(config.state);
  const store = new SharedStore(shared, copy);
  const ending = new AbortController();
  let standing: Standing = { role: 'standby' };
  const lead = async (): Promise<() => Promise<void>> => {
    const held = await waitToLead({ shared, store, journal }, { onLost: exitWith, stopped: ending.signal });
    if (held === undefined) return async () => store.close();
    const { stop } = await runAnchor(config, credentials, { store, writer: held, journal, onMade });
    standing = { role: 'leader', epoch: held.epoch };
    return async () => {
      await stop();
      await Promise.race([held.release().catch(() => undefined), pause(RELEASE_MS, undefined, { ref: false })]);
    };
  };
  const leading = lead();
  // No leaf may be taken, nor anything signed, by one that could not begin.
  leading.catch(exitWith);
  return {
    standing: () => standing,
    stop: async () => {
      ending.abort();
      await (await leading)();
      await shared.close();
    },
  };
}
