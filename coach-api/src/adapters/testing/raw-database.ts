import Sqlite from 'better-sqlite3';

type Table =
  | 'envelopes'
  | 'releases'
  | 'consents'
  | 'forks'
  | 'kept_keys'
  | 'erasures'
  | 'demanded_erasures'
  | 'letters'
  | 'openings';

export interface Flip {
  readonly table: Table;
  /** Which rows. */
  readonly where?: string;
  /** A statement to run before. */
  readonly before?: string;
}

/** Flips one bit of each row behind the service's back. */
export function flipBits(path: string, { table, where = '1', before = '' }: Flip): void {
  const db = new Sqlite(path);
  try {
    db.exec(before);
    const rows = db.prepare<[], { id: number; bytes: Buffer }>(
      `SELECT rowid AS id, bytes FROM ${table} WHERE ${where}`,
    );
    for (const { id, bytes } of rows.all()) {
      bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
      db.prepare(`UPDATE ${table} SET bytes = ? WHERE rowid = ?`).run(bytes, id);
    }
  } finally {
    db.close();
  }
}

export function rowsOf(path: string, table: Table): readonly unknown[] {
  const db = new Sqlite(path);
  try {
    return db.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all();
  } finally {
    db.close();
  }
}

export function countRows(path: string, table: Table): unknown {
  const db = new Sqlite(path);
  try {
    return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  } finally {
    db.close();
  }
}

/** Looks beside the service that has it open. */
export function select(path: string, query: string): readonly Record<string, unknown>[] {
  const db = new Sqlite(path, { readonly: true });
  try {
    return db.prepare<[], Record<string, unknown>>(query).all();
  } finally {
    db.close();
  }
}

/** Runs statements past the service, as somebody with the file might. */
export function tamper(path: string, ...statements: readonly string[]): void {
  const db = new Sqlite(path);
  try {
    for (const statement of statements) db.exec(statement);
  } finally {
    db.close();
  }
}
