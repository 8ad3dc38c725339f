import { type ErasedDays, isErased, isErasedTime } from '../core/erased-days.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { ErasurePlan, HeldDays, KeptErasure, Verdict } from '../ports.js';
import { removeCopies } from './sqlite-copies.js';
import { damaged, guarded } from './sqlite-damage.js';
import type { OpenVault } from './sqlite-open.js';
import { insertRecord, toRecord } from './sqlite-records.js';
import type { ErasureRow, Tables } from './sqlite-tables.js';

const THING = VAULT_THINGS.erasures;

const toErasure = (row: ErasureRow): KeptErasure => ({
  leaf: row.leaf,
  ...{ from: row.from_day, until: row.until_day, start: row.stretch_start, end: row.stretch_end },
  ...{ issued: row.issued, receivedUpTo: row.received_up_to },
  verdict:
    row.certified === null
      ? undefined
      : {
          ...{ time: row.certified, envelopes: row.envelopes ?? 0 },
          ...{ logIndex: row.certificate_index ?? undefined, problem: row.problem ?? undefined },
        },
});

export const readErasures = ({ erasure }: Tables): readonly KeptErasure[] =>
  erasure.whole('', 'ORDER BY id').map(toErasure);

/** Part of what is written of a day: of a day that was erased meanwhile, nothing is. */
export const isErasedDay = (tables: Tables, day: string): boolean => isErased(day, readErasures(tables));

/** Whether any of these instants lies in a stretch that was erased. */
export function isAnyErased(tables: Tables, times: readonly number[]): boolean {
  const erased = readErasures(tables);
  return times.some((time) => isErasedTime(time, erased));
}

/** Destroys and notes in one transaction. What is damaged of these days goes like the rest. */
export function eraseDays(
  { ledger, tables }: OpenVault,
  days: ErasedDays,
  plan: (held: HeldDays) => ErasurePlan,
): void {
  ledger.transaction(THING, () => {
    const { erasure, records, drop, counts } = plan(heldDays(tables, days));
    destroy(tables, days);
    for (const leaf of drop) {
      const row = tables.record.get('WHERE leaf = ?', leaf);
      if (row !== undefined) tables.record.remove(row);
    }
    for (const [metric, samples] of Object.entries(counts)) {
      const before = tables.tally.get('WHERE metric = ?', metric);
      if (before !== undefined) tables.tally.put({ metric, samples: Math.max(0, before.samples - samples) });
    }
    for (const record of records) insertRecord(tables, record);
    insertErasure(tables, { ...erasure, receivedUpTo: tables.delivery.whole()[0]?.received ?? 0 });
  });
}

function insertErasure({ erasure }: Tables, made: Omit<KeptErasure, 'verdict'>): void {
  const { leaf, from, until, start, end, issued, receivedUpTo } = made;
  erasure.insert({
    ...{ id: erasure.next('id'), leaf, from_day: from, until_day: until, stretch_start: start, stretch_end: end },
    ...{ issued, received_up_to: receivedUpTo },
    ...{ certified: null, envelopes: null, certificate_index: null, problem: null },
  });
}

export function writeErasures({ ledger, tables }: OpenVault, erasures: readonly Omit<KeptErasure, 'verdict'>[]): void {
  ledger.transaction(THING, () => {
    for (const each of erasures) {
      if (tables.erasure.get('WHERE leaf = ?', each.leaf) === undefined) insertErasure(tables, each);
    }
  });
}

function heldDays({ chunk, dayKeys, record }: Tables, { from, until }: ErasedDays): HeldDays {
  return {
    chunks: chunk.find('WHERE +day BETWEEN ? AND ? ORDER BY id', from, until).rows,
    dayKeys: dayKeys.find('ORDER BY day, generation').rows.map((row) => ({ ...row, open: row.open ?? undefined })),
    records: record.find('ORDER BY id').rows.map(toRecord),
  };
}

function destroy({ chunk, dayKeys, touchedDay, wearable }: Tables, { from, until }: ErasedDays): void {
  for (const table of [chunk, dayKeys, touchedDay]) table.destroy(from, until);
  // Of what was changed on disk nobody can say of which day it is.
  for (const { day, generation } of dayKeys.find().damaged) {
    dayKeys.blank('open', { day, generation });
    dayKeys.blank('sealed', { day, generation }, "x''");
  }
  const marked = wearable.find();
  for (const row of marked.rows.filter(({ mark_day: day }) => day !== null && from <= day && day <= until)) {
    wearable.update(row, { mark_day: null, mark_generation: null, mark_nonce: null, mark_sealed: null });
  }
  for (const { id } of marked.damaged) wearable.blank('mark_sealed', { id });
}

/**
 * Pages that were overwritten lie in the write-ahead log as they were, and are gone when it is written back and cut off.
 * Copies that a repair left hold what is erased: they go whole.
 *
 * @returns false while another process reads, or where a copy cannot be removed
 */
export function scrubFiles({ ledger: { db } }: OpenVault): boolean {
  const removed = removeCopies(db.name);
  return guarded(VAULT_THINGS.wal, () => db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })) === 0 && removed;
}

export function writeVerdict({ ledger, tables: { erasure } }: OpenVault, leaf: Uint8Array, verdict: Verdict): void {
  const { time, envelopes, logIndex, problem } = verdict;
  ledger.transaction(THING, () => {
    const row = erasure.get('WHERE leaf = ?', leaf);
    if (row === undefined) throw damaged(THING);
    const change = { certified: time, envelopes, certificate_index: logIndex ?? null, problem: problem ?? null };
    erasure.update(row, change);
  });
}
