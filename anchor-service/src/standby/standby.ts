import { setTimeout as pause } from 'node:timers/promises';
import { AnchorError } from '../error.js';
import type { Journal } from '../ports.js';
import { LEASE_MS, Lead, type LeadOptions } from './lead.js';
import type { SharedLog } from './ports.js';
import type { SharedStore } from './shared-store.js';

const POLL_MS = 500;

export interface StandbyPorts {
  readonly shared: SharedLog;
  readonly store: SharedStore;
  readonly journal: Journal;
}

/**
 * Follows the log of whoever leads until nobody does, and leads then.
 * @returns the lead, with all that was ever committed in this anchor's copy; `undefined` when it was told to stop
 * @throws AnchorError `older-state`, `damaged-state`
 */
export async function waitToLead(
  { shared, store, journal }: StandbyPorts,
  { onLost, stopped }: Pick<LeadOptions, 'onLost'> & { readonly stopped: AbortSignal },
): Promise<Lead | undefined> {
  for (let saidSo = false; !stopped.aborted; ) {
    try {
      // Before the lease: what takes long must not take of its time.
      await store.follow();
      const claimedAt = performance.now();
      const epoch = await shared.claim(LEASE_MS);
      if (epoch !== undefined) {
        const lead = new Lead(shared, { epoch, claimedAt, journal, onLost });
        // A crash here means: nobody leads until the lease has run out.
        await begin(store, lead);
        journal.info('leading', { epoch });
        return lead;
      }
      if (!saidSo) journal.info('standing-by');
      saidSo = true;
    } catch (error) {
      if (!(error instanceof AnchorError) || error.code !== 'storage-failed') throw error;
      journal.warn('retrying', { code: error.code });
    }
    await pause(POLL_MS, undefined, { signal: stopped }).catch(() => undefined);
  }
  return undefined;
}

/** Where it cannot begin, the lease is for whoever asks next. */
async function begin(store: SharedStore, lead: Lead): Promise<void> {
  try {
    await store.lead(lead);
  } catch (error) {
    await lead.release().catch(() => undefined);
    throw error;
  }
}
