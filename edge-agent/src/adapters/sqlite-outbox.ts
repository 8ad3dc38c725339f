import type { OwnEnvelope } from '../core/certificate.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type {
  FollowedPolicy,
  GrantedDays,
  LogState,
  NewRecord,
  Outbox,
  OutboxCounts,
  OutboxEntry,
  OutboxRecord,
  PastEnvelope,
  Placement,
  SealedWindows,
} from '../ports.js';
import { within } from './sqlite-census.js';
import { damaged, guarded } from './sqlite-damage.js';
import { isDeliveredBefore } from './sqlite-delivered.js';
import { deliveryRow, retire } from './sqlite-delivery.js';
import { isAnyErased } from './sqlite-erasures.js';
import { Fence } from './sqlite-fence.js';
import type { OpenVault } from './sqlite-open.js';
import { type ProvenLeaf, unprovenLeaves, unprovenPast, writePolicy, writeProven } from './sqlite-proofs.js';
import { DROPPED, insertRecord, readRecords, toRecord, writePositions } from './sqlite-records.js';
import { ANCHORED_PARTS, EVERY_PART, isAnchored, type OutboxRow, type Tables } from './sqlite-tables.js';
import { believeReceipt, SqliteTimes } from './sqlite-times.js';
import { writeWindows } from './sqlite-windows.js';

const nameOf = ({ day, generation }: GrantedDays['days'][number]): string => `${day}/${generation}`;
const ZEROS = new Uint8Array(32);
const THING = VAULT_THINGS.outbox;

/** The outbox in SQLite. Bytes are dropped in the transaction that finds an entry received, proven and old enough. */
export class SqliteOutbox extends SqliteTimes implements Outbox {
  readonly #open: OpenVault;
  readonly #tables: Tables;
  readonly #fence: Fence;
  // After a crash nobody knows what the write-ahead log holds.
  #walHoldsKeys = true;

  constructor(open: OpenVault, fence = new Fence(open)) {
    super(open, fence);
    this.#open = open;
    this.#fence = fence;
    this.#tables = open.tables;
  }

  async head(): Promise<{ readonly sequence: number; readonly leaf: Uint8Array }> {
    return this.#ofThisAgent(() => this.#head());
  }

