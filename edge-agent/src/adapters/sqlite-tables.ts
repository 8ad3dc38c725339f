import { equalBytes, leafOf, type Metric } from '@fit4work/protocol';
import type { RecordKind } from '../ports.js';
import type { Ledger } from './sqlite-ledger.js';
import { AuthenticatedTable, type Shape } from './sqlite-table.js';

/* Every table of the vault as it is authenticated. A new one stands here, in SCHEMA, and in UPGRADES. */

export type IdentityRow = Readonly<{
  id: number;
  pseudonym: Uint8Array;
  agent: number;
  agent_seed: Uint8Array;
  identity_key: Uint8Array;
  vault_key: Uint8Array;
  certificate: Uint8Array;
  wrap_salt: Uint8Array;
  wrap_nonce: Uint8Array;
  wrapped_root: Uint8Array;
  coach_signing_key: Uint8Array;
  coach_box_key: Uint8Array;
  policy: string;
  invitation: Uint8Array;
  registered: number;
}>;

const IDENTITY: Shape<IdentityRow> = {
  name: 'identity',
  columns: [
    ...(['id', 'pseudonym', 'agent', 'agent_seed', 'identity_key', 'vault_key', 'certificate'] as const),
    ...(['wrap_salt', 'wrap_nonce', 'wrapped_root', 'coach_signing_key', 'coach_box_key', 'policy'] as const),
    ...(['invitation', 'registered'] as const),
  ],
  key: ['id'],
  thing: () => 'the identity',
};

export type WearableRow = Readonly<{
  id: number;
  address: string;
  family: string;
  key: Uint8Array | null;
  cursor: number | null;
  mark_day: string | null;
  mark_generation: number | null;
  mark_nonce: Uint8Array | null;
  mark_sealed: Uint8Array | null;
  clock_at: number | null;
  clock_drift: number | null;
  clock_from: number | null;
  clock_set: number | null;
  battery: number | null;
  charging: number | null;
  device: string | null;
  synchronised: number | null;
}>;

const WEARABLE: Shape<WearableRow> = {
  name: 'wearable',
  columns: [
    ...(['id', 'address', 'family', 'key', 'cursor', 'mark_day', 'mark_generation', 'mark_nonce'] as const),
    ...(['mark_sealed', 'clock_at', 'clock_drift', 'clock_from', 'clock_set', 'battery', 'charging'] as const),
    ...(['device', 'synchronised'] as const),
  ],
  key: ['id'],
  thing: ({ id }) => `the wearable ${id}`,
};

type DayKeysRow = Readonly<{ day: string; generation: number; open: Uint8Array | null; sealed: Uint8Array }>;

const DAY_KEYS: Shape<DayKeysRow> = {
  name: 'day_keys',
  columns: ['day', 'generation', 'open', 'sealed'],
  key: ['day', 'generation'],
  scope: 'day',
  thing: ({ day }) => `the keys of ${dayOf(day)}`,
};

type ChunkRow = Readonly<{
  id: number;
  day: string;
  generation: number;
  wearable: number;
  told: 0 | 1;
  metric: Metric;
  nonce: Uint8Array;
  sealed: Uint8Array;
}>;

const CHUNK: Shape<ChunkRow> = {
  name: 'chunk',
  columns: ['id', 'day', 'generation', 'wearable', 'told', 'metric', 'nonce', 'sealed'],
  key: ['id'],
  scope: 'day',
  thing: ({ day }) => `a part of the samples of ${dayOf(day)}`,
};

type TallyRow = Readonly<{ metric: string; samples: number }>;

/** Running totals: samples of each metric, and under `wearables` the number that the last one paired got. */
const TALLY: Shape<TallyRow> = {
  name: 'tally',
  columns: ['metric', 'samples'],
  key: ['metric'],
  thing: () => 'a running total',
};

type PositionRow = Readonly<{ granularity: string; until: number }>;

const POSITION: Shape<PositionRow> = {
  name: 'position',
  columns: ['granularity', 'until'],
  key: ['granularity'],
  thing: () => 'the position up to which windows are sealed',
};

export type OutboxRow = Readonly<{
  sequence: number;
  leaf: Uint8Array;
  bytes: Uint8Array | null;
  log_index: number | null;
}>;

const OUTBOX: Shape<OutboxRow> = {
  name: 'outbox',
  columns: ['sequence', 'leaf', 'bytes', 'log_index'],
  key: ['sequence'],
  hashed: 'bytes',
  isWhole: ({ bytes, leaf }) => bytes === null || equalBytes(leafOf(bytes), leaf),
  thing: ({ sequence }) => `envelope ${sequence} of the outbox`,
};

export type RecordRow = Readonly<{
  id: number;
  leaf: Uint8Array;
  kind: RecordKind;
  bytes: Uint8Array;
  payload: Uint8Array;
  received: number;
  log_index: number | null;
}>;

const RECORD: Shape<RecordRow> = {
  name: 'record',
  columns: ['id', 'leaf', 'kind', 'bytes', 'payload', 'received', 'log_index'],
  key: ['id'],
  thing: ({ id }) => `record ${id} of what was signed here (a grant, its end, a release)`,
};

export type DeliveryRow = Readonly<{
  id: number;
  received: number;
  proven: number;
  checkpoint: string | null;
  scanned: number;
}>;

const DELIVERY: Shape<DeliveryRow> = {
  name: 'delivery',
  columns: ['id', 'received', 'proven', 'checkpoint', 'scanned'],
  key: ['id'],
  thing: () => 'the state of delivery',
};

export type ReadRow = Readonly<{
  digest: Uint8Array;
  sealed: Uint8Array;
  proof: Uint8Array | null;
  acknowledged: number | null;
}>;

const READ_RECORD: Shape<ReadRow> = {
  name: 'read_record',
  columns: ['digest', 'sealed', 'proof', 'acknowledged'],
  key: ['digest'],
  thing: () => 'a read of a coach',
};

/** What stands in a damaged row is said only where it looks like what it should be. */
const dayOf = (day: unknown): string => (/^\d{4}-\d\d-\d\d$/.test(String(day)) ? String(day) : 'a day');

/** The tables of one database, made once for it. */
export const tablesOf = (ledger: Ledger) => ({
  identity: new AuthenticatedTable(ledger, IDENTITY),
  wearable: new AuthenticatedTable(ledger, WEARABLE),
  dayKeys: new AuthenticatedTable(ledger, DAY_KEYS),
  chunk: new AuthenticatedTable(ledger, CHUNK),
  tally: new AuthenticatedTable(ledger, TALLY),
  position: new AuthenticatedTable(ledger, POSITION),
  outbox: new AuthenticatedTable(ledger, OUTBOX),
  record: new AuthenticatedTable(ledger, RECORD),
  delivery: new AuthenticatedTable(ledger, DELIVERY),
  readRecord: new AuthenticatedTable(ledger, READ_RECORD),
});

export type Tables = ReturnType<typeof tablesOf>;
