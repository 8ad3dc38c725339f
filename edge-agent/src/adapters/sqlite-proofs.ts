import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { FollowedPolicy, LogState } from '../ports.js';
import { damaged } from './sqlite-damage.js';
import { deliveryRow, retire } from './sqlite-delivery.js';
import { ANCHORED, type Tables } from './sqlite-tables.js';

/** A leaf, and where it stands in the log. */
export interface ProvenLeaf {
  readonly leaf: Uint8Array;
  readonly index: number;
}

/** What waits for a proof, records first: own envelopes, then those of an agent before this one. */
export function unprovenLeaves(tables: Tables, limit: number): readonly Uint8Array[] {
  const { record, outbox, pastEnvelope } = tables;
  const records = record.find(`WHERE kind IN (${ANCHORED}) AND log_index IS NULL ORDER BY id LIMIT ?`, limit).rows;
  const entries = outbox.light('WHERE log_index IS NULL ORDER BY sequence LIMIT ?', limit);
  const waiting = outbox.rows() - deliveryRow(tables).proven;
  if (entries.length !== Math.min(waiting, limit) || !isInOrder(entries)) throw damaged(VAULT_THINGS.awaitsProof);
  const inOrder = 'ORDER BY agent, sequence LIMIT ?';
  const past = pastEnvelope.find(`WHERE log_index IS NULL ${inOrder}`, limit);
  const isWhole = past.rows.length === Math.min(pastEnvelope.rows('waiting'), limit) && isInOrder(past.rows);
  const { rows } = isWhole ? past : pastEnvelope.find(`WHERE +log_index IS NULL ${inOrder}`, limit);
  return [...records, ...entries, ...rows].slice(0, limit).map(({ leaf }) => leaf);
}

/** An index that was changed on disk may name one twice, in the place of another. */
const isInOrder = (rows: readonly { readonly agent?: number; readonly sequence: number }[]): boolean =>
  rows.every(({ agent = 0, sequence }, i) => {
    const before = rows[i - 1];
    if (before === undefined) return true;
    const { agent: earlier = 0 } = before;
    return earlier < agent || (earlier === agent && before.sequence < sequence);
  });

/** Of envelopes of agents before this one, how many wait for a proof; one that was changed on disk waits for ever. */
export function unprovenPast({ pastEnvelope }: Tables): { readonly of: number; readonly unproven: number } {
  const unproven = pastEnvelope.rows('waiting');
  return { of: unproven + pastEnvelope.rows('proven'), unproven };
}

/** Part of a transaction: where leaves stand in the log, and how far it was read. */
export function writeProven(tables: Tables, proven: readonly ProvenLeaf[], view: LogState): void {
  const row = deliveryRow(tables);
  const envelopes = proven.filter((each) => place(tables, each)).length;
  // Two processes may follow the log at once: the one that is behind takes nothing back.
  const isBehind = view.scanned < row.scanned || isOfAnotherPolicy(tables, view);
  const seen = !isBehind && { checkpoint: view.checkpoint ?? null, scanned: view.scanned };
  const news = { ...(envelopes > 0 && { proven: row.proven + envelopes }), ...seen };
  if (Object.keys(news).length > 0) tables.delivery.update(row, news);
  if (envelopes > 0) retire(tables);
}

function isOfAnotherPolicy({ identity }: Tables, { policy }: LogState): boolean {
  const [row] = identity.all();
  return policy !== undefined && row !== undefined && row.policy !== policy;
}

/** Part of a transaction: one without the other would be a checkpoint that nobody believes. */
export function writePolicy(tables: Tables, { from, to }: FollowedPolicy, checkpoint: string | undefined): void {
  const [row] = tables.identity.all();
  if (row === undefined || row.policy !== from) return;
  tables.identity.update(row, { policy: to });
  tables.delivery.update(deliveryRow(tables), { checkpoint: checkpoint ?? null });
}
const BY_INDEX = 'WHERE leaf = ? AND log_index IS NULL';
const BY_ROW = 'WHERE +leaf = ? AND +log_index IS NULL';

/** @returns whether an own envelope had no place before */
function place(tables: Tables, { leaf, index }: ProvenLeaf): boolean {
  const found = unplaced(tables, leaf, BY_INDEX);
  // An index that was changed on disk may have lost it; else another process placed it meanwhile, which is rare.
  const { entry, made, past } = found.none ? unplaced(tables, leaf, BY_ROW) : found;
  if (entry !== undefined) tables.outbox.update(entry, { log_index: index });
  if (made !== undefined) tables.record.update(made, { log_index: index });
  if (past !== undefined) tables.pastEnvelope.update(past, { log_index: index });
  return entry !== undefined;
}

function unplaced({ outbox, record, pastEnvelope }: Tables, leaf: Uint8Array, tail: string) {
  const [entry] = outbox.light(tail, leaf);
  const [made, past] = [record.get(tail, leaf), pastEnvelope.get(tail, leaf)];
  return { entry, made, past, none: entry === undefined && made === undefined && past === undefined };
}
