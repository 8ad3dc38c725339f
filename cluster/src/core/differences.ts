/** An envelope that the coach APIs stored. */
export interface StoredEnvelope {
  /** Of its person, in hexadecimal. */
  readonly pseudonym: string;
  readonly sequence: number;
  /** In hexadecimal. */
  readonly leaf: string;
}

/** What somebody sealed: leaves in the order of their sequence, from 1 on. */
export interface Sealed {
  readonly name: string;
  readonly leaves: readonly string[];
}

/** How what is stored and what is in the log differ from what was sealed. */
export interface Differences {
  /** Sealed, and in no row under its person and sequence. */
  readonly lost: number;
  /** Rows of what nobody sealed, or of what is in another row already. */
  readonly doubled: number;
  /** Sealed, and not once in the log. */
  readonly notOnceInLog: number;
}

/** What the database and the log have. */
export interface Kept {
  readonly rows: readonly StoredEnvelope[];
  /** Every leaf, with how often it stands there. */
  readonly log: ReadonlyMap<string, number>;
}

export function differences(sealed: readonly Sealed[], { rows, log }: Kept): Differences {
  const keyOf = (name: string, sequence: number, leaf: string): string => `${name} ${sequence} ${leaf}`;
  const due = new Set(sealed.flatMap(({ name, leaves }) => leaves.map((leaf, i) => keyOf(name, i + 1, leaf))));
  const stored = rows.map(({ pseudonym, sequence, leaf }) => keyOf(pseudonym, sequence, leaf));
  const found = new Set(stored.filter((key) => due.has(key)));
  const all = sealed.flatMap(({ leaves }) => leaves);
  return {
    lost: due.size - found.size,
    doubled: stored.length - found.size,
    notOnceInLog: all.filter((leaf) => log.get(leaf) !== 1).length,
  };
}
