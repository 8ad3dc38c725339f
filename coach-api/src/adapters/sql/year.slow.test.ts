import { cryptoReady, type Granularity, leafOf, METRICS, parseEnvelope, sealEnvelope } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, type RequirementName, requirement } from '../../../../test/src/requirement.js';
import { type Place, postgresPlace, sqlitePlace } from '../../../test/places.js';
import { PostgresServer } from '../../../test/postgres-server.js';
import { Certifier, filled, keysOf, planOf, releaseOf } from '../../../test/records.js';
import type { PlannedEnvelope } from '../../core/messages.js';
import { Employee } from '../../testing/employee.js';
import { SqlRecordStore } from './record-store.js';

/* What a year of one person takes, as docs/scaling.md states it. */

await cryptoReady;
const DAY = 86_400;
/** 2026-01-01, UTC. */
const BEGIN = 1_767_225_600;
const DAYS = 365;
/** What closes in a day, and how much a box of it holds: the usual size class of each (SPEC.md clause 5.3). */
const WINDOWS: readonly { readonly granularity: Granularity; readonly many: number; readonly holds: number }[] = [
  { granularity: 'raw', many: 96, holds: 120 },
  { granularity: 'hour', many: 24, holds: 60 },
  { granularity: 'day', many: 1, holds: 300 },
];
const A_YEAR = DAYS * 121;

interface Store {
  readonly name: string;
  readonly needs: readonly RequirementName[];
  readonly place: () => Place;
  readonly bytes: (place: Place) => Promise<number>;
  /** Bytes of a person and year, at most. */
  readonly most: number;
}

let server: PostgresServer;
let database: string;
const STORES: readonly Store[] = [
  {
    ...{ name: 'SQLite', needs: [], place: sqlitePlace, most: 55_000_000 },
    bytes: async (place) => (await place.files()).length,
  },
  {
    ...{ name: 'PostgreSQL', needs: ['postgres'], place: () => postgresPlace(server, database), most: 72_000_000 },
    bytes: async () =>
      Number((await server.run(database, 'SELECT pg_database_size(current_database()) AS bytes'))[0]?.bytes),
  },
];

for (const { name, needs, place: placeOf, bytes, most } of STORES) {
  describeWith(needs, `a year of one person over ${name}`, () => {
    if (needs.length > 0) {
      beforeAll(async () => {
        server = await PostgresServer.start(requirement('postgres').path);
        database = await server.createDatabase();
      });
      afterAll(() => server.stop());
    }

    it('takes no more bytes than is stated', async () => {
      const place = placeOf();
      const opened = await place.open();
      const records = new SqlRecordStore(opened);
      await records.foldBack();
      const before = await bytes(place);
      await storeYear(records);
      await records.foldBack();
      const taken = (await bytes(place)) - before;
      process.stderr.write(
        `${name}: ${(taken / 1e6).toFixed(1)} MB, ${Math.round(taken / A_YEAR)} bytes an envelope\n`,
      );
      await opened.close();
      await place.remove();
      expect(taken).toBeLessThan(most);
      expect(taken).toBeGreaterThan(A_YEAR * 700);
    }, 900_000);
  });
}

/** Day after day, with the keys that are kept of each and its release to one coach. */
async function storeYear(records: SqlRecordStore): Promise<void> {
  const chain = new Chain(new Employee(1));
  for (let day = 0; day < DAYS; day += 1) {
    const date = new Date((BEGIN + day * DAY) * 1_000).toISOString().slice(0, 10);
    const envelopes = [...chain.closes(BEGIN + day * DAY)];
    const releases = [releaseOf(chain.keyed(date), '11'.repeat(32))];
    await records.commit(planOf({ envelopes, keys: [keysOf(chain.employee, date)], releases }), new Certifier());
  }
}

class Chain {
  #sequence = 0;
  #leaf: Uint8Array = new Uint8Array(32);

  constructor(readonly employee: Employee) {}

  closes(start: number): readonly PlannedEnvelope[] {
    return WINDOWS.flatMap(({ granularity, many, holds }) =>
      Array.from({ length: many }, (_, i) => this.#seal(granularity, start + (i * DAY) / many, holds)),
    );
  }

  /** With the keys of one day to release: of each metric in three granularities. */
  keyed(day: string): Employee {
    const keys = METRICS.flatMap((metric, i) =>
      (['raw', 'hour', 'day'] as const).map((granularity, j) => ({
        ...{ day, metric, granularity, key: filled(32, 3 * i + j) },
      })),
    );
    this.employee.keys.splice(0, this.employee.keys.length, ...keys);
    return this.employee;
  }

  #seal(granularity: Granularity, windowStart: number, holds: number): PlannedEnvelope {
    const { employee } = this;
    const boxes = METRICS.map((_, metric) => ({
      ...{ plaintext: filled(holds, 1), dataKey: filled(32, metric), nonce: nonceOf(this.#sequence) },
    }));
    const place = { pseudonym: employee.pseudonym, agent: 1, windowStart, granularity, revision: 0 };
    const chained = { sequence: this.#sequence + 1, previous: this.#leaf, salt: filled(32, this.#sequence % 251) };
    const bytes = sealEnvelope({ ...place, ...chained }, boxes, employee.agent);
    this.#sequence += 1;
    this.#leaf = leafOf(bytes);
    return { kind: 'envelope', pseudonym: employee.name, envelope: parseEnvelope(bytes), bytes, erased: null };
  }
}

/** No two alike, so that no ciphertext is. */
function nonceOf(sequence: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(0, sequence);
  return nonce;
}
