import type { KeyObject } from 'node:crypto';
import { equalBytes } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import type { Said } from '../core/language.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { damaged, guarded } from './sqlite-damage.js';
import { macOf, readMacKey, type Value } from './sqlite-mac.js';

/*
 * The count of everything: how many rows a table has, and the exclusive or of their authentications. Written by the
 * transaction that writes the rows, so that a row that vanished or came twice is noticed. Of a table that is counted by
 * parts, such as days, each part has a count, and the table counts its parts (scope ''). One row, `root`, counts the tables
 * and the transactions.
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

const SCHEMA = 'sqlite_schema';
const ZEROS = new Uint8Array(16);
export const NOTHING: Count = { rows: 0, digest: ZEROS };

export const plus = ({ rows, digest }: Count, mac: Uint8Array, sign: 1 | 0 | -1): Count => ({
  rows: rows + sign,
  digest: digest.map((byte, i) => byte ^ (mac[i] ?? 0)),
});

export const isSame = (a: Count, b: Count): boolean => a.rows === b.rows && equalBytes(a.digest, b.digest);

/** @param rows with what stands in the place of their authentication, which may be anything */
export const total = (rows: readonly { readonly mac: unknown }[]): Count =>
  rows.reduce<Count>((found, { mac }) => plus(found, mac instanceof Uint8Array ? mac : ZEROS, 1), NOTHING);

/** One database with its key, its counts and its transactions. */
export class Ledger {
  readonly db: Database.Database;
  readonly #key: KeyObject;
  readonly #changed = new Map<string, { name: string; scope: string; count: Count }>();
  #onCommit: (turn: number) => void = () => undefined;

  /** @throws AgentError `vault-damaged` */
  constructor(db: Database.Database) {
    this.db = db;
    this.#key = guarded(VAULT_THINGS.macKey, () => readMacKey(db));
  }

  /** Calls back after each transaction with its number. */
  set onCommit(listener: (turn: number) => void) {
    this.#onCommit = listener;
  }

