import type Database from 'better-sqlite3';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { CENSUS_SCHEMA } from './sqlite-census.js';
import { type Count, isSame, NOTHING, sameMac, sum, total } from './sqlite-count.js';
import { damaged } from './sqlite-damage.js';
import { Ledger } from './sqlite-ledger.js';
import { macOf, readMacKey } from './sqlite-mac.js';
import { tablesOf } from './sqlite-tables.js';

/* Version 4 had the counts of all parts of a table in one list. Rows stand as they were; they are counted in a tree. */

interface OldCount extends Count {
  readonly name: string;
  readonly scope: string;
  readonly mac: Uint8Array;
}

/**
 * What was changed on disk stays refused: what a table has is held against the old counts first.
 *
 * @throws AgentError `vault-damaged` where the counts of the tables do not verify
 */
export function countInTree(db: Database.Database): void {
  const key = readMacKey(db);
  const counts = db.prepare<[], OldCount>('SELECT name, scope, rows, digest, mac FROM census').all();
  const root = db.prepare<[], Count & { turn: number; mac: unknown }>('SELECT turn, rows, digest, mac FROM root').get();
  const whole = counts.filter(({ scope }) => scope === '');
  const isRoot = root && sameMac(root.mac, macOf(key, ['root', root.turn, root.rows, root.digest]));
  if (!isRoot || !isSame(total(whole), root)) throw damaged(VAULT_THINGS.counts);
  db.exec(`DROP TABLE census; ${CENSUS_SCHEMA}`);
  const ledger = new Ledger(db);
  const isSound = ({ name, scope, rows, digest, mac }: OldCount): boolean =>
    sameMac(mac, macOf(key, ['census', name, scope, rows, digest]));
  const tables = Object.values(tablesOf(ledger)).map((table) => {
    const counted = table.counted();
    const its = counts.filter(({ name }) => name === table.name);
    const found = [...counted.parts.values()].reduce(sum, NOTHING);
    const was = countBefore(its);
    return { ...counted, whole: counted.whole && its.every(isSound) && was !== undefined && isSame(found, was) };
  });
  ledger.recount(root.turn + 1, tables);
}

/** Of all rows of a table; undefined where the list of its parts is not whole. */
function countBefore(counts: readonly OldCount[]): Count | undefined {
  const [table, parts] = [counts.find(({ scope }) => scope === ''), counts.filter(({ scope }) => scope !== '')];
  if (parts.length === 0) return table;
  return table && isSame(total(parts), table) ? parts.reduce<Count>(sum, NOTHING) : undefined;
}