  #head(): { readonly sequence: number; readonly leaf: Uint8Array } {
    const { outbox } = this.#tables;
    const [row] = outbox.light('ORDER BY sequence DESC LIMIT 1');
    // The sequence has no gaps, so its end is a count: a lost end would give one sequence to two envelopes.
    if ((row?.sequence ?? 0) !== outbox.rows()) throw damaged(VAULT_THINGS.outboxEnd);
    return row ?? { sequence: 0, leaf: ZEROS };
  }

  async commit(made: SealedWindows): Promise<boolean> {
    const { outbox } = this.#tables;
    const times = made.entries.map(({ windowStart }) => windowStart);
    // From its beginning nobody else writes: the head is still the head when the entries are in.
    const forgotten = this.#write(() => {
      const [first] = made.entries;
      if (first && first.sequence !== this.#head().sequence + 1) return undefined;
      // They were made while their day was being erased: they are due no more.
      if (isAnyErased(this.#tables, times)) return undefined;
      for (const { sequence, leaf, bytes, windowStart } of made.entries) {
        outbox.insert({ sequence, leaf, bytes, log_index: null, window_start: windowStart });
      }
      if (made.positions) writePositions(this.#tables, made.positions);
      writeWindows(this.#tables, made);
      return this.#forget(made.forgetBefore);
    });
    if (forgotten === undefined) return false;
    if (forgotten > 0) this.#walHoldsKeys = true;
    this.#cleanWal();
    return true;
  }

  /** @returns how many keys are gone */
  #forget(before: string): number {
    const { dayKeys } = this.#tables;
    const { rows, damaged: others } = dayKeys.find('WHERE open IS NOT NULL');
    const old = rows.filter(({ day }) => day < before);
    for (const row of old) dayKeys.update(row, { open: null });
    // What was changed on disk is refused as before, and nobody can say of which day it is: the key in it goes all the same.
    for (const { day, generation } of others) dayKeys.blank('open', { day, generation });
    return old.length + others.length;
  }

  /** The write-ahead log still holds pages with forgotten keys; while another process reads, it is tried again later. */
  #cleanWal(): void {
    if (!this.#walHoldsKeys) return;
    try {
      this.#walHoldsKeys = this.#open.ledger.db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0;
    } catch {
      // What was committed is committed, whatever the disk says now: it is tried again after the next.
    }
  }

  async addRecords(records: readonly NewRecord[]): Promise<void> {
    this.#write(() => {
      for (const record of records) insertRecord(this.#tables, record);
    });
  }

  async addGrant(records: readonly NewRecord[], { from, until, days }: GrantedDays): Promise<boolean> {
    const known = new Set(days.map(nameOf));
    return this.#write(() => {
      const { dayKeys } = this.#tables;
      const now = dayKeys.wholeParts(within(from, until));
      if (now.length !== known.size || now.some((each) => !known.has(nameOf(each)))) return false;
      for (const record of records) insertRecord(this.#tables, record);
      return true;
    });
  }

  async receivedUpTo(): Promise<number> {
    return this.#ofThisAgent(() => deliveryRow(this.#tables).received);
  }

  async unreceived(after: number, limit: number): Promise<readonly OutboxEntry[]> {
    const { outbox } = this.#tables;
    return this.#reading(() => {
      const rows = outbox.all('WHERE sequence > ? ORDER BY sequence LIMIT ?', after, limit);
      const expected = Math.max(0, Math.min(outbox.rows() - after, limit));
      return Array.from({ length: expected }, (_, i) => rowAt(rows, i, after + 1)).flatMap(sent);
    });
  }

  async records(): Promise<readonly OutboxRecord[]> {
    return this.#reading(() => readRecords(this.#tables, EVERY_PART));
  }

  async anchoredRecords(): Promise<readonly OutboxRecord[]> {
    const records = this.#reading(() => readRecords(this.#tables, ANCHORED_PARTS));
    return records.filter(({ kind }) => kind === 'damaged' || isAnchored(kind));
  }

  async waitingRecords(): Promise<readonly OutboxRecord[]> {
    const { record } = this.#tables;
    const { rows, damaged: others, complete } = record.findWhole('waiting', 'ORDER BY id');
    // What an index lost, as a withdrawal, goes out all the same.
    const all = complete && others.length === 0 ? rows : record.find('WHERE +received = 0 ORDER BY id').rows;
    return all.map(toRecord);
  }

  async leafAt(sequence: number): Promise<Uint8Array | undefined> {
    if (sequence === 0) return ZEROS;
    const { outbox } = this.#tables;
    return this.#reading(() => {
      const [row] = outbox.light('WHERE sequence = ?', sequence);
      if (row === undefined && sequence <= outbox.rows()) throw damaged(VAULT_THINGS.envelope(sequence));
      return row?.leaf;
    });
  }

  async markReceived(sequence: number, records: readonly Uint8Array[], time: number): Promise<void> {
    const { delivery, record } = this.#tables;
    this.#write(() => {
      const row = deliveryRow(this.#tables);
      if (sequence > row.received) delivery.update(row, { received: sequence });
      believeReceipt(this.#tables, time);
      retire(this.#tables);
      for (const leaf of records) {
        // One that was dropped had arrived, where its receipt comes late.
        const sent = record.get(`WHERE leaf = ? AND received IN (0, ${DROPPED})`, leaf);
        if (sent !== undefined) record.update(sent, { received: 1 });
      }
    });
  }

  async takeBackReceived(sequence: number, time: number): Promise<void> {
    const { delivery, record } = this.#tables;
    this.#write(() => {
      const row = deliveryRow(this.#tables);
      if (sequence < row.received) delivery.update(row, { received: sequence });
      believeReceipt(this.#tables, time);
      const sent = record.findWhole().rows.filter(({ kind, received }) => received === 1 && kind !== 'damaged');
      for (const each of sent) record.update(each, { received: 0 });
    });
  }

  async dropReleases(leaves: readonly Uint8Array[]): Promise<void> {
    const { record } = this.#tables;
    this.#write(() => {
      for (const leaf of leaves) {
        const row = record.get("WHERE leaf = ? AND kind = 'release' AND received = 0", leaf);
        if (row !== undefined) record.update(row, { received: DROPPED });
      }
    });
  }

  async unproven(limit: number): Promise<readonly Uint8Array[]> {
    return this.#reading(() => unprovenLeaves(this.#tables, limit));
  }

  async markProven(proven: readonly ProvenLeaf[], view: LogState): Promise<void> {
    this.#write(() => writeProven(this.#tables, proven, view));
  }

  async logState(): Promise<LogState> {
    return this.#reading(() => {
      const { checkpoint, scanned } = deliveryRow(this.#tables);
      const policy = this.#tables.identity.get()?.policy;
      return { checkpoint: checkpoint ?? undefined, scanned, policy };
    });
  }

  async followPolicy(change: FollowedPolicy, checkpoint: string | undefined): Promise<void> {
    this.#write(() => writePolicy(this.#tables, change, checkpoint));
  }

  async counts(): Promise<OutboxCounts> {
    return this.#ofThisAgent(() => {
      const { received, proven } = deliveryRow(this.#tables);
      const [unreceived, unproven] = [this.#tables.record.whole('waiting'), this.#tables.record.whole('unproven')];
      const waiting = unreceived.filter(({ kind, log_index }) => log_index === null && isAnchored(kind));
      const past = unprovenPast(this.#tables);
      return {
        ...{ envelopes: this.#tables.outbox.rows(), received, proven },
        past: { envelopes: past.of, proven: past.of - past.unproven },
        recordsWaiting: unreceived.length + unproven.length,
        ...{ recordsUnreceived: unreceived.length, recordsUnproven: unproven.length + waiting.length },
      };
    });
  }

  async isDelivered(before: number): Promise<boolean> {
    return this.#ofThisAgent(() => isDeliveredBefore(this.#tables, before));
  }

  async leaves(): Promise<readonly Uint8Array[]> {
    return (await this.placements()).map(({ leaf }) => leaf);
  }

  async placements(): Promise<readonly Placement[]> {
    const { record, outbox, pastEnvelope } = this.#tables;
    const records = record.whole('', 'ORDER BY id').filter(({ kind }) => isAnchored(kind));
    const past = pastEnvelope.whole('', 'ORDER BY agent, sequence').map((row) => place(row, row.sequence, row.agent));
    const entries = outbox.whole('', 'ORDER BY sequence', true);
    return [...records.map((row) => place(row)), ...past, ...entries.map((row) => place(row, row.sequence))];
  }

  async ownEnvelopes(): Promise<readonly OwnEnvelope[]> {
    return this.#tables.outbox
      .whole('', 'ORDER BY sequence', true)
      .map(({ sequence, leaf, window_start }) => ({ sequence, leaf, start: window_start ?? undefined }));
  }

  async pastEnvelopes(): Promise<readonly PastEnvelope[]> {
    const rows = this.#tables.pastEnvelope.whole('', 'ORDER BY agent, sequence');
    return rows.map(({ agent, sequence, leaf, window_start }) => {
      return { agent, sequence, leaf, windowStart: window_start ?? undefined };
    });
  }

  #write<T>(work: () => T): T {
    return this.#open.ledger.transaction(THING, () => {
      this.#fence.check();
      return work();
    });
  }

  /** @throws AgentError `superseded` where it would be read of the chain of another agent */
  #ofThisAgent<T>(work: () => T): T {
    return this.#reading(() => {
      this.#fence.check();
      return work();
    });
  }

  #reading<T>(work: () => T): T {
    return guarded(THING, () => this.#open.ledger.reading(work), this.#open.ledger.folder);
  }
}

/** The sequence has no gaps. */
function rowAt(rows: readonly OutboxRow[], i: number, first: number): OutboxRow {
  const row = rows[i];
  if (row?.sequence === first + i) return row;
  throw damaged(VAULT_THINGS.envelope(first + i));
}

/** Bytes stay until they are proven at least. Those of an old envelope are gone, though a restored coach API lacks it. */
function sent({ sequence, leaf, bytes, log_index }: OutboxRow): readonly OutboxEntry[] {
  if (bytes === null && log_index === null) throw damaged(VAULT_THINGS.envelope(sequence));
  return bytes === null ? [] : [{ sequence, leaf, bytes }];
}

const place = (
  { leaf, log_index }: Pick<OutboxRow, 'leaf' | 'log_index'>,
  sequence?: number,
  pastAgent?: number,
): Placement => ({ leaf, sequence, pastAgent, index: log_index ?? undefined });