  mac(table: string, values: readonly Value[]): Uint8Array {
    return macOf(this.#key, [table, ...values]);
  }

  /** Everything that is written, is written in here: all of it, and the counts with it, or nothing. */
  transaction<T>(thing: Said, work: () => T): T {
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

  /** Notes that a part of a table went, with all that was in it. */
  clear(name: string, scope: string): void {
    const place = `${name}/${scope}`;
    const there = this.count(name, scope);
    const { count } = this.#changed.get(place) ?? { count: NOTHING };
    const rest = { rows: count.rows - there.rows, digest: plus(count, there.digest, 0).digest };
    this.#changed.set(place, { name, scope, count: rest });
  }

  /** Rows and their count belong together: another process may write between two statements. */
  reading<T>(work: () => T): T {
    return this.db.inTransaction ? work() : this.db.transaction(work).deferred();
  }

  /** With what the transaction that is under way has changed. @throws AgentError `vault-damaged` */
  count(name: string, scope: string): Count {
    const { rows, digest } = this.#read(name, scope) ?? this.#none(scope);
    const changed = this.#changed.get(`${name}/${scope}`)?.count ?? NOTHING;
    return { rows: rows + changed.rows, digest: plus({ rows, digest }, changed.digest, 0).digest };
  }

  /** The parts of a table that have rows, in order, each with its count, as the transaction that is under way has them. @throws AgentError `vault-damaged` */
  counts(name: string): ReadonlyMap<string, Count> {
    return this.reading(() => {
      const parts = this.#select(name, "AND scope <> ''");
      const whole = this.#read(name, '') ?? this.#none('');
      if (!isSame(total(parts), whole)) throw damaged(VAULT_THINGS.counts);
      const known = new Map<string, Count>(parts.map(({ scope, rows, digest }) => [scope, { rows, digest }]));
      for (const { name: changed, scope, count } of this.#changed.values()) {
        if (changed !== name || scope === '') continue;
        const { rows, digest } = known.get(scope) ?? NOTHING;
        known.set(scope, { rows: rows + count.rows, digest: plus({ rows, digest }, count.digest, 0).digest });
      }
      return new Map([...known].filter(([, { rows }]) => rows > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
    });
  }

  /** How many transactions there were. @throws AgentError `vault-damaged` */
  get turn(): number {
    return guarded(VAULT_THINGS.counts, () => this.#root().turn);
  }

  /** Whether the tables' counts are all there. @throws AgentError `vault-damaged` */
  verifyCounts(): void {
    const tables = this.db.prepare<[], CountRow & { name: string }>("SELECT * FROM census WHERE scope = ''").all();
    for (const row of tables) this.#verify(row.name, '', row);
    if (!isSame(total(tables), this.#root())) throw damaged(VAULT_THINGS.counts);
  }

  /** Whether every table and index is defined as it was: of one that reads otherwise nobody knows what it holds. @throws AgentError `vault-damaged` */
  isDefinedAsMade(): boolean {
    return isSame(this.#schema(), this.count(SCHEMA, ''));
  }

  #schema(): Count {
    const rows = this.db
      .prepare<[], Value[]>('SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema')
      .raw()
      .all();
    return total(rows.map((row) => ({ mac: this.mac(SCHEMA, row) })));
  }

  /** Counts anew what is there. Only for a vault that is made, brought up or repaired. */
  recount(turn: number, tables: readonly { name: string; parts: ReadonlyMap<string, Count> }[]): void {
    this.db.exec('DELETE FROM census; DELETE FROM root;');
    const schema = { name: SCHEMA, parts: new Map([['', this.#schema()]]) };
    const all = [...tables, schema].map(({ name, parts }) => {
      const whole = parts.get('');
      const counted = [...parts].map(([scope, count]) => ({ mac: this.#save(name, scope, count) }));
      return { mac: whole === undefined ? this.#save(name, '', total(counted)) : (counted[0]?.mac ?? ZEROS) };
    });
    this.#saveRoot({ turn, ...total(all) });
  }

  #write(): number {
    const root = this.#root();
    for (const { name, scope, count } of [...this.#changed.values()]) {
      if (scope === '') continue;
      const { mac, sign } = this.#add(name, scope, count);
      this.note(name, '', { mac, sign });
    }
    let all: Count = root;
    for (const { name, scope, count } of this.#changed.values()) {
      if (scope !== '') continue;
      const { mac, sign } = this.#add(name, scope, count);
      all = plus(all, mac, sign);
    }
    this.#saveRoot({ turn: root.turn + 1, rows: all.rows, digest: all.digest });
    return root.turn + 1;
  }

  /** @returns how the authentication of the count changed: the exclusive or of both, or the first one */
  #add(name: string, scope: string, change: Count): { readonly mac: Uint8Array; readonly sign: 0 | 1 } {
    const before = this.#read(name, scope);
    const { rows, digest } = before ?? this.#none(scope);
    const mac = this.#save(name, scope, {
      rows: rows + change.rows,
      digest: plus({ rows, digest }, change.digest, 0).digest,
    });
    return before === undefined
      ? { mac, sign: 1 }
      : { mac: plus({ rows: 0, digest: before.mac }, mac, 0).digest, sign: 0 };
  }

  /** Of a part that is new there is no count yet; of a table there always is one. */
  #none(scope: string): Count {
    if (scope === '') throw damaged(VAULT_THINGS.counts);
    return NOTHING;
  }

  #select(name: string, tail: string): readonly (CountRow & { readonly scope: string })[] {
    const rows = this.db
      .prepare<[string], CountRow & { scope: string }>(
        `SELECT scope, rows, digest, mac FROM census WHERE name = ? ${tail} ORDER BY scope`,
      )
      .all(name);
    for (const row of rows) this.#verify(name, row.scope, row);
    return rows;
  }

  #read(name: string, scope: string): CountRow | undefined {
    const row = this.db
      .prepare<[string, string], CountRow>('SELECT rows, digest, mac FROM census WHERE name = ? AND scope = ?')
      .get(name, scope);
    if (row !== undefined) this.#verify(name, scope, row);
    return row;
  }

  #verify(name: string, scope: string, { rows, digest, mac }: CountRow): void {
    if (!sameMac(mac, this.mac('census', [name, scope, rows, digest]))) throw damaged(VAULT_THINGS.counts);
  }

  #save(name: string, scope: string, { rows, digest }: Count): Uint8Array {
    const mac = this.mac('census', [name, scope, rows, digest]);
    this.db.prepare('INSERT OR REPLACE INTO census VALUES (?, ?, ?, ?, ?)').run(name, scope, rows, digest, mac);
    return mac;
  }

  #root(): Count & { readonly turn: number } {
    const row = this.db.prepare<[], CountRow & { turn: number }>('SELECT turn, rows, digest, mac FROM root').get();
    if (row === undefined || !sameMac(row.mac, this.mac('root', [row.turn, row.rows, row.digest]))) {
      throw damaged(VAULT_THINGS.counts);
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
