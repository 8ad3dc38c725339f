import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { StoredEnvelope } from '../core/differences.js';

const urlOf = (port: number, database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;

const LOOK_MS = 100;
const PATIENCE_MS = 60_000;

/** Makes databases, once the server answers: it is reached before. @throws whatever the server says then */
export async function createDatabases(port: number, names: readonly string[]): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!(await answers(urlOf(port, 'postgres'), 1_000)) && performance.now() < until) await pause(LOOK_MS);
  await asking(urlOf(port, 'postgres'), async (client) => {
    for (const name of names) await client.query(`CREATE DATABASE ${name}`);
  });
}

export async function storedEnvelopes(url: string): Promise<readonly StoredEnvelope[]> {
  const rows = await asking(url, async (client) => {
    const query = `SELECT pseudonym, sequence::int AS sequence, encode(leaf, 'hex') AS leaf FROM envelopes`;
    return (await client.query<StoredEnvelope>(query)).rows;
  });
  return rows;
}

/** Whether it answers a question within so many milliseconds. */
export async function answers(url: string, within: number): Promise<boolean> {
  try {
    await asking(url, (client) => client.query('SELECT 1'), within);
    return true;
  } catch {
    return false;
  }
}

async function asking<T>(url: string, ask: (client: pg.Client) => Promise<T>, within = 60_000): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: within, query_timeout: within });
  // A server that ends says so to whoever is connected.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export { urlOf as databaseUrl };
