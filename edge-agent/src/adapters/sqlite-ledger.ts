import type { KeyObject } from 'node:crypto';
import { equalBytes } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import { damaged, guarded } from './sqlite-damage.js';
import { macOf, readMacKey, type Value } from './sqlite-mac.js';

/*
 * The count of everything: how many rows a table has (or a part of it, such as a day), and the exclusive or of their
 * authentications. Written by the transaction that writes the rows, so that a row that vanished or came twice is noticed.
 * One row, `root`, counts the counts and the transactions.
 */

export const LEDGER_SCHEMA = `
CREATE TABLE census (
  name TEXT NOT NULL, scope TEXT NOT NULL, rows INTEGER NOT NULL, digest BLOB NOT NULL, mac BLOB NOT NULL,
  PRIMARY KEY (name, scope)
) WITHOUT ROWID;
CREATE TABLE root (
  id INTEGER PRIMARY KEY CHECK (id = 1), turn INTEGER NOT NULL, rows INTEGER NOT NULL, digest BLOB NOT NULL, mac BLOB NOT NULL
);
`;

/** Rows of a table, or of a part of it, and what their authentications come to. */
export interface Count {
  readonly rows: number;
  readonly digest: Uint8Array;
}

interface CountRow extends Count {
  readonly mac: Uint8Array;
}

export const NOTHING: Count = { rows: 0, digest: new Uint8Array(16) };

export const plus = ({ rows, digest }: Count, mac: Uint8Array, sign: 1 | 0 | -1): Count => ({
  rows: rows + sign,
  digest: digest.map((byte, i) => byte ^ (mac[i] ?? 0)),
});

/** One database with its key, its counts and its transactions. */
export class Ledger {
  readonly db: Database.Database;
  readonly #key: KeyObject;
  readonly #changed = new Map<string, { name: string; scope: string; count: Count }>();
  #onCommit: (turn: number) => void = () => undefined;

  /** @throws AgentError `vault-damaged` */
  constructor(db: Database.Database) {
    this.db = db;
    this.#key = guarded('the key that authenticates every row', () => readMacKey(db)).key;
  }

  /** Calls back after each transaction with its number. */
  set onCommit(listener: (turn: number) => void) {
    this.#onCommit = listener;
  }

