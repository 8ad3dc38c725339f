import { cosignedBy, type Policy, parseSignedCheckpoint } from '@fit4work/protocol';
import { dayOf } from '../core/audit-period.js';
import type { CheckpointPublisher, Clock, LogStore } from '../ports.js';
import type { AuditBook } from './audit-port.js';

export interface Noting {
  readonly book: AuditBook;
  /** Has the block at which a checkpoint ends. */
  readonly store: Pick<LogStore, 'blocks'>;
  /** The policy that is in effect for a tree of a size: its witnesses are named as it names them. */
  readonly policyAt: (size: number) => Policy;
  readonly clock: Clock;
  /** Told of each checkpoint that was noted. */
  readonly onNoted?: () => void;
}

/** Writes down when a checkpoint came out, before it tells anybody else. */
export function notingPublisher(
  publisher: CheckpointPublisher,
  { clock, onNoted, ...noting }: Noting,
): CheckpointPublisher {
  return {
    publish: async (bytes) => {
      note(bytes, noting, clock());
      onNoted?.();
      await publisher.publish(bytes);
    },
  };
}

/**
 * Begins a book that is new or was lost, and goes on in one that came out of a copy: when it came out what is published already,
 * nobody knows. Before anything is published.
 */
export function beginBook(
  published: Uint8Array | undefined,
  { isRestored = false, ...noting }: Writing & { readonly isRestored?: boolean },
): void {
  if (published === undefined) return;
  const from = isRestored ? parseSignedCheckpoint(published).checkpoint.size - 1 : 0;
  if (noting.book.publicationsAbove(from, 1).length === 0) note(published, noting, null);
}

type Writing = Pick<Noting, 'book' | 'store' | 'policyAt'>;

function note(bytes: Uint8Array, { book, store, policyAt }: Writing, time: number | null): void {
  const { checkpoint, note: signed } = parseSignedCheckpoint(bytes);
  const witnesses = [...cosignedBy(policyAt(checkpoint.size), signed).keys()];
  const { size } = checkpoint;
  const [last] = size === 0 ? [] : store.blocks(size - 1, size);
  book.note({ size, time, witnesses }, bytes, last && dayOf(last.time));
}
