import type { LeaseTable, Standing } from '../cluster/ports.js';
import { DISTRICTS } from '../core/districts.js';
import { LEASE_MS } from '../core/spread.js';
import { CoachError } from '../error.js';

interface Row {
  epoch: number;
  holder: string;
  until: number;
  replayed: number;
}

/** The rows of leases that several processes would share, in memory. */
export class MemoryLeaseRows {
  readonly leases = new Map<string, Row>(
    DISTRICTS.map((district) => [district, { epoch: 0, holder: '', until: -Infinity, replayed: 0 }]),
  );
  readonly living = new Map<string, { readonly address: string; readonly until: number }>();
  now = (): number => performance.now();

  /** As time does. */
  expire(district: string): void {
    const row = this.leases.get(district);
    if (row !== undefined) row.until = -Infinity;
  }
}

export class MemoryLeases implements LeaseTable {
  /** Whether the database does not answer. */
  away = false;

  constructor(
    readonly rows: MemoryLeaseRows,
    readonly holder: string,
  ) {}

  async beat(address: string, held: ReadonlyMap<string, number>): Promise<Standing> {
    this.#assertThere();
    const { leases, living, now } = this.rows;
    const until = now() + LEASE_MS;
    living.set(this.holder, { address, until });
    for (const [district, epoch] of held) {
      const row = leases.get(district);
      if (row?.holder === this.holder && row.epoch === epoch) row.until = until;
    }
    return this.look();
  }

  async look(): Promise<Standing> {
    this.#assertThere();
    const { leases, living, now } = this.rows;
    return {
      leases: [...leases].map(([district, { epoch, holder, until: end, replayed }]) => ({
        ...{ district, epoch, holder, alive: end > now(), replayed: replayed === epoch },
      })),
      addresses: new Map([...living].flatMap(([who, each]) => (each.until > now() ? [[who, each.address]] : []))),
    };
  }

  async claim(district: string, newest: number): Promise<number | undefined> {
    this.#assertThere();
    const row = this.rows.leases.get(district);
    if (row === undefined || row.until > this.rows.now()) return undefined;
    Object.assign(row, {
      epoch: Math.max(row.epoch, newest) + 1,
      holder: this.holder,
      until: this.rows.now() + LEASE_MS,
    });
    return row.epoch;
  }

  async noteReplayed(district: string, epoch: number): Promise<void> {
    this.#assertThere();
    const row = this.rows.leases.get(district);
    if (row?.holder === this.holder && row.epoch === epoch) row.replayed = epoch;
  }

  async giveBack(district: string, epoch: number): Promise<void> {
    this.#assertThere();
    const row = this.rows.leases.get(district);
    if (row?.holder === this.holder && row.epoch === epoch) Object.assign(row, { holder: '', until: -Infinity });
  }

  async leave(): Promise<void> {
    this.#assertThere();
    this.rows.living.delete(this.holder);
    for (const [district, { holder, epoch }] of this.rows.leases) {
      if (holder === this.holder) await this.giveBack(district, epoch);
    }
  }

  async close(): Promise<void> {}

  #assertThere(): void {
    if (this.away) throw new CoachError('store-unavailable', 'The database is away.');
  }
}
