import { equalBytes } from '@fit4work/protocol';
import type { BelievedTimes } from '../../src/core/believed-time.js';
import type { OwnEnvelope } from '../../src/core/certificate.js';
import { KEPT_ENVELOPES } from '../../src/core/kept-envelopes.js';
import { ANCHORED_KINDS } from '../../src/core/record-kinds.js';
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
  ProvenRecord,
  SealedWindows,
} from '../../src/ports.js';
import { type KeptEntry, type MemoryDisk, type MemoryState, withRecords } from './memory-disk.js';
import { MemoryLetters } from './memory-letters.js';
import { withWindows } from './memory-windows.js';

const ZEROS = new Uint8Array(32);

const isBehind = (view: LogState, { scanned, policy }: LogState): boolean =>
  view.scanned < scanned || (view.policy !== undefined && policy !== undefined && view.policy !== policy);

/** The outbox in memory. */
export class MemoryOutbox extends MemoryLetters implements Outbox {
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    super(disk);
    this.#disk = disk;
  }

  async head(): Promise<{ readonly sequence: number; readonly leaf: Uint8Array }> {
    return this.#disk.read(({ entries }) => {
      const last = entries.at(-1);
      return { sequence: last?.sequence ?? 0, leaf: last?.leaf ?? ZEROS };
    });
  }

  async commit({ entries, positions, forgetBefore, ...windows }: SealedWindows): Promise<boolean> {
    return this.#disk.tryWrite((state) => {
      const [first] = entries;
      const isErasedTime = ({ windowStart }: { readonly windowStart: number }): boolean =>
        state.erasures.some(({ start, end }) => start <= windowStart && windowStart < end);
      if (first && first.sequence !== state.entries.length + 1) return undefined;
      if (entries.some(isErasedTime)) return undefined;
      const made: KeptEntry[] = [...state.entries];
      for (const { sequence, leaf, bytes, windowStart } of entries) {
        if (made.some((known) => known.sequence === sequence || equalBytes(known.leaf, leaf))) {
          throw new RangeError('This sequence number has its envelope.');
        }
        made.push({ sequence, leaf, bytes, windowStart, index: undefined });
      }
      return {
        ...withWindows(state, windows),
        entries: made,
        positions: positions ?? state.positions,
        dayKeys: state.dayKeys.map((keys) => (keys.day < forgetBefore ? { ...keys, open: undefined } : keys)),
      };
    });
  }

  async addRecords(records: readonly NewRecord[]): Promise<void> {
    this.#disk.write((state) => ({ records: withRecords(state.records, records) }));
  }

  async addGrant(added: readonly NewRecord[], { from, until, days }: GrantedDays): Promise<boolean> {
    const namesOf = (keys: GrantedDays['days']): string =>
      String(keys.map(({ day, generation }) => `${day}/${generation}`));
    return this.#disk.tryWrite(({ dayKeys, records }) => {
      const now = dayKeys.filter(({ day }) => from <= day && day <= until);
      return namesOf(now) === namesOf(days) ? { records: withRecords(records, added) } : undefined;
    });
  }

  async receivedUpTo(): Promise<number> {
    return this.#disk.read(({ received }) => received);
  }

  async unreceived(after: number, limit: number): Promise<readonly OutboxEntry[]> {
    return this.#disk.read(({ entries }) =>
      entries
        .flatMap(({ sequence, leaf, bytes }) => (bytes && sequence > after ? [{ sequence, leaf, bytes }] : []))
        .slice(0, limit),
    );
  }

  async records(): Promise<readonly OutboxRecord[]> {
    return this.#disk.read(({ records }) => records);
  }

  async anchoredRecords(): Promise<readonly OutboxRecord[]> {
    return this.#disk.read(({ records }) => records.filter(isAnchored));
  }

  async waitingRecords(): Promise<readonly OutboxRecord[]> {
    return this.#disk.read(({ records }) => records.filter(isWaiting));
  }

  async leafAt(sequence: number): Promise<Uint8Array | undefined> {
    if (sequence === 0) return ZEROS.slice();
    return this.#disk.read(({ entries }) => entries.find((entry) => entry.sequence === sequence)?.leaf);
  }

  async markReceived(sequence: number, leaves: readonly Uint8Array[], time: number): Promise<void> {
    this.#disk.write((state) => {
      const received = Math.max(state.received, sequence);
      const records = marked(state.records, leaves, () => ({ received: true, dropped: false }));
      const entries = state.entries.map((entry) => retire(entry, received));
      return { received, records, entries, believed: withReceipt(state.believed, time) };
    });
  }

  async takeBackReceived(sequence: number, time: number): Promise<void> {
    this.#disk.write(({ received, records, former, believed }) => ({
      received: Math.min(received, sequence),
      records: records.map((record) => ({
        ...record,
        received: record.received && former.some((leaf) => equalBytes(leaf, record.leaf)),
      })),
      believed: withReceipt(believed, time),
    }));
  }

  async believedTimes(): Promise<BelievedTimes> {
    return this.#disk.read(({ believed }) => believed);
  }

  async believeWitnesses(time: number): Promise<void> {
    this.#disk.write(({ believed }) => ({
      believed: { ...believed, witnessed: Math.max(believed.witnessed, time) },
    }));
  }

  async lapsedGrants(): Promise<ReadonlySet<string>> {
    return new Set(this.#disk.read(({ lapsed }) => lapsed));
  }

  async addLapsedGrants(ids: readonly string[]): Promise<void> {
    this.#disk.write(({ lapsed }) => ({ lapsed: [...new Set([...lapsed, ...ids])] }));
  }

  async heldGrants(): Promise<ReadonlySet<string>> {
    return new Set(this.#disk.read(({ held }) => held));
  }

  async holdGrants(ids: readonly string[]): Promise<void> {
    this.#disk.write(({ held }) => ({ held: [...new Set([...held, ...ids])] }));
  }

  async confirmGrants(ids: readonly string[], records: readonly NewRecord[]): Promise<void> {
    this.#disk.write((state) => ({
      held: state.held.filter((id) => !ids.includes(id)),
      records: withRecords(state.records, records),
    }));
  }

  async restoreConsent(lost: readonly ProvenRecord[], ids: readonly string[]): Promise<void> {
    this.#disk.write(({ records, held }) => {
      const placed = withRecords(records, lost).map((record) => {
        const found = records.includes(record) ? undefined : lost.find(({ bytes }) => equalBytes(bytes, record.bytes));
        return found === undefined ? record : { ...record, received: true, logIndex: found.index };
      });
      return { records: placed.filter(({ kind }) => kind !== 'damaged'), held: [...new Set([...held, ...ids])] };
    });
  }

  async dropReleases(leaves: readonly Uint8Array[]): Promise<void> {
    this.#disk.write(({ records }) => ({
      records: marked(records, leaves, ({ kind, received }) => ({ dropped: kind === 'release' && !received })),
    }));
  }

  async unproven(limit: number): Promise<readonly Uint8Array[]> {
    const places = await this.placements();
    // Those of agents before this one come last.
    return places
      .toSorted((a, b) => Number(a.pastAgent !== undefined) - Number(b.pastAgent !== undefined))
      .filter(({ index }) => index === undefined)
      .slice(0, limit)
      .map(({ leaf }) => leaf);
  }

  async markProven(proven: readonly { leaf: Uint8Array; index: number }[], view: LogState): Promise<void> {
    const indexOf = (leaf: Uint8Array): number | undefined => proven.find((each) => equalBytes(each.leaf, leaf))?.index;
    this.#disk.write(({ entries, records, past, received, log }) => ({
      past: past.map((each) => ({ ...each, index: each.index ?? indexOf(each.leaf) })),
      entries: entries.map((entry) => retire({ ...entry, index: entry.index ?? indexOf(entry.leaf) }, received)),
      records: records.map((record) => ({ ...record, logIndex: record.logIndex ?? indexOf(record.leaf) })),
      log: isBehind(view, log) ? log : { ...view, policy: log.policy },
    }));
  }

  async logState(): Promise<LogState> {
    return this.#disk.read(({ log }) => log);
  }

  async followPolicy({ from, to }: FollowedPolicy, checkpoint: string | undefined): Promise<void> {
    this.#disk.write(({ log, identity }) => {
      const policy = log.policy ?? identity?.pins.policy;
      return policy === from ? { log: { ...log, checkpoint, policy: to } } : {};
    });
  }

  async counts(): Promise<OutboxCounts> {
    return this.#disk.read(({ entries, records, received, past }) => {
      const unproven = records.filter((record) => isAnchored(record) && record.logIndex === undefined);
      const unreceived = records.filter((record) => !record.received);
      return {
        ...{ envelopes: entries.length, received },
        proven: entries.filter(({ index }) => index !== undefined).length,
        past: { envelopes: past.length, proven: past.filter(({ index }) => index !== undefined).length },
        recordsWaiting: new Set([...unproven, ...unreceived]).size,
        ...{ recordsUnreceived: unreceived.length, recordsUnproven: unproven.length },
      };
    });
  }

  async isDelivered(before: number): Promise<boolean> {
    return this.#disk.read(({ entries, received }) =>
      entries
        .filter(({ windowStart }) => windowStart < before)
        .every(({ sequence, index }) => sequence <= received && index !== undefined),
    );
  }

  async leaves(): Promise<readonly Uint8Array[]> {
    return this.#disk.read((state) =>
      [...state.entries, ...state.records.filter(isAnchored), ...state.past].map(({ leaf }) => leaf),
    );
  }

  async placements(): Promise<readonly Placement[]> {
    return this.#disk.read(placementsOf);
  }

  async ownEnvelopes(): Promise<readonly OwnEnvelope[]> {
    return this.#disk.read(({ entries }) =>
      entries.map(({ sequence, leaf, windowStart }) => ({ sequence, leaf, start: windowStart })),
    );
  }

  async pastEnvelopes(): Promise<readonly PastEnvelope[]> {
    return this.#disk.read(({ past }) => past.map(({ index: _, ...envelope }) => envelope));
  }
}

