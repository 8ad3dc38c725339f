import { ANCHORED_KINDS } from '../core/record-kinds.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { LogState } from '../ports.js';
import { damaged } from './sqlite-damage.js';
import { deliveryRow, retire } from './sqlite-delivery.js';
import type { Tables } from './sqlite-tables.js';

/** A leaf, and where it stands in the log. */
export interface ProvenLeaf {
  readonly leaf: Uint8Array;
  readonly index: number;
}

/** The kinds of record that stand in the log, as a list of SQL. */
export const ANCHORED = ANCHORED_KINDS.map((kind) => `'${kind}'`).join(', ');

/** What waits for a proof, records first: own envelopes, then those of an agent before this one. */
export function unprovenLeaves(tables: Tables, limit: number): readonly Uint8Array[] {
  const { record, outbox, pastEnvelope } = tables;
  const records = record.find(`WHERE kind IN (${ANCHORED}) AND log_index IS NULL ORDER BY id LIMIT ?`, limit).rows;
  const entries = outbox.light('WHERE log_index IS NULL ORDER BY sequence LIMIT ?', limit);
  const waiting = outbox.rows() - deliveryRow(tables).proven;
  if (entries.length !== Math.min(waiting, limit)) throw damaged(VAULT_THINGS.awaitsProof);
  const past = pastEnvelope.find('WHERE log_index IS NULL ORDER BY agent, sequence LIMIT ?', limit).rows;
  return [...records, ...entries, ...past].slice(0, limit).map(({ leaf }) => leaf);
}

/** Of envelopes of agents before this one, how many wait for a proof; one that was changed on disk waits for ever. */
export function unprovenPast({ pastEnvelope }: Tables): { readonly of: number; readonly unproven: number } {
  const { rows, damaged: others } = pastEnvelope.find('WHERE log_index IS NULL');
  return { of: pastEnvelope.rows(), unproven: rows.length + others.length };
}

/** Part of a transaction: where leaves stand in the log, and how far it was read. */
export function writeProven(tables: Tables, proven: readonly ProvenLeaf[], view: LogState): void {
  const row = deliveryRow(tables);
  const envelopes = proven.filter((each) => place(tables, each)).length;
  // Two processes may follow the log at once: the one that is behind takes nothing back.
  const seen = view.scanned >= row.scanned && { checkpoint: view.checkpoint ?? null, scanned: view.scanned };
  const news = { ...(envelopes > 0 && { proven: row.proven + envelopes }), ...seen };
  if (Object.keys(news).length > 0) tables.delivery.update(row, news);
  if (envelopes > 0) retire(tables);
}

/** @returns whether an own envelope had no place before */
function place({ outbox, record, pastEnvelope }: Tables, { leaf, index }: ProvenLeaf): boolean {
  const unplaced = 'WHERE leaf = ? AND log_index IS NULL';
  const [entry] = outbox.light(unplaced, leaf);
  if (entry !== undefined) outbox.update(entry, { log_index: index });
  const made = record.get(unplaced, leaf);
  if (made !== undefined) record.update(made, { log_index: index });
  const past = pastEnvelope.get(unplaced, leaf);
  if (past !== undefined) pastEnvelope.update(past, { log_index: index });
  return entry !== undefined;
}