  mac(table: string, values: readonly Value[]): Uint8Array {
    return macOf(this.#key, [table, ...values]);
  }

  /** Everything that is written, is written in here: all of it, and the counts with it, or nothing. */
  transaction<T>(thing: string, work: () => T): T {
    let turn = 0;
    try {
      const result = guarded(thing, () =>
        this.db
          .transaction(() => {
            const made = work();
            if (this.#changed.size > 0) turn = this.#write();
            return made;
          })
          .immediate(),
      );
      if (turn > 0) this.#onCommit(turn);
      return result;
    } finally {
      this.#changed.clear();
    }
  }

  /** Notes that a row came (1), went (-1), or changed its authentication (0, with the exclusive or of both). */
  note(name: string, scope: string, change: { mac: Uint8Array; sign: 1 | 0 | -1 }): void {
    const place = `${name}/${scope}`;
    const { count } = this.#changed.get(place) ?? { count: NOTHING };
    this.#changed.set(place, { name, scope, count: plus(count, change.mac, change.sign) });
  }

  /** Rows and their count belong together: another process may write between two statements. */
  reading<T>(work: () => T): T {
    return this.db.inTransaction ? work() : this.db.transaction(work).deferred();
  }

  /** With what the transaction that is under way has changed. @throws AgentError `vault-damaged` */
  count(name: string, scope: string): Count {
    const { rows, digest } = this.#read(name, scope) ?? NOTHING;
    const changed = this.#changed.get(`${name}/${scope}`)?.count ?? NOTHING;
    return { rows: rows + changed.rows, digest: plus({ rows, digest }, changed.digest, 0).digest };
  }

  /** The parts of a table that have rows, in order, each with its count. @throws AgentError `vault-damaged` */
  counts(name: string): ReadonlyMap<string, Count> {
    const rows = this.db
      .prepare<[string], CountRow & { scope: string }>(
        'SELECT scope, rows, digest, mac FROM census WHERE name = ? ORDER BY scope',
      )
      .all(name);
    for (const row of rows) this.#verify(name, row.scope, row);
    return new Map(rows.filter(({ rows: many }) => many > 0).map(({ scope, ...row }) => [scope, row]));
  }

  /** How many transactions there were. @throws AgentError `vault-damaged` */
  get turn(): number {
    return this.#root().turn;
  }

  /** Whether the counts themselves are all there. @throws AgentError `vault-damaged` */
  verifyCounts(): void {
    const { rows, digest } = this.#root();
    let found = NOTHING;
    const all = this.db.prepare<[], CountRow & { name: string; scope: string }>('SELECT * FROM census').all();
    for (const row of all) {
      this.#verify(row.name, row.scope, row);
      found = plus(found, row.mac, 1);
    }
    if (found.rows !== rows || !equalBytes(found.digest, digest)) throw damaged('the count of what is kept');
  }

  /** Counts anew what is there. Only for a vault that is made, brought up or repaired. */
  recount(turn: number, counts: readonly { name: string; scope: string; count: Count }[]): void {
    this.db.exec('DELETE FROM census; DELETE FROM root;');
    let all = NOTHING;
    for (const { name, scope, count } of counts) all = plus(all, this.#save(name, scope, count), 1);
    this.#saveRoot({ turn, ...all });
  }

  #write(): number {
    const root = this.#root();
    let all: Count = root;
    for (const { name, scope, count } of this.#changed.values()) {
      const before = this.#read(name, scope);
      let digest = count.digest;
      if (before !== undefined) {
        all = plus(all, before.mac, -1);
        digest = plus(before, digest, 0).digest;
      }
      all = plus(all, this.#save(name, scope, { rows: (before?.rows ?? 0) + count.rows, digest }), 1);
    }
    this.#saveRoot({ turn: root.turn + 1, ...all });
    return root.turn + 1;
  }

  #read(name: string, scope: string): CountRow | undefined {
    const row = this.db
      .prepare<[string, string], CountRow>('SELECT rows, digest, mac FROM census WHERE name = ? AND scope = ?')
      .get(name, scope);
    if (row !== undefined) this.#verify(name, scope, row);
    return row;
  }

  #verify(name: string, scope: string, { rows, digest, mac }: CountRow): void {
    if (!sameMac(mac, this.mac('census', [name, scope, rows, digest]))) throw damaged('the count of what is kept');
  }

  #save(name: string, scope: string, { rows, digest }: Count): Uint8Array {
    const mac = this.mac('census', [name, scope, rows, digest]);
    this.db.prepare('INSERT OR REPLACE INTO census VALUES (?, ?, ?, ?, ?)').run(name, scope, rows, digest, mac);
    return mac;
  }

  #root(): Count & { readonly turn: number } {
    const row = this.db.prepare<[], CountRow & { turn: number }>('SELECT turn, rows, digest, mac FROM root').get();
    if (row === undefined || !sameMac(row.mac, this.mac('root', [row.turn, row.rows, row.digest]))) {
      throw damaged('the count of what is kept');
    }
    return row;
  }

  #saveRoot({ turn, rows, digest }: Count & { readonly turn: number }): void {
    const mac = this.mac('root', [turn, rows, digest]);
    this.db.prepare('INSERT OR REPLACE INTO root VALUES (1, ?, ?, ?, ?)').run(turn, rows, digest, mac);
  }
}

/** What stands in the place of an authentication may be anything. */
export const sameMac = (stored: unknown, mac: Uint8Array): boolean =>
  stored instanceof Uint8Array && equalBytes(stored, mac);
