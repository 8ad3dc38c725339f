import { AnchorError } from '../error.js';
import type { Clock, Journal } from '../ports.js';
import type { AuditBook, ErasureSource, SignedErasureCounts } from './audit-port.js';

/** How far ahead the coach API's clock may be; counts from further ahead would stay the newest for as long. */
const AHEAD_SECONDS = 3600;

export interface KeptErasuresPorts {
  readonly source: ErasureSource;
  readonly book: Pick<AuditBook, 'erasures' | 'keepErasures'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * The newest counts of erasures that the coach API signed: its answer, which is kept, and while it gives none what was kept.
 *
 * @returns `null` when it never gave any
 */
export async function keptErasures(ports: KeptErasuresPorts): Promise<SignedErasureCounts | null> {
  const { source, book, journal } = ports;
  const bytes = book.erasures();
  const kept = bytes && source.open(bytes);
  try {
    const fresh = await askInTime(ports);
    // A coach API that was restored from an older copy may count less than it did.
    if (kept !== undefined && kept.issued > fresh.issued) return kept;
    book.keepErasures(fresh.bytes);
    return fresh;
  } catch (error) {
    if (!(error instanceof AnchorError) || error.code !== 'source-failed') throw error;
    journal.warn('erasure-counts-missing', { code: error.code });
    return kept ?? null;
  }
}

async function askInTime({ source, clock }: KeptErasuresPorts): Promise<SignedErasureCounts> {
  const fresh = await source.ask();
  if (fresh.issued <= clock() + AHEAD_SECONDS) return fresh;
  throw new AnchorError('source-failed', 'The coach API counted erasures at a time that has not come: set its clock.');
}
