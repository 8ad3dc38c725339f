import { leafOf, toHex } from '@fit4work/protocol';
import { AGENT_KINDS } from '../core/record-kinds.js';
import type { NewRecord, OutboxRecord, Positions } from '../ports.js';
import type { RecordRow, Tables } from './sqlite-tables.js';

/* What more than one transaction reads or writes. */

/** In the place of a receipt: the record is never sent any more, and nobody said that it came. */
export const DROPPED = 3;

/** Adds a record once: the same bytes again change nothing. */
export function insertRecord({ record }: Tables, { kind, bytes, payload, leaf = leafOf(bytes) }: NewRecord): void {
  if (record.get('WHERE leaf = ?', leaf) !== undefined) return;
  record.insert({ id: record.next('id'), leaf, kind, bytes, payload, received: 0, log_index: null });
}

const ZEROS: Uint8Array = new Uint8Array(32);

/** In the place of a record that was changed on disk or is missing: it is nothing that could be sent or believed. */
const LOST: OutboxRecord = {
  leaf: ZEROS,
  kind: 'damaged',
  bytes: new Uint8Array(),
  payload: new Uint8Array(),
  received: true,
  dropped: false,
  logIndex: undefined,
};

/**
 * Says that records are missing, until they are fetched back: any of them may have been the end of a grant.
 *
 * @param leaf of one that is known by name; else it stands for all that nobody can name
 */
export function markLost({ record }: Tables, leaf = ZEROS): void {
  const { kind, bytes, payload } = LOST;
  if (record.get('WHERE leaf = ?', leaf) !== undefined) return;
  record.insert({ id: record.next('id'), leaf, kind, bytes, payload, received: 1, log_index: null });
}

/** Whether consent was signed beyond these leaves, in hexadecimal. */
export const hasOtherConsent = ({ record }: Tables, known: ReadonlySet<string>): boolean =>
  record.find("WHERE kind = 'consent'").rows.some(({ leaf }) => !known.has(toHex(leaf)));

/** What an agent before the present one signed was received and stays so: a coach API that lost it takes it from nobody. */
export function settleFormer({ record }: Tables): void {
  for (const row of record.whole()) {
    if (row.received !== 1 || row.kind === 'damaged' || !AGENT_KINDS.includes(row.kind)) continue;
    record.update(row, { received: 2 });
  }
}

export function writePositions({ position }: Tables, positions: Positions): void {
  for (const [granularity, until] of Object.entries(positions)) position.put({ granularity, until });
}

export const toRecord = ({ leaf, kind, bytes, payload, received, log_index }: RecordRow): OutboxRecord => ({
  ...{ leaf, kind, bytes, payload, received: received === 1 || received === 2, dropped: received === DROPPED },
  logIndex: log_index ?? undefined,
});

/** Records of parts of their table, in the order in which they were made; one that was changed on disk hides no other. */
export function readRecords({ record }: Tables, parts: readonly string[]): readonly OutboxRecord[] {
  const found = parts.map((part) => record.findWhole(part));
  const rows = found.flatMap((each) => each.rows).toSorted((a, b) => a.id - b.id);
  const others = found.flatMap((each) => each.damaged);
  const missing = others.length > 0 || found.every(({ complete }) => complete) ? [] : [LOST];
  return [...rows.map(toRecord), ...others.map(lost), ...missing];
}

/** Its leaf is said for whoever looks for it. */
const lost = ({ leaf }: RecordRow): OutboxRecord => ({ ...LOST, leaf: leaf instanceof Uint8Array ? leaf : ZEROS });
