import type { Said } from '../core/language.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { Value } from './sqlite-mac.js';

/** A row as it is kept, without its authentication. */
export type Row = Readonly<Record<string, Value>>;

/** How the rows of a table fall into parts that are counted apart: a read of one part notices what is missing of it. */
export interface Parts<R extends Row> {
  /** The part that a row is in; never empty. A row that is updated may change it. */
  readonly of: (row: R) => string;
  /** What SQL says of the same: a condition, and what stands in its places. */
  readonly where: (part: string) => readonly [condition: string, ...values: Value[]];
}

/** A table whose every row is authenticated. Beside its columns it has `mac BLOB NOT NULL`. */
export interface Shape<R extends Row> {
  readonly name: string;
  /** Every column but `mac`. Adding one is a new version of the vault. */
  readonly columns: readonly (keyof R & string)[];
  readonly key: readonly (keyof R & string)[];
  /** A column of text by which rows are counted apart, such as the day, or other parts; else the table is counted as a whole. */
  readonly scope?: (keyof R & string) | Parts<R>;
  /** A column that another column is the hash of: the authentication covers whether it is there, `isWhole` the rest. */
  readonly hashed?: keyof R & string;
  readonly isWhole?: (row: R) => boolean;
  /** What a row is, out of VAULT_THINGS. The row may hold anything. */
  readonly thing: (row: R) => Said;
}

/** What of a row is authenticated, in the order of its columns. */
export const authenticatedOf = <R extends Row>({ columns, hashed }: Shape<R>, row: R): readonly Value[] =>
  columns.map((column) => {
    const value = row[column] ?? null;
    return column === hashed && value !== null ? 1 : value;
  });

/** The part of its table in which a row is counted. */
export const scopeOf = <R extends Row>({ scope }: Shape<R>, row: R): string => {
  if (scope === undefined) return '';
  return typeof scope === 'string' ? String(row[scope]) : scope.of(row);
};

/** The condition of SQL that holds of the rows of a part; of every row where no part is named. */
export function conditionOf<R extends Row>({ scope }: Shape<R>, part: string): readonly [string, ...Value[]] {
  if (scope === undefined || part === '') return ['true'];
  return typeof scope === 'string' ? [`${scope} = ?`, part] : scope.where(part);
}

/** A part of a table, or all of it, as the object of a sentence. */
export const nameOf = <R extends Row>({ name, scope, thing }: Shape<R>, part: string): Said =>
  typeof scope === 'string' && part !== '' ? thing({ [scope]: part } as unknown as R) : VAULT_THINGS.table(name);
