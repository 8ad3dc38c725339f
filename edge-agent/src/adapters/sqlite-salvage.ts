/** A table that may be damaged. */
interface Wreck<R> {
  /** Every row, in the order of the key or against it, as far as SQLite can read, and whether it verifies. */
  inOrder(order: 'ASC' | 'DESC'): Iterable<{ readonly key: string; readonly row: R; readonly sound: boolean }>;
  check(): readonly unknown[];
}

export interface Salvaged<R> {
  readonly rows: number;
  /** Whether that is all there was. */
  readonly complete: boolean;
  /** Rows that do not verify, without a promise that anything in them is true. */
  readonly damaged: readonly R[];
}

/** Writes every row that verifies, whatever SQLite can still read, to the same table of another vault. */
export function salvage<R>(from: Wreck<R>, to: { put(row: R): void }): Salvaged<R> {
  const [found, damaged] = [new Map<string, R>(), new Map<string, R>()];
  let complete = true;
  const keep = (order: 'ASC' | 'DESC'): boolean => {
    for (const { key, row, sound } of from.inOrder(order)) (sound ? found : damaged).set(key, row);
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
  return { rows: found.size, complete, damaged: [...damaged.values()] };
}
