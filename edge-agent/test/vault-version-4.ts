import { type Count, NOTHING, sum, total } from '../src/adapters/sqlite-count.js';
import type { Value } from '../src/adapters/sqlite-mac.js';
import { openVault } from '../src/adapters/sqlite-open.js';

const CENSUS_4 = `
DROP TABLE census;
CREATE TABLE census (
  name TEXT NOT NULL, scope TEXT NOT NULL, rows INTEGER NOT NULL, digest BLOB NOT NULL, mac BLOB NOT NULL,
  PRIMARY KEY (name, scope)
) WITHOUT ROWID;
`;

/** Makes of a vault one of version 4, which had one list of the counts of all parts of a table. It has to be closed. */
export function turnBackTo4(path: string): void {
  const { ledger, tables, close } = openVault(path);
  const { db } = ledger;
  const found = Object.values(tables).map((table) => table.counted());
  db.exec(CENSUS_4);
  const save = (name: string, scope: string, { rows, digest }: Count): { readonly mac: Uint8Array } => {
    const values: readonly Value[] = [name, scope, rows, digest];
    const mac = ledger.mac('census', values);
    db.prepare('INSERT INTO census VALUES (?, ?, ?, ?, ?)').run(...values, mac);
    return { mac };
  };
  const counted = found.map(({ name, parts }) => {
    const whole = parts.get('');
    return save(name, '', whole ?? total([...parts].map(([scope, count]) => save(name, scope, count))));
  });
  const { rows, digest } = total([...counted, save('sqlite_schema', '', sum(NOTHING, NOTHING))]);
  const values: readonly Value[] = [ledger.turn, rows, digest];
  db.prepare('UPDATE root SET rows = ?, digest = ?, mac = ?').run(rows, digest, ledger.mac('root', values));
  db.pragma('user_version = 4');
  close();
}
