import type { Row } from './sqlite-shape.js';
import type { AuthenticatedTable } from './sqlite-table.js';

export interface Salvaged {
  readonly rows: number;
  /** Whether that is all there was. */
  readonly complete: boolean;
}

/** Writes every row that verifies, whatever SQLite can still read, to the same table of another vault. */
export function salvage<R extends Row>(from: AuthenticatedTable<R>, to: AuthenticatedTable<R>): Salvaged {
  const found = new Map<string, R>();
  let complete = true;
  const keep = (order: 'ASC' | 'DESC'): boolean => {
    for (const { key, row } of from.sound(order)) found.set(key, row);
    return true;
  };
  // From both ends: a page that cannot be read hides no more than what is in it.
  for (const step of [() => keep('ASC'), () => keep('DESC'), () => from.check().length === 0]) {
    try {
      if (!step()) complete = false;
    } catch {
      complete = false;
    }
  }
  for (const row of found.values()) to.put(row);
  return { rows: found.size, complete };
}
