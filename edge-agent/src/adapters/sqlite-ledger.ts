import type { KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { Said } from '../core/language.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { type Asked, aboveOf, CENSUS_SCHEMA, Census, depthOf, isBranch, only, type Scope } from './sqlite-census.js';
import { type Count, isSame, NOTHING, plus, sameMac, sum, total, ZEROS } from './sqlite-count.js';
import { damaged, guarded } from './sqlite-damage.js';
import { macOf, readMacKey, type Value } from './sqlite-mac.js';

/*
 * The count of everything: how many rows a table has, and the exclusive or of their authentications. Written by the
 * transaction that writes the rows, so that a row that vanished or came twice is noticed. A table that is counted by parts,
 * such as days, has a tree of counts (sqlite-census.ts). One row, `root`, counts the tables and the transactions.
 */

export const LEDGER_SCHEMA = `${CENSUS_SCHEMA}
CREATE TABLE root (
  id INTEGER PRIMARY KEY CHECK (id = 1), turn INTEGER NOT NULL, rows INTEGER NOT NULL, digest BLOB NOT NULL, mac BLOB NOT NULL
);
`;

const SCHEMA = 'sqlite_schema';

/** What a table has, part by part; '' where it is counted as a whole. */
export interface Counted {
  readonly name: string;
  readonly parts: ReadonlyMap<Scope, Count>;
  /** Whether nothing of it was changed on disk; what was stays refused. */
  readonly whole: boolean;
}

interface Change {
  readonly name: string;
  readonly scope: Scope;
  readonly count: Count;
}

/** One database with its key, its counts and its transactions. */
export class Ledger {
  readonly db: Database.Database;
  /** Of its files. */
  readonly folder: string;
  readonly #key: KeyObject;
  readonly #census: Census;
  readonly #changed = new Map<string, Change>();
  #onCommit: (turn: number) => void = () => undefined;

  /** @throws AgentError `vault-damaged` */
  constructor(db: Database.Database) {
    this.db = db;
    this.folder = dirname(db.name);
    this.#key = guarded(VAULT_THINGS.macKey, () => readMacKey(db));
    this.#census = new Census(db, (values) => this.mac('census', values));
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
      const whole = this.db.transaction(() => {
        const made = work();
        if (this.#changed.size > 0) turn = this.#write();
        return made;
      });
      const result = guarded(thing, () => whole.immediate(), this.folder);
      if (turn > 0) this.#onCommit(turn);
      return result;
    } finally {
      this.#changed.clear();
    }
  }

  /** Notes that a row came (1), went (-1), or changed its authentication (0, with the exclusive or of both). */
  note(name: string, scope: Scope, { mac, sign }: { mac: Uint8Array; sign: 1 | 0 | -1 }): void {
    this.#change(name, scope, plus(NOTHING, mac, sign));
  }

  /** Notes that a part of a table went, with all that was in it. */
  clear(name: string, scope: Scope): void {
    const { rows, digest } = this.count(name, scope);
    this.#change(name, scope, { rows: -rows, digest });
  }

  #change(name: string, scope: Scope, change: Count): void {
    const place = `${name}/${scope}`;
    this.#changed.set(place, { name, scope, count: sum(this.#changed.get(place)?.count ?? NOTHING, change) });
  }

  /** Rows and their count belong together: another process may write between two statements. */
  reading<T>(work: () => T): T {
    return this.db.inTransaction ? work() : this.db.transaction(work).deferred();
  }

  /** Of a table or a part of it, with what the transaction that is under way has changed. @throws AgentError `vault-damaged` */
  count(name: string, scope: Scope): Count {
    if (scope !== '') return this.counts(name, only(scope)).get(scope) ?? NOTHING;
    return sum(this.#census.table(name), this.#changed.get(`${name}/`)?.count ?? NOTHING);
  }

  /**
   * The parts of a table that have rows, in order, each with its count, as the transaction that is under way has them.
   *
   * @param asked leaves out the others: what they cost is not paid
   * @throws AgentError `vault-damaged`
   */
  counts(name: string, asked: Asked = () => true): ReadonlyMap<Scope, Count> {
    return this.reading(() => {
      const known = new Map<Scope, Count>(this.#census.parts(name, asked).map((row) => [row.scope, row]));
      for (const { name: changed, scope, count } of this.#changed.values()) {
        if (changed !== name || isBranch(scope) || !asked(scope)) continue;
        known.set(scope, sum(known.get(scope) ?? NOTHING, count));
      }
      return new Map([...known].filter(([, { rows }]) => rows > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
    });
  }

  /** The first part of a table, or the last. Not within a transaction. @throws AgentError `vault-damaged` */
  outermost(name: string, at: 0 | -1): Scope | undefined {
    return this.reading(() => this.#census.outermost(name, at));
  }

  /** How many transactions there were. @throws AgentError `vault-damaged` */
  get turn(): number {
    return guarded(VAULT_THINGS.counts, () => this.#root().turn);
  }

  /** Whether the counts are all there, and no others. @throws AgentError `vault-damaged` */
  verifyCounts(): void {
    this.#census.verify();
    if (!isSame(total(this.#census.tables()), this.#root())) throw damaged(VAULT_THINGS.counts);
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
  recount(turn: number, tables: readonly Counted[]): void {
    this.#census.clear();
    this.db.exec('DELETE FROM root');
    const schema = { name: SCHEMA, parts: new Map([['', this.#schema()]]), whole: true };
    for (const { name, parts, whole } of [...tables, schema]) {
      this.#census.save(name, '', NOTHING);
      for (const [scope, count] of parts) this.#change(name, scope, count);
      // A count that nothing comes to.
      if (!whole) this.#change(name, '', { rows: 0, digest: ZEROS.map(() => 0xff) });
    }
    this.#count();
    this.#changed.clear();
    this.#saveRoot({ turn, ...total(this.#census.tables()) });
  }

  #write(): number {
    const root = this.#root();
    const { rows, digest } = sum(root, this.#count());
    this.#saveRoot({ turn: root.turn + 1, rows, digest });
    return root.turn + 1;
  }

  /** Writes what changed, each count before the one above it. @returns how the counts of tables changed, taken together */
  #count(): Count {
    const at = (depth: number): readonly Change[] =>
      [...this.#changed.values()].filter(({ scope }) => depthOf(scope) === depth);
    const deepest = Math.max(0, ...[...this.#changed.values()].map(({ scope }) => depthOf(scope)));
    for (let depth = deepest; depth > 0; depth--) {
      for (const each of at(depth)) this.#change(each.name, aboveOf(each.scope), this.#add(each));
    }
    return at(0).reduce((found, each) => sum(found, this.#add(each)), NOTHING);
  }

  /** @returns what that changes of the count above: a count that came or went, or the exclusive or of both */
  #add({ name, scope, count }: Change): Count {
    // Of a part that is new there is no count yet; of a table there always is one.
    const before = scope === '' ? this.#census.table(name) : this.#census.read(name, scope);
    const after = sum(before ?? NOTHING, count);
    const gone = before === undefined ? NOTHING : { rows: -1, digest: before.mac };
    if (scope !== '' && isSame(after, NOTHING)) {
      this.#census.remove(name, scope);
      return gone;
    }
    return sum(gone, { rows: 1, digest: this.#census.save(name, scope, after) });
  }

  #root(): Count & { readonly turn: number } {
    const row = this.db
      .prepare<[], Count & { turn: number; mac: unknown }>('SELECT turn, rows, digest, mac FROM root')
      .get();
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
