import { cosignedBy, type Policy, parseSignedCheckpoint } from '@fit4work/protocol';
import type { CheckpointPublisher, Clock } from '../ports.js';
import type { AuditBook } from './audit-port.js';

export interface Noting {
  readonly book: AuditBook;
  readonly policy: Policy;
  readonly clock: Clock;
  /** Told of each checkpoint that was noted. */
  readonly onNoted?: () => void;
}

/** Writes down when a checkpoint came out, before it tells anybody else. */
export function notingPublisher(
  publisher: CheckpointPublisher,
  { book, policy, clock, onNoted }: Noting,
): CheckpointPublisher {
  return {
    publish: async (bytes) => {
      note(bytes, { book, policy }, clock());
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
  { book, policy, isRestored = false }: Pick<Noting, 'book' | 'policy'> & { readonly isRestored?: boolean },
): void {
  if (published === undefined) return;
  const from = isRestored ? parseSignedCheckpoint(published).checkpoint.size - 1 : 0;
  if (book.publicationsAbove(from, 1).length === 0) note(published, { book, policy }, null);
}

function note(bytes: Uint8Array, { book, policy }: Pick<Noting, 'book' | 'policy'>, time: number | null): void {
  const { checkpoint, note: signed } = parseSignedCheckpoint(bytes);
  book.note({ size: checkpoint.size, time, witnesses: [...cosignedBy(policy, signed).keys()] }, bytes);
}
