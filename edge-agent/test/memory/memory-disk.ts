import { equalBytes, leafOf, type Metric } from '@fit4work/protocol';
import type {
  Chunk,
  DayKeys,
  Identity,
  LogState,
  NewRecord,
  OutboxRecord,
  PairedWearable,
  Positions,
} from '../../src/ports.js';
import type { StoredRead } from '../../src/read-port.js';

/** An envelope in the outbox; its bytes are undefined once it is retired. */
export interface KeptEntry {
  readonly sequence: number;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array | undefined;
  readonly index: number | undefined;
}

/** All that an agent keeps. Rows are never changed, only replaced. */
export interface MemoryState {
  readonly identity: Identity | undefined;
  /** Ids of wearables are given out once. */
  readonly lastWearable: number;
  readonly wearables: readonly PairedWearable[];
  readonly dayKeys: readonly DayKeys[];
  readonly chunks: readonly Chunk[];
  readonly counts: Readonly<Record<Metric, number>>;
  readonly positions: Positions | undefined;
  readonly entries: readonly KeptEntry[];
  readonly records: readonly OutboxRecord[];
  readonly received: number;
  readonly log: LogState;
  readonly reads: readonly StoredRead[];
}

const EMPTY: MemoryState = {
  identity: undefined,
  lastWearable: 0,
  wearables: [],
  dayKeys: [],
  chunks: [],
  counts: { steps: 0, 'heart-rate': 0, sleep: 0 },
  positions: undefined,
  entries: [],
  records: [],
  received: 0,
  log: { checkpoint: undefined, scanned: 0 },
  reads: [],
};

/** What stands in for a disk. What goes in and what comes out are copies: whoever wipes a key wipes one's own. */
export class MemoryDisk {
  #state = EMPTY;

  read<T>(look: (state: MemoryState) => T): T {
    return structuredClone(look(this.#state));
  }

  /** One transaction: where `change` throws, nothing has happened. */
  write(change: (state: MemoryState) => Partial<MemoryState>): void {
    this.#state = { ...this.#state, ...structuredClone(change(this.#state)) };
  }
}

/** Records with those that are new behind them; the same bytes again change nothing. */
export function withRecords(before: readonly OutboxRecord[], added: readonly NewRecord[]): readonly OutboxRecord[] {
  const records = [...before];
  for (const { kind, bytes, payload } of added) {
    const leaf = leafOf(bytes);
    if (records.some((known) => equalBytes(known.leaf, leaf))) continue;
    records.push({ leaf, kind, bytes, payload, received: false, logIndex: undefined });
  }
  return records;
}
