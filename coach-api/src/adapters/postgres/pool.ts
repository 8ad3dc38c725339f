import pg from 'pg';

const OPTIONS = { max: 8, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000, keepAlive: true } as const;

/** How the server names the sessions of this service. */
export const APPLICATION = 'fit4work-coach-api';

/**
 * A few connections to a server that may go away and come back.
 *
 * @param holder which of several coach APIs has them
 */
export function openPool(url: string, holder?: string): pg.Pool {
  const pool = new pg.Pool({
    ...OPTIONS,
    application_name: holder === undefined ? APPLICATION : `${APPLICATION} ${holder}`,
    ...{ connectionString: url, types: { getTypeParser } },
  });
  // Without these, the end of a connection would be the end of the process, whether somebody uses it or not.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

const BIGINT = 20;

/** What is counted and numbered here stays far below 2^53. */
function getTypeParser(type: number, format: 'text' | 'binary' = 'text') {
  return type === BIGINT ? Number : pg.types.getTypeParser(type, format);
}
