import { cosignedBy, type Policy, parseSignedCheckpoint } from '@fit4work/protocol';
import type { CheckpointPublisher, Clock } from '../ports.js';
import type { AuditBook } from './audit-port.js';

/** Writes down when a checkpoint came out, before it tells anybody else. */
export function notingPublisher(
  publisher: CheckpointPublisher,
  { book, policy, clock }: { readonly book: AuditBook; readonly policy: Policy; readonly clock: Clock },
): CheckpointPublisher {
  return {
    publish: async (bytes) => {
      const { checkpoint, note } = parseSignedCheckpoint(bytes);
      book.note({ size: checkpoint.size, time: clock(), witnesses: [...cosignedBy(policy, note).keys()] });
      await publisher.publish(bytes);
    },
  };
}
