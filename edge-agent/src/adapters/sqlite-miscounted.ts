import { type Count, isSame, NOTHING, sum, total } from './sqlite-count.js';
import type { Ledger } from './sqlite-ledger.js';
import { type Row, type Shape, scopeOf } from './sqlite-shape.js';

/** Adds a row to what its part comes to. */
export function countRow<R extends Row>(
  shape: Shape<R>,
  found: Map<string, Count>,
  row: R & { readonly mac: unknown },
): void {
  const part = scopeOf(shape, row);
  found.set(part, sum(found.get(part) ?? NOTHING, total([row])));
}

/**
 * Parts of which there is not what was counted; '' where the table is counted as a whole.
 *
 * @throws AgentError `vault-damaged` where the counts do not verify
 */
export function miscounted<R extends Row>(
  ledger: Ledger,
  { name, scope }: Shape<R>,
  found: ReadonlyMap<string, Count>,
): readonly string[] {
  const counts = scope === undefined ? new Map([['', ledger.count(name, '')]]) : ledger.counts(name);
  const parts = [...new Set([...found.keys(), ...counts.keys()])];
  return parts.filter((part) => !isSame(found.get(part) ?? NOTHING, counts.get(part) ?? NOTHING));
}
