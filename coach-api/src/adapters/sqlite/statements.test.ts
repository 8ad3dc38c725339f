import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptStatements } from './statements.js';

let database: KeptStatements;
beforeEach(() => {
  database = new KeptStatements(new Sqlite(':memory:'));
});
afterEach(() => database.close());

describe('kept statements', () => {
  it('are prepared once for one text', () => {
    const first = database.prepare('SELECT 1 AS one');
    expect(database.prepare('SELECT 1 AS one')).toBe(first);
    expect(first.all([])).toEqual([{ one: 1 }]);
  });

  it('stay few: the one that was not used for longest goes', () => {
    const used = database.prepare('SELECT 0');
    const unused = database.prepare('SELECT 1');
    for (let i = 2; i < 200; i++) {
      database.prepare(`SELECT ${i}`);
      expect(database.prepare('SELECT 0')).toBe(used);
    }
    expect(database.size).toBe(64);
    expect(database.prepare('SELECT 1')).not.toBe(unused);
  });

  it('go on when the schema changes below them', () => {
    database.prepare('CREATE TABLE t (a)').run([]);
    database.prepare('INSERT INTO t VALUES (?)').run([1]);
    const all = database.prepare('SELECT * FROM t');
    expect(all.all([])).toEqual([{ a: 1 }]);
    database.prepare('ALTER TABLE t ADD COLUMN b').run([]);
    expect(database.prepare('SELECT * FROM t').all([])).toEqual([{ a: 1, b: null }]);
  });
});
