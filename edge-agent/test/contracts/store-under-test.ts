import { leafOf } from '@fit4work/protocol';
import type {
  Chunk,
  DayKeys,
  NewRecord,
  Outbox,
  Positions,
  SealedEntry,
  StoreProgress,
  Vault,
} from '../../src/ports.js';

export interface Store {
  readonly vault: Vault;
  readonly outbox: Outbox;
}

/** A store that is empty, as its contract meets it. */
export interface StoreUnderTest extends Store {
  /** The same store as another process has it, or this one after it was started anew. */
  again(): Promise<Store>;
  close(): Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;

/** Bytes that are told apart by one number. */
export const filled = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);

/** The same value with plain bytes: what a driver gives may be a Buffer, which is one too. */
export const plain = <T>(value: T): T => structuredClone(value);

/** The same, but whoever reads this member of it fails, as a disk may in the middle of a transaction. */
export function breaking<T extends object>(value: T, member: keyof T): T {
  return Object.defineProperty({ ...value }, member, {
    enumerable: true,
    get: () => {
      throw new RangeError('the disk is gone');
    },
  });
}

export const POSITIONS: Positions = { raw: 900, hour: 3600, day: 86_400 };

export const envelope = (sequence: number, byte = sequence): SealedEntry => {
  const bytes = filled(byte, 200);
  // More than a byte tells apart.
  new DataView(bytes.buffer).setUint32(0, byte);
  return { sequence, leaf: leafOf(bytes), bytes, windowStart: sequence * 900 };
};

export const envelopes = (...sequences: readonly number[]): readonly SealedEntry[] =>
  sequences.map((sequence) => envelope(sequence));

/** Seals these windows; where the windows stand and what is forgotten is not the matter. */
export const commit = (outbox: Outbox, entries: readonly SealedEntry[]): Promise<boolean> =>
  outbox.commit({ entries, positions: POSITIONS, forgetBefore: '2000-01-01' });

export const record = (kind: NewRecord['kind'], byte: number): NewRecord => ({
  kind,
  bytes: filled(byte, 100),
  payload: filled(byte, 150),
});

export const leafOfRecord = ({ bytes }: NewRecord): Uint8Array => leafOf(bytes);

export const dayKeys = (day: string, generation = 0, open = filled(1, 288)): DayKeys => ({
  day,
  generation,
  open,
  sealed: filled(generation + 2, 336),
});

export const chunk = (day: string, more: Partial<Chunk> = {}): Chunk => ({
  wearable: 1,
  told: 0,
  metric: 'steps',
  day,
  generation: 0,
  nonce: filled(3, 12),
  sealed: filled(4, 80),
  ...more,
});

export const progress = (more: Partial<StoreProgress> = {}): StoreProgress => ({
  wearable: 1,
  to: undefined,
  mark: undefined,
  from: POSITIONS,
  counts: { steps: 1, 'heart-rate': 0, sleep: 0 },
  ...more,
});
