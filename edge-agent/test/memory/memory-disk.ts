import { equalBytes, leafOf, type Metric } from '@fit4work/protocol';
import type { BelievedTimes } from '../../src/core/believed-time.js';
import type { Finding } from '../../src/core/findings.js';
import { AGENT_KINDS } from '../../src/core/record-kinds.js';
import type { Letter } from '../../src/letter-port.js';
import type {
  Chunk,
  DayKeys,
  Identity,
  KeptErasure,
  LogState,
  NewRecord,
  NextAgent,
  OutboxRecord,
  PairedWearable,
  PastEnvelope,
  Positions,
  SealedWindow,
  TouchedDay,
} from '../../src/ports.js';

/** An envelope in the outbox; its bytes are undefined once it is retired. */
export interface KeptEntry {
  readonly sequence: number;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array | undefined;
  readonly windowStart: number;
  readonly index: number | undefined;
}

/** An envelope of another chain, to be proven like one's own. */
interface KeptPast extends PastEnvelope {
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
  /** How many chunks were ever stored. */
  readonly lastChunk: number;
  readonly counts: Readonly<Record<Metric, number>>;
  readonly positions: Positions | undefined;
  readonly windows: readonly SealedWindow[];
  readonly touched: readonly TouchedDay[];
  readonly erasures: readonly KeptErasure[];
  readonly entries: readonly KeptEntry[];
  readonly records: readonly OutboxRecord[];
  readonly received: number;
  /** Leaves of records that an agent before this one signed. */
  readonly former: readonly Uint8Array[];
  readonly believed: BelievedTimes;
  /** Ids of grants that were seen to have lapsed. */
  readonly lapsed: readonly string[];
  /** Ids of grants that wait to be confirmed. */
  readonly held: readonly string[];
  readonly findings: readonly Finding[];
  readonly past: readonly KeptPast[];
  readonly nextAgent: NextAgent | undefined;
  readonly recovered: string | undefined;
  readonly log: LogState;
  readonly letters: readonly Letter[];
}

export const EMPTY: MemoryState = {
  identity: undefined,
  lastWearable: 0,
  wearables: [],
  dayKeys: [],
  chunks: [],
  lastChunk: 0,
  counts: { steps: 0, 'heart-rate': 0, sleep: 0 },
  positions: undefined,
  windows: [],
  touched: [],
  erasures: [],
  entries: [],
  records: [],
  received: 0,
  former: [],
  believed: { receipt: 0, witnessed: 0 },
  lapsed: [],
  held: [],
  findings: [],
  past: [],
  nextAgent: undefined,
  recovered: undefined,
  log: { checkpoint: undefined, scanned: 0 },
  letters: [],
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

  /** A transaction that decides to change nothing returns undefined. @returns whether it changed anything */
  tryWrite(change: (state: MemoryState) => Partial<MemoryState> | undefined): boolean {
    const changed = change(this.#state);
    this.write(() => changed ?? {});
    return changed !== undefined;
  }
}

/** Of records as they stand when another agent begins: those that nobody would take again. */
export const formerOf = (records: readonly OutboxRecord[]): readonly Uint8Array[] =>
  records
    .filter(({ kind, received }) => received && kind !== 'damaged' && AGENT_KINDS.includes(kind))
    .map(({ leaf }) => leaf);

/** Records with those that are new behind them; the same bytes again change nothing. */
export function withRecords(before: readonly OutboxRecord[], added: readonly NewRecord[]): readonly OutboxRecord[] {
  const records = [...before];
  for (const { kind, bytes, payload, leaf = leafOf(bytes) } of added) {
    if (records.some((known) => equalBytes(known.leaf, leaf))) continue;
    records.push({ leaf, kind, bytes, payload, received: false, dropped: false, logIndex: undefined });
  }
  return records;
}
