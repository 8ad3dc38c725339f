import { Buffer } from 'node:buffer';
import { cryptoReady } from '@fit4work/protocol';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../../test/src/requirement.js';
import { NOW } from '../../../test/places.js';
import { PostgresServer } from '../../../test/postgres-server.js';
import { envelopeOf, SECOND } from '../../../test/records.js';
import type { PlannedEnvelope } from '../../core/messages.js';
import { Employee } from '../../testing/employee.js';
import { openPostgres } from './open.js';

/*
 * Why envelopes are stored by one INSERT of arrays and not by COPY: docs/performance.md. Both by turns on one server, each batch
 * one transaction that is on the disk, with the same tables and indexes.
 */

await cryptoReady;
const ROUNDS = 21;
/** What it is to be at most of the time that COPY takes, by how many there are, with room for a busy machine. */
const SIZES = [
  [1, 2],
  [16, 2],
  [256, 1.4],
  [1_024, 1.4],
] as const;

describeWith(['postgres'], 'envelopes in bulk', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start(requirement('postgres').path);
  });
  afterAll(() => server.stop());

  it.each(SIZES)(
    'are stored %i at once in less than %d of the time that COPY takes',
    async (size, most) => {
      const name = await server.createDatabase();
      const database = await openPostgres(server.url(name), NOW);
      const client = new pg.Client(server.url(name));
      await client.connect();
      await client.query('SET synchronous_commit = on');
      const [ours, theirs] = [new Batches(1, size), new Batches(2, size)];
      const ratios: number[] = [];
      const milliseconds: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const [batch, other] = [ours.next(), theirs.next()];
        const inserting = await timed(() =>
          database.queries.transaction().execute((tx) => database.dialect.insertEnvelopes(tx, batch)),
        );
        const copying = await timed(() => copyBoth(client, other));
        ratios.push(inserting / copying);
        milliseconds.push(inserting);
      }
      await client.end();
      await database.close();
      const stored = await server.run(
        name,
        'SELECT count(*)::int AS many FROM envelope_places JOIN envelope_bytes USING (id)',
      );
      expect(stored).toEqual([{ many: 2 * ROUNDS * size }]);
      process.stderr.write(
        `bulk of ${size}: ${median(milliseconds).toFixed(1)} ms, ${median(ratios).toFixed(2)} of COPY\n`,
      );
      expect(median(ratios)).toBeLessThan(most);
    },
    300_000,
  );
});

/** Envelopes of one agent, that many at once. */
class Batches {
  readonly #employee: Employee;
  readonly #size: number;

  constructor(seed: number, size: number) {
    this.#employee = new Employee(seed);
    this.#size = size;
  }

  next(): readonly PlannedEnvelope[] {
    return Array.from({ length: this.#size }, () => envelopeOf(this.#employee, SECOND));
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** COPY gives back no ids, so they are drawn before: the fewest round trips that it can do with. */
async function copyBoth(client: pg.Client, envelopes: readonly PlannedEnvelope[]): Promise<void> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ id: string }>(
    `SELECT nextval(pg_get_serial_sequence('envelope_places', 'id')) AS id FROM generate_series(1, $1)`,
    [envelopes.length],
  );
  const placed = envelopes.map((each, i) => ({ ...each, id: Number(rows[i]?.id) }));
  await copyIn(
    client,
    'COPY envelope_places (id, pseudonym, agent, sequence, leaf, granularity, window_start) FROM STDIN (FORMAT binary)',
    placed.map(({ id, pseudonym, envelope }) => [
      ...[id, Buffer.from(pseudonym), envelope.agent, envelope.sequence, envelope.leaf],
      ...[Buffer.from(envelope.granularity), envelope.windowStart],
    ]),
  );
  await copyIn(
    client,
    'COPY envelope_bytes (id, window_start, bytes) FROM STDIN (FORMAT binary)',
    placed.map(({ id, envelope, bytes }) => [id, envelope.windowStart, bytes]),
  );
  await client.query('COMMIT');
}

type Field = number | Uint8Array;

/** The binary form of PostgreSQL's documentation of COPY; numbers are bigint. */
function copyFile(rows: readonly (readonly Field[])[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), new Uint8Array(8)];
  for (const row of rows) {
    const count = Buffer.alloc(2);
    count.writeInt16BE(row.length);
    parts.push(count);
    for (const field of row) {
      const content = typeof field === 'number' ? Buffer.alloc(8) : field;
      if (typeof field === 'number') Buffer.from(content.buffer, content.byteOffset).writeBigInt64BE(BigInt(field));
      const length = Buffer.alloc(4);
      length.writeInt32BE(content.length);
      parts.push(length, content);
    }
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xff])]);
}

/** What `pg` lets anybody do: a query that answers for itself, here with all rows at once. */
function copyIn(client: pg.Client, text: string, rows: readonly (readonly Field[])[]): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query({
      submit: (connection: pg.Connection) => connection.query(text),
      handleCopyInResponse(connection: CopyConnection) {
        connection.sendCopyFromChunk(copyFile(rows));
        connection.endCopyFrom();
      },
      handleCommandComplete() {},
      handleReadyForQuery: () => resolve(),
      handleError: (error: Error) => reject(error),
    } as unknown as pg.Submittable);
  });
}

interface CopyConnection extends pg.Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}
