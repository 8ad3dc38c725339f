import type { Districts } from './districts.js';
import type { Reconciling } from './reconciling.js';
import type { WitnessedLog } from './witnessed-log.js';

export interface ReadinessOptions {
  readonly link: { readonly connected: boolean };
  readonly ping: () => Promise<boolean>;
  readonly log: Pick<WitnessedLog, 'ready' | 'age'>;
  readonly reconciling: Pick<Reconciling, 'silent'>;
  readonly districts: Districts;
  /** Names of what is looked after; undefined where that is everybody. */
  readonly names: readonly string[] | undefined;
}

/** The log is asked every five seconds: one that was not heard for so long is away, seconds. */
const MAX_LOG_AGE = 300;

/** Whether what this service needs is there. */
export async function readinessOf({ link, ping, log, reconciling, districts, names }: ReadinessOptions) {
  const { ready, age } = log;
  return {
    broker: link.connected,
    database: await ping(),
    log: ready && age !== undefined && age <= MAX_LOG_AGE,
    logAge: age ?? null,
    openings: reconciling.silent === 0,
    journal: districts.held.every(({ journals }) => journals.ready),
    ...(names === undefined ? {} : { districts: [...names] }),
  };
}
