import { AgentError } from '../error.js';
import { deliveryRow } from './sqlite-delivery.js';
import type { OutboxRow, Tables } from './sqlite-tables.js';

/* Of which days nothing waits any more. Nobody can say so of envelopes that cannot be read: then all that may be in them is kept. */

/** Whether every envelope of a window that began before an instant is received and proven. */
export function isDeliveredBefore(tables: Tables, instant: number): boolean {
  const isLater = ({ window_start }: OutboxRow): boolean => window_start !== null && window_start >= instant;
  const { outbox } = tables;
  const { received, proven } = deliveryRow(tables);
  const waiting = [
    { where: `sequence > ${received}`, rows: outbox.rows() - received },
    { where: 'log_index IS NULL', rows: outbox.rows() - proven },
  ];
  try {
    return waiting.every(({ where, rows }) =>
      // The first is mostly the oldest: where that is of these days, the others need not be looked at each minute.
      [Math.min(rows, 1), rows].every((limit) => {
        const found = outbox.light(`WHERE ${where} ORDER BY sequence LIMIT ?`, limit);
        return found.length === limit && found.every(isLater);
      }),
    );
  } catch (error) {
    if (error instanceof AgentError && error.code === 'vault-damaged') return false;
    throw error;
  }
}
