import type Database from 'better-sqlite3';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { AgentError } from '../error.js';
import { type Asked, within } from './sqlite-census.js';
import { type Count, isSame, NOTHING, sameMac, total } from './sqlite-count.js';
import { damaged, guarded } from './sqlite-damage.js';
import type { Counted, Ledger } from './sqlite-ledger.js';
import type { Value } from './sqlite-mac.js';
import { countRow, miscounted } from './sqlite-miscounted.js';
import { type Salvaged, salvage } from './sqlite-salvage.js';
import { authenticatedOf, conditionOf, nameOf, type Row, type Shape, scopeOf } from './sqlite-shape.js';

/** What was found where rows were asked for one by one. */
interface Found<R> {
  readonly rows: readonly R[];
  /** What does not verify, without a promise that anything in it is true. */
  readonly damaged: readonly R[];
}

/** The statements of one table: what is read is verified, what is written is authenticated and counted. */
export class AuthenticatedTable<R extends Row> {
  readonly #ledger: Ledger;
  readonly #shape: Shape<R>;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(ledger: Ledger, shape: Shape<R>) {
    this.#ledger = ledger;
    this.#shape = shape;
  }

  get name(): string {
    return this.#shape.name;
  }

  /**
   * Verified rows, in the order asked for.
   *
   * @param tail what follows the name of the table, for instance `WHERE day = ? ORDER BY id`
   * @throws AgentError `vault-damaged` at the first row that does not verify
   */
  all(tail = '', ...values: readonly Value[]): readonly R[] {
    return this.#allOf(this.find(tail, ...values));
  }

  /** As `all`, but without the column that is hashed: in its place stands null, or 1 where there is something. */
  light(tail = '', ...values: readonly Value[]): readonly R[] {
    return this.#allOf(this.#sort(this.#select(tail, values, true), true));
  }

  get(tail = '', ...values: readonly Value[]): R | undefined {
    return this.all(tail, ...values)[0];
  }

  /** Verified rows, and those that do not verify apart: one that was changed hides no other. */
  find(tail = '', ...values: readonly Value[]): Found<R> {
    return this.#sort(this.#select(tail, values, false), false);
  }

  /**
   * A whole table, or a whole part of it, in the order asked for.
   *
   * @param light as `light` reads
   * @throws AgentError `vault-damaged` when a row does not verify, is missing or came twice
   */
  whole(part = '', order = '', light = false): readonly R[] {
    return this.#reading(() => {
      const rows = this.#selectPart(part, order, light);
      const verified = this.#allOf(this.#sort(rows, light));
      if (!this.#isComplete(rows, part)) throw damaged(nameOf(this.#shape, part));
      return verified;
    });
  }

  /**
   * Whole parts, one after the other, in the order of their names.
   *
   * @param asked leaves out the others: what they cost is not paid
   * @throws AgentError `vault-damaged` as `whole`, and where a part is missing that is asked for
   */
  wholeParts(asked: Asked, order = ''): readonly R[] {
    return this.#reading(() =>
      [...this.#ledger.counts(this.#shape.name, asked)].flatMap(([part, count]) => {
        const rows = this.#selectPart(part, order, false);
        const verified = this.#allOf(this.#sort(rows, false));
        if (!isSame(total(rows), count)) throw damaged(nameOf(this.#shape, part));
        return verified;
      }),
    );
  }

  /** As `whole`, but what does not verify stands apart, and whether nothing is missing. @throws AgentError of the counts */
  findWhole(part = '', order = ''): Found<R> & { readonly complete: boolean } {
    return this.#reading(() => {
      const rows = this.#selectPart(part, order, false);
      return { ...this.#sort(rows, false), complete: this.#isComplete(rows, part) };
    });
  }

  /** Every row and every count. @returns an error for each row, and for each part of which rows are missing or doubled */
  check(): readonly AgentError[] {
    const { thing } = this.#shape;
    return this.#reading(() => {
      const errors: AgentError[] = [];
      const found = new Map<string, Count>();
      for (const row of this.#each()) {
        errors.push(...this.#sort([row], false).damaged.map((each) => damaged(thing(each))));
        countRow(this.#shape, found, row);
      }
      const other = new Set(miscounted(this.#ledger, this.#shape, found).map((part) => nameOf(this.#shape, part)));
      return [...errors, ...[...other].map((each) => damaged(each))];
    });
  }

  /** Writes every row that verifies, whatever SQLite can still read, to another vault. @returns whether that is all */
  salvageInto(ledger: Ledger): Salvaged<R> {
    return salvage(this, new AuthenticatedTable(ledger, this.#shape));
  }

  /** Every row, in the order of the key or against it, as far as SQLite can read, and whether it verifies. */
  *inOrder(order: 'ASC' | 'DESC'): Generator<{ readonly key: string; readonly row: R; readonly sound: boolean }> {
    const { key } = this.#shape;
    for (const each of this.#each(`ORDER BY ${key.map((column) => `${column} ${order}`).join(', ')}`)) {
      const sound = this.#sort([each], false).rows.length > 0;
      yield { key: String(key.map((column) => each[column])), row: each, sound };
    }
  }

  /** The parts that have rows, in order. @throws AgentError `vault-damaged` */
  scopes(asked?: Asked): readonly string[] {
    return guarded(VAULT_THINGS.counts, () => [...this.#ledger.counts(this.#shape.name, asked).keys()]);
  }

  /** The first part that has rows, or the last. Not within a transaction. @throws AgentError `vault-damaged` */
  outermost(at: 0 | -1): string | undefined {
    return guarded(VAULT_THINGS.counts, () => this.#ledger.outermost(this.#shape.name, at));
  }

  /** How many rows there are. @throws AgentError `vault-damaged` */
  rows(part = ''): number {
    return guarded(VAULT_THINGS.counts, () => this.#ledger.count(this.#shape.name, part).rows);
  }

  /** The number after the highest of a column. */
  next(column: keyof R & string): number {
    const sql = `SELECT ifnull(max(${column}), 0) + 1 AS next FROM ${this.#shape.name}`;
    return guarded(VAULT_THINGS.numbers, () => (this.#prepare(sql).get() as { next: number }).next);
  }

  /** Adds a row. Only in a transaction of the ledger, as all that follows. */
  insert(row: R): void {
    const { name, columns } = this.#shape;
    const mac = this.#macOf(row);
    this.#prepare(
      `INSERT INTO ${name} (${columns.join(', ')}, mac) VALUES (${columns.map(() => '?').join(', ')}, ?)`,
    ).run(...columns.map((column) => row[column]), mac);
    this.#note(row, mac, 1);
  }

  /** Adds a row, or writes it where one of its key is; that one is verified first. */
  put(row: R): void {
    const before = this.#byKey(row);
    if (before === undefined) this.insert(row);
    else this.update(before, row);
  }

  /** Writes columns of a row that was read; they are not of its key. */
  update(row: R, change: Partial<R>): void {
    const columns = Object.keys(change);
    const { name, key } = this.#shape;
    const changed = { ...row, ...change };
    const [before, after] = [this.#macOf(row), this.#macOf(changed)];
    const { changes } = this.#prepare(
      `UPDATE ${name} SET ${[...columns, 'mac'].map((column) => `${column} = ?`).join(', ')} WHERE ${where(key)}`,
    ).run(...columns.map((column) => change[column]), after, ...key.map((column) => row[column]));
    if (changes !== 1) throw damaged(this.#shape.thing(row));
    this.#note(row, before, -1);
    this.#note(changed, after, 1);
  }

  /** Takes away a row that was read. */
  remove(row: R): void {
    const { name, key } = this.#shape;
    const { changes } = this.#prepare(`DELETE FROM ${name} WHERE ${where(key)}`).run(
      ...key.map((column) => row[column]),
    );
    if (changes !== 1) throw damaged(this.#shape.thing(row));
    this.#note(row, this.#macOf(row), -1);
  }

  /**
   * Takes away every row of the parts from one to another, whether it verifies or not, with their counts. No index says
   * which: one that was changed on disk would leave some behind.
   */
  destroy(from: string, until: string): void {
    const { name, scope } = this.#shape;
    if (typeof scope !== 'string') return;
    this.#prepare(`DELETE FROM ${name} WHERE +${scope} BETWEEN ? AND ?`).run(from, until);
    for (const part of this.scopes(within(from, until))) this.#ledger.clear(name, part);
  }

  /** Empties a column of a row that does not verify; it is refused as before. @param to for one that has to hold something */
  blank(column: keyof R & string, key: Partial<R>, to: 'NULL' | "x''" = 'NULL'): void {
    const sql = `UPDATE ${this.#shape.name} SET ${column} = ${to} WHERE ${where(Object.keys(key))}`;
    this.#prepare(sql).run(...Object.values(key));
  }

  /** Authenticates every row anew. @returns what there is; only where a vault is brought up or repaired */
  authenticate(): Counted {
    const { name, key } = this.#shape;
    const write = this.#ledger.db.prepare(`UPDATE ${name} SET mac = ? WHERE ${where(key)}`);
    for (const row of this.#select('', [], false)) {
      write.run(this.#macOf(row), ...key.map((column) => row[column]));
    }
    return this.counted();
  }

  /** What there is, part by part, by the rows alone; only where a vault is brought up or repaired. */
  counted(): Counted {
    const { name, scope } = this.#shape;
    const parts = new Map<string, Count>(scope === undefined ? [['', NOTHING]] : []);
    let whole = true;
    for (const row of this.#each()) {
      whole &&= this.#sort([row], false).damaged.length === 0;
      countRow(this.#shape, parts, row);
    }
    return { name, parts, whole };
  }

  #reading<T>(work: () => T): T {
    return guarded(VAULT_THINGS.table(this.#shape.name), () => this.#ledger.reading(work), this.#ledger.folder);
  }

  #byKey(row: R): R | undefined {
    const { key } = this.#shape;
    return this.light(`WHERE ${where(key)}`, ...key.map((column) => row[column] ?? null))[0];
  }

  #select(tail: string, values: readonly Value[], light: boolean): readonly (R & { readonly mac: unknown })[] {
    const { name, columns, hashed } = this.#shape;
    const listed = columns.map((column) =>
      light && column === hashed ? `CASE WHEN ${column} IS NULL THEN NULL ELSE 1 END AS ${column}` : column,
    );
    return guarded(VAULT_THINGS.table(name), () =>
      this.#prepare(`SELECT ${listed.join(', ')}, mac FROM ${name} ${tail}`).all(...values),
    ) as readonly (R & { readonly mac: unknown })[];
  }

  #each(order = ''): IterableIterator<R & { readonly mac: unknown }> {
    const { name, columns } = this.#shape;
    const sql = `SELECT ${columns.join(', ')}, mac FROM ${name} ${order}`;
    return this.#ledger.db.prepare(sql).iterate() as IterableIterator<R & { readonly mac: unknown }>;
  }

  #sort(rows: readonly (R & { readonly mac: unknown })[], light: boolean): Found<R> {
    const { isWhole = () => true } = this.#shape;
    const found: { rows: R[]; damaged: R[] } = { rows: [], damaged: [] };
    for (const { mac, ...rest } of rows) {
      // The columns that were selected, without the authentication.
      const row = rest as unknown as R;
      const verified = sameMac(mac, this.#macOf(row)) && (light || isWhole(row));
      found[verified ? 'rows' : 'damaged'].push(row);
    }
    return found;
  }

  #allOf({ rows, damaged: [first] }: Found<R>): readonly R[] {
    if (first !== undefined) throw damaged(this.#shape.thing(first));
    return rows;
  }

  #selectPart(part: string, order: string, light: boolean): readonly (R & { readonly mac: unknown })[] {
    const [condition, ...values] = conditionOf(this.#shape, part);
    return this.#select(`WHERE ${condition} ${order}`, values, light);
  }

  #isComplete(rows: readonly (R & { readonly mac: unknown })[], part: string): boolean {
    return guarded(VAULT_THINGS.counts, () => {
      if (part !== '') return isSame(total(rows), this.#ledger.count(this.#shape.name, part));
      const found = new Map<string, Count>();
      for (const row of rows) countRow(this.#shape, found, row);
      return miscounted(this.#ledger, this.#shape, found).length === 0;
    });
  }

  #note(row: R, mac: Uint8Array, sign: 1 | 0 | -1): void {
    this.#ledger.note(this.#shape.name, scopeOf(this.#shape, row), { mac, sign });
  }

  #macOf(row: R): Uint8Array {
    return this.#ledger.mac(this.#shape.name, authenticatedOf(this.#shape, row));
  }

  #prepare(sql: string): Database.Statement {
    const statement = this.#statements.get(sql) ?? this.#ledger.db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

const where = (key: readonly string[]): string => key.map((column) => `${column} = ?`).join(' AND ');