const isWaiting = ({ received, dropped }: OutboxRecord): boolean => !received && !dropped;

const isAnchored = ({ kind }: OutboxRecord): boolean => ANCHORED_KINDS.some((anchored) => anchored === kind);

const withReceipt = (believed: BelievedTimes, time: number): BelievedTimes => ({
  ...believed,
  receipt: Math.max(believed.receipt, time),
});

/** The bytes of an entry go when it is received and proven, and so many came after it. */
const retire = (entry: KeptEntry, received: number): KeptEntry =>
  entry.sequence <= received - KEPT_ENVELOPES && entry.index !== undefined ? { ...entry, bytes: undefined } : entry;

const marked = (
  records: readonly OutboxRecord[],
  leaves: readonly Uint8Array[],
  change: (record: OutboxRecord) => Partial<OutboxRecord>,
): readonly OutboxRecord[] =>
  records.map((record) =>
    leaves.some((leaf) => equalBytes(leaf, record.leaf)) ? { ...record, ...change(record) } : record,
  );

const placementsOf = ({ records, entries, past }: MemoryState): readonly Placement[] => [
  ...records.filter(isAnchored).map(({ leaf, logIndex }) => ({
    ...{ leaf, sequence: undefined, pastAgent: undefined },
    index: logIndex,
  })),
  ...past.map(({ leaf, sequence, agent, index }) => ({ leaf, sequence, pastAgent: agent, index })),
  ...entries.map(({ leaf, sequence, index }) => ({ leaf, sequence, pastAgent: undefined, index })),
];
