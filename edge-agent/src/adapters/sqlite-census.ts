import type Database from 'better-sqlite3';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { type Count, isSame, NOTHING, plus, sameMac, total } from './sqlite-count.js';
import { damaged } from './sqlite-damage.js';
import type { Value } from './sqlite-mac.js';

/*
 * The counts of tables and of their parts, each authenticated. They stand in a tree, as the names of parts say: `2026-03-10`
 * is counted in `2026-03-`, that in `2026-`, and that in the table, whose name is empty. So that a part is there, or is not,
 * is told by the counts on the way to it, and costs no more after years.
 */

export const CENSUS_SCHEMA = `
CREATE TABLE census (
  name TEXT NOT NULL, above TEXT NOT NULL, scope TEXT NOT NULL, rows INTEGER NOT NULL, digest BLOB NOT NULL,
  mac BLOB NOT NULL, PRIMARY KEY (name, above, scope)
) WITHOUT ROWID;
`;

/** A part of a table, or a branch that counts parts or branches: the beginning that their names share. */
export type Scope = string;

/** Says of a part or a branch whether it is looked for. */
export type Asked = (scope: Scope) => boolean;

export const isBranch = (scope: Scope): boolean => scope === '' || scope.endsWith('-');

/** The branch in which a part or a branch is counted; the table itself is in none. */
export const aboveOf = (scope: Scope): Scope => scope.slice(0, scope.lastIndexOf('-', scope.length - 2) + 1);

export const depthOf = (scope: Scope): number => (scope === '' ? 0 : 1 + depthOf(aboveOf(scope)));

/** Only this part, and the branches that it is in. */
export const only =
  (part: Scope): Asked =>
  (scope) =>
    scope === part || (isBranch(scope) && part.startsWith(scope));

/** The parts from one name to another, both included, of names that are equally long. */
export const within =
  (from: Scope, until: Scope): Asked =>
  (scope) =>
    from.slice(0, scope.length) <= scope && scope <= until.slice(0, scope.length);

interface CountRow extends Count {
  readonly scope: Scope;
  readonly mac: Uint8Array;
}

interface PlacedRow extends CountRow {
  readonly name: string;
  readonly above: Scope;
}

const SELECT = 'SELECT name, above, scope, rows, digest, mac FROM census';

/** The rows of counts: what is read is verified. */
export class Census {
  readonly #db: Database.Database;
  readonly #macOf: (values: readonly Value[]) => Uint8Array;
  readonly #statements = new Map<string, Database.Statement>();

  /** @param macOf what authenticates a count */
  constructor(db: Database.Database, macOf: (values: readonly Value[]) => Uint8Array) {
    this.#db = db;
    this.#macOf = macOf;
  }

  /** @returns undefined where nothing is counted. @throws AgentError `vault-damaged` */
  read(name: string, scope: Scope): CountRow | undefined {
    const row = this.#prepare(`${SELECT} WHERE name = ? AND above = ? AND scope = ?`).get(
      name,
      aboveOf(scope),
      scope,
    ) as CountRow | undefined;
    if (row !== undefined) this.#verify(name, row);
    return row;
  }

  /** The count of a table, which there always is. @throws AgentError `vault-damaged` */
  table(name: string): CountRow {
    const row = this.read(name, '');
    if (row === undefined) throw damaged(VAULT_THINGS.counts);
    return row;
  }

  /** The counts of all tables. @throws AgentError `vault-damaged` */
  tables(): readonly CountRow[] {
    return this.#all().filter(({ scope }) => scope === '');
  }

  /** The parts that are asked for, each with its count, verified on the way from the table. @throws AgentError `vault-damaged` */
  parts(name: string, asked: Asked): readonly CountRow[] {
    const below = (branch: CountRow): readonly CountRow[] =>
      this.#in(name, branch)
        .filter(({ scope }) => asked(scope))
        .flatMap((row) => (isBranch(row.scope) ? below(row) : [row]));
    return below(this.table(name));
  }

  /** The first part in order, or the last. @throws AgentError `vault-damaged` */
  outermost(name: string, at: 0 | -1): Scope | undefined {
    for (let row = this.#in(name, this.table(name)).at(at); ; row = this.#in(name, row).at(at)) {
      if (row === undefined || !isBranch(row.scope)) return row?.scope;
    }
  }

  /** Whether every count stands where another counts it, and nothing else does. @throws AgentError `vault-damaged` */
  verify(): void {
    const rows = this.#all();
    const counts = new Map<string, Count>(rows.map((row) => [`${row.name}/${row.scope}`, row]));
    const found = new Map<string, Count>();
    for (const { name, above, scope, mac } of rows) {
      if (scope !== '') found.set(`${name}/${above}`, plus(found.get(`${name}/${above}`) ?? NOTHING, mac, 1));
    }
    // A table that is not counted by parts has none.
    const branches = rows.filter(({ scope }) => scope !== '' && isBranch(scope));
    for (const branch of [...found.keys(), ...branches.map(({ name, scope }) => `${name}/${scope}`)]) {
      const [its, count] = [found.get(branch), counts.get(branch)];
      if (its === undefined || count === undefined || !isSame(its, count)) throw damaged(VAULT_THINGS.counts);
    }
  }

  save(name: string, scope: Scope, { rows, digest }: Count): Uint8Array {
    const mac = this.#macOf([name, scope, rows, digest]);
    this.#prepare('INSERT OR REPLACE INTO census VALUES (?, ?, ?, ?, ?, ?)').run(
      ...[name, aboveOf(scope), scope, rows, digest, mac],
    );
    return mac;
  }

  remove(name: string, scope: Scope): void {
    this.#prepare('DELETE FROM census WHERE name = ? AND above = ? AND scope = ?').run(name, aboveOf(scope), scope);
  }

  clear(): void {
    this.#db.exec('DELETE FROM census');
  }

  #in(name: string, branch: CountRow): readonly CountRow[] {
    const rows = this.#prepare(`${SELECT} WHERE name = ? AND above = ? AND scope <> '' ORDER BY scope`).all(
      name,
      branch.scope,
    ) as readonly PlacedRow[];
    for (const row of rows) this.#verify(name, row);
    if (!isSame(total(rows), branch)) throw damaged(VAULT_THINGS.counts);
    return rows;
  }

  #all(): readonly PlacedRow[] {
    const rows = this.#prepare(SELECT).all() as readonly PlacedRow[];
    for (const row of rows) this.#verify(row.name, row);
    return rows;
  }

  #verify(name: string, { scope, rows, digest, mac }: CountRow): void {
    if (!sameMac(mac, this.#macOf([name, scope, rows, digest]))) throw damaged(VAULT_THINGS.counts);
  }

  #prepare(sql: string): Database.Statement {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
