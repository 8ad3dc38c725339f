import type { Said } from '../core/language.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { Value } from './sqlite-mac.js';

/** A row as it is kept, without its authentication. */
export type Row = Readonly<Record<string, Value>>;

/** A table whose every row is authenticated. Beside its columns it has `mac BLOB NOT NULL`. */
export interface Shape<R extends Row> {
  readonly name: string;
  /** Every column but `mac`. Adding one is a new version of the vault. */
  readonly columns: readonly (keyof R & string)[];
  readonly key: readonly (keyof R & string)[];
  /** A column of text by which rows are counted apart, such as the day; else the table is counted as a whole. */
  readonly scope?: keyof R & string;
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
export const scopeOf = <R extends Row>({ scope }: Shape<R>, row: R): string =>
  scope === undefined ? '' : String(row[scope]);

/** A part of a table, or all of one that is counted as a whole, as the object of a sentence. */
export const nameOf = <R extends Row>({ name, scope, thing }: Shape<R>, part: string): Said =>
  scope === undefined ? VAULT_THINGS.table(name) : thing({ [scope]: part } as unknown as R);
