import { leafOf } from '@fit4work/protocol';
import { AGENT_KINDS } from '../core/record-kinds.js';
import type { NewRecord, OutboxRecord, Positions } from '../ports.js';
import type { RecordRow, Tables } from './sqlite-tables.js';

/* What more than one transaction reads or writes. */

/** Adds a record once: the same bytes again change nothing. */
export function insertRecord({ record }: Tables, { kind, bytes, payload, leaf = leafOf(bytes) }: NewRecord): void {
  if (record.get('WHERE leaf = ?', leaf) !== undefined) return;
  record.insert({ id: record.next('id'), leaf, kind, bytes, payload, received: 0, log_index: null });
}

/** What an agent before the present one signed was received and stays so: a coach API that lost it takes it from nobody. */
export function settleFormer({ record }: Tables): void {
  for (const row of record.all('WHERE received = 1')) {
    if (AGENT_KINDS.includes(row.kind)) record.update(row, { received: 2 });
  }
}

export function writePositions({ position }: Tables, positions: Positions): void {
  for (const [granularity, until] of Object.entries(positions)) position.put({ granularity, until });
}

export const toRecord = ({ leaf, kind, bytes, payload, received, log_index }: RecordRow): OutboxRecord => ({
  ...{ leaf, kind, bytes, payload, received: received > 0 },
  logIndex: log_index ?? undefined,
});
