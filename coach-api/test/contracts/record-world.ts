import { toHex } from '@fit4work/protocol';
import { afterEach, beforeEach } from 'vitest';
import { SqlAdministrationStore } from '../../src/adapters/sql/administration-store.js';
import type { Database } from '../../src/adapters/sql/dialect.js';
import { SqlRecordStore } from '../../src/adapters/sql/record-store.js';
import { SqlRegistry } from '../../src/adapters/sql/registry.js';
import type { Plan } from '../../src/core/plan.js';
import type { EnvelopeRange } from '../../src/ports.js';
import { Employee } from '../../src/testing/employee.js';
import type { Place } from '../places.js';
import { Certifier, enrolmentOf, MARKS, planOf } from '../records.js';

interface Opened {
  readonly place: Place;
  readonly database: Database;
  readonly records: SqlRecordStore;
}

const ALWAYS = { granularity: 'day', from: 0, until: 4_000_000_000 } as const;

/** A store of records that each test of a contract finds empty, and two people. */
export class RecordWorld {
  #opened: Opened | undefined;
  ann = new Employee(1);
  bob = new Employee(2);

  constructor(makePlace: () => Place) {
    beforeEach(async () => {
      const place = makePlace();
      const database = await place.open();
      this.#opened = { place, database, records: new SqlRecordStore(database) };
      [this.ann, this.bob] = [new Employee(1), new Employee(2)];
    });
    afterEach(async () => {
      await this.database.close();
      await this.place.remove();
    });
  }

  get place(): Place {
    return this.#open.place;
  }

  get database(): Database {
    return this.#open.database;
  }

  get records(): SqlRecordStore {
    return this.#open.records;
  }

  get #open(): Opened {
    if (this.#opened === undefined) throw new TypeError('outside of a test');
    return this.#opened;
  }

  /** What it destroys is out of the files when it settles. */
  async commit(plan: Partial<Plan>, erasing = new Certifier()): Promise<void> {
    await this.records.commit(planOf(plan), erasing);
    await this.records.foldBack();
  }

  /** Enrols both people, as what is counted is what enrolled agents sent. */
  async enrol(): Promise<void> {
    const [administration, registry] = [
      new SqlAdministrationStore(this.database, MARKS),
      new SqlRegistry(this.database, MARKS),
    ];
    for (const employee of [this.ann, this.bob]) {
      await administration.invite({ codeHash: employee.name, challenge: 1, expires: 100 }, 0);
      await registry.enrol(employee.name, enrolmentOf(employee), 1);
    }
  }

  /** All envelopes of the first person, and what came in each page. */
  async read(change: Partial<EnvelopeRange> = {}) {
    const [bytes, sizes]: [string[], number[]] = [[], []];
    let damaged = 0;
    for await (const page of this.records.envelopes({ ...ALWAYS, pseudonym: this.ann.name, ...change })) {
      bytes.push(...page.records.map(toHex));
      sizes.push(page.records.length + page.damaged);
      damaged += page.damaged;
    }
    return { bytes, sizes, damaged };
  }
}

export const hexOf = (...records: readonly { readonly bytes: Uint8Array }[]): readonly string[] =>
  records.map(({ bytes }) => toHex(bytes));
