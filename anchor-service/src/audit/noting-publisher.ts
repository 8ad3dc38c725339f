import { cosignedBy, type Policy, parseSignedCheckpoint } from '@fit4work/protocol';
import type { CheckpointPublisher, Clock } from '../ports.js';
import type { AuditBook } from './audit-port.js';

export interface Noting {
  readonly book: AuditBook;
  /** The policy that is in effect for a tree of a size: its witnesses are named as it names them. */
  readonly policyAt: (size: number) => Policy;
  readonly clock: Clock;
  /** Told of each checkpoint that was noted. */
  readonly onNoted?: () => void;
}

/** Writes down when a checkpoint came out, before it tells anybody else. */
export function notingPublisher(
  publisher: CheckpointPublisher,
  { book, policyAt, clock, onNoted }: Noting,
): CheckpointPublisher {
  return {
    publish: async (bytes) => {
      note(bytes, { book, policyAt }, clock());
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
  { book, policyAt, isRestored = false }: Pick<Noting, 'book' | 'policyAt'> & { readonly isRestored?: boolean },
): void {
  if (published === undefined) return;
  const from = isRestored ? parseSignedCheckpoint(published).checkpoint.size - 1 : 0;
  if (book.publicationsAbove(from, 1).length === 0) note(published, { book, policyAt }, null);
}

function note(bytes: Uint8Array, { book, policyAt }: Pick<Noting, 'book' | 'policyAt'>, time: number | null): void {
  const { checkpoint, note: signed } = parseSignedCheckpoint(bytes);
  const witnesses = [...cosignedBy(policyAt(checkpoint.size), signed).keys()];
  book.note({ size: checkpoint.size, time, witnesses }, bytes);
}
