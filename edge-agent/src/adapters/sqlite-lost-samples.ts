import type { LostSamples } from '../core/findings.js';
import { unlessDamaged } from './sqlite-damage.js';
import { addFindingRow } from './sqlite-findings.js';
import { knownMetric, LOST, lostCode } from './sqlite-lost-codes.js';
import type { Salvaged } from './sqlite-salvage.js';
import type { ChunkRow, Tables } from './sqlite-tables.js';

/* What a repair could not keep of what was measured. It stays in the record: nothing else would tell it from a band that was not worn. */

const SEALED_UNDER = 'day_keys.day = chunk.day AND day_keys.generation = chunk.generation';

interface Repair {
  readonly from: Tables;
  readonly to: Tables;
  readonly chunks: Salvaged<ChunkRow>;
}

/**
 * Days and metrics of which samples are lost, in order: those that did not verify or are missing, and those whose keys are. Which
 * days lack something the counts say; of what does not verify nothing is believed but its metric, on such a day.
 */
export function lostSamples({ from, to, chunks }: Repair): readonly LostSamples[] {
  const missing = unlessDamaged(() => missingOf(from, to));
  const lost =
    missing === undefined
      ? chunks.damaged.filter(({ day }) => isDay(day)).map(({ day, metric }) => ({ day, metric: knownMetric(metric) }))
      : [...missing].flatMap(([day, rows]) => lostOf(day, rows, chunks.damaged));
  const closed = to.chunk.light(`WHERE NOT EXISTS (SELECT 1 FROM day_keys WHERE ${SEALED_UNDER})`);
  return inOrder([...lost, ...closed.map(({ day, metric }) => ({ day, metric }))]);
}

/** Rows that there were of each day and that were not kept. @throws AgentError `vault-damaged` */
const missingOf = (from: Tables, to: Tables): ReadonlyMap<string, number> =>
  new Map(
    from.chunk
      .scopes()
      .map((day) => [day, from.chunk.rows(day) - to.chunk.rows(day)] as const)
      .filter(([, rows]) => rows > 0),
  );

/** @param rows that are missing: more than are there and damaged, and nobody can say which they were */
function lostOf(day: string, rows: number, damaged: readonly ChunkRow[]): readonly LostSamples[] {
  const there = damaged.filter((row) => row.day === day).map(({ metric }) => ({ day, metric: knownMetric(metric) }));
  return there.length < rows ? [...there, { day, metric: undefined }] : there;
}

const isDay = (day: unknown): boolean => typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day);

function inOrder(lost: readonly LostSamples[]): readonly LostSamples[] {
  const named = new Map(lost.map((each) => [lostCode(each), each]));
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** Part of the transaction that makes the new vault. */
export function noteLost(tables: Tables, lost: readonly LostSamples[], now: number): void {
  for (const code of [LOST, ...lost.map(lostCode)]) {
    addFindingRow(tables, { code, first: now, since: now, last: now, ended: null, count: 1 });
  }
}
