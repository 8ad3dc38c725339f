import { createHash, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { equalBytes } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { damaged } from './sqlite-damage.js';

/*
 * The authentication of a row: HMAC-SHA-256, first 16 bytes, over the table's name and every column with its type. The key
 * lies in the same file, so that it protects against damage and careless edits; who steals the file has the key.
 */

/** What a column may hold. */
export type Value = string | number | Uint8Array | null;

const MAC = 16;
const KEY = 32;
const utf8 = new TextEncoder();

/** Type, length and content: no two rows have the same bytes. */
function canonical(value: Value): readonly Uint8Array[] {
  if (value === null) return [Uint8Array.of(0)];
  if (typeof value === 'number') return [head(1, value)];
  const bytes = typeof value === 'string' ? utf8.encode(value) : value;
  return [head(typeof value === 'string' ? 2 : 3, bytes.length), bytes];
}

function head(type: number, value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = type;
  new DataView(bytes.buffer).setFloat64(1, value);
  return bytes;
}

export function macOf(key: KeyObject, values: readonly Value[]): Uint8Array {
  const hmac = createHmac('sha256', key);
  for (const value of values) for (const part of canonical(value)) hmac.update(part);
  return new Uint8Array(hmac.digest().subarray(0, MAC));
}

/** Two tables, so that no page of the file holds both copies. */
const COPIES = ['mac_key', 'mac_key_copy'] as const;

export const MAC_KEY_SCHEMA = COPIES.map(
  (table) => `CREATE TABLE ${table} (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL, digest BLOB NOT NULL);`,
).join('\n');

export function makeMacKey(db: Database.Database): void {
  const key = randomBytes(KEY);
  for (const table of COPIES) db.prepare(`INSERT INTO ${table} VALUES (1, ?, ?)`).run(key, digestOf(key));
}

/** @throws AgentError `vault-damaged` when no copy is whole */
export function readMacKey(db: Database.Database): KeyObject {
  const [key] = COPIES.flatMap((table) => readCopy(db, table));
  if (key === undefined) throw damaged(VAULT_THINGS.macKey);
  return createSecretKey(key);
}

/** How many copies are whole. */
export const macKeyCopies = (db: Database.Database): number => COPIES.flatMap((table) => readCopy(db, table)).length;

function readCopy(db: Database.Database, table: string): readonly Uint8Array[] {
  try {
    const row = db.prepare<[], { key: unknown; digest: unknown }>(`SELECT key, digest FROM ${table}`).get();
    if (!(row?.key instanceof Uint8Array) || !(row.digest instanceof Uint8Array)) return [];
    return equalBytes(digestOf(row.key), row.digest) ? [row.key] : [];
  } catch {
    // A page that SQLite cannot read: the other copy is on another.
    return [];
  }
}

const digestOf = (key: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(key).digest());
