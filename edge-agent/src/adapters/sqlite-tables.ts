import { equalBytes, leafOf, type Metric } from '@fit4work/protocol';
import type { CertificateProblem } from '../core/certificate.js';
import type { KeptKind, LetterKind } from '../core/letter-kinds.js';
import { ANCHORED_KINDS } from '../core/record-kinds.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { Worthless } from '../core/shown-letter.js';
import type { RecordKind } from '../ports.js';
import { HELD_GRANT, IDENTITY, NEXT_AGENT, PAST_ENVELOPE, RECOVERY } from './sqlite-agent-tables.js';
import type { Ledger } from './sqlite-ledger.js';
import type { Parts, Shape } from './sqlite-shape.js';
import { AuthenticatedTable } from './sqlite-table.js';
import { dayOf, POSITION, SEALED_WINDOW, TOUCHED_DAY } from './sqlite-window-tables.js';

/* Every table of the vault as it is authenticated. A new one stands here, in SCHEMA, and in UPGRADES. */

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
  thing: ({ id }) => VAULT_THINGS.wearable(id),
};

type DayKeysRow = Readonly<{ day: string; generation: number; open: Uint8Array | null; sealed: Uint8Array }>;

const DAY_KEYS: Shape<DayKeysRow> = {
  name: 'day_keys',
  columns: ['day', 'generation', 'open', 'sealed'],
  key: ['day', 'generation'],
  scope: 'day',
  thing: ({ day }) => VAULT_THINGS.keysOf(dayOf(day)),
};

export type ChunkRow = Readonly<{
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
  thing: ({ day }) => VAULT_THINGS.samplesOf(dayOf(day)),
};

type TallyRow = Readonly<{ metric: string; samples: number }>;

/** Running totals: samples of each metric, and under `wearables` the number that the last one paired got. */
const TALLY: Shape<TallyRow> = {
  name: 'tally',
  columns: ['metric', 'samples'],
  key: ['metric'],
  thing: () => VAULT_THINGS.runningTotal,
};

export type OutboxRow = Readonly<{
  sequence: number;
  leaf: Uint8Array;
  bytes: Uint8Array | null;
  log_index: number | null;
  window_start: number | null;
}>;

const OUTBOX: Shape<OutboxRow> = {
  name: 'outbox',
  columns: ['sequence', 'leaf', 'bytes', 'log_index', 'window_start'],
  key: ['sequence'],
  hashed: 'bytes',
  isWhole: ({ bytes, leaf }) => bytes === null || equalBytes(leafOf(bytes), leaf),
  thing: ({ sequence }) => VAULT_THINGS.envelope(sequence),
};

/** The kinds of record that stand in the log, as a list of SQL. */
export const ANCHORED = ANCHORED_KINDS.map((kind) => `'${kind}'`).join(', ');
export const isAnchored = (kind: RecordRow['kind']): boolean => kind !== 'damaged' && ANCHORED_KINDS.includes(kind);

export type RecordRow = Readonly<{
  id: number;
  leaf: Uint8Array;
  /** `damaged` stands for records that a repair could not keep. */
  kind: RecordKind | 'damaged';
  bytes: Uint8Array;
  payload: Uint8Array;
  /** 0 waits, 1 is received, 2 was and is never sent again, 3 never was and is never sent again. */
  received: number;
  log_index: number | null;
}>;

/**
 * SQL of what a record lacks, part by part: an index that was changed on disk hides no withdrawal that waits. Of what is
 * sent every day and belongs in no log, what was `delivered` stands apart, so that what the person signed is read alone.
 */
const RECORD_CONDITIONS: Readonly<Record<string, string>> = {
  waiting: 'received = 0',
  unproven: `received <> 0 AND log_index IS NULL AND kind IN (${ANCHORED})`,
  settled: `received <> 0 AND (kind = 'damaged' OR log_index IS NOT NULL AND kind IN (${ANCHORED}))`,
  delivered: `received <> 0 AND kind <> 'damaged' AND kind NOT IN (${ANCHORED})`,
};
/** Those with a record that belongs in the log. */
export const ANCHORED_PARTS: readonly string[] = ['waiting', 'unproven', 'settled'];
/** The table as a whole. */
export const EVERY_PART: readonly string[] = [''];

const RECORD_PARTS: Parts<RecordRow> = {
  of: ({ received, kind, log_index }) => {
    if (received === 0) return 'waiting';
    if (kind !== 'damaged' && !isAnchored(kind)) return 'delivered';
    return kind === 'damaged' || log_index !== null ? 'settled' : 'unproven';
  },
  where: (part) => [RECORD_CONDITIONS[part] ?? 'false'],
};

const RECORD: Shape<RecordRow> = {
  name: 'record',
  columns: ['id', 'leaf', 'kind', 'bytes', 'payload', 'received', 'log_index'],
  key: ['id'],
  scope: RECORD_PARTS,
  thing: ({ id }) => VAULT_THINGS.record(id),
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
  thing: () => VAULT_THINGS.delivery,
};

export type LetterRow = Readonly<{
  id: number;
  kind: KeptKind;
  digest: Uint8Array;
  sealed: Uint8Array;
  proof: Uint8Array | null;
  acknowledged: number | null;
  received: number | null;
  problem: Worthless | null;
}>;

export const letterParts = (kind: KeptKind) => ({ seen: `${kind}-seen`, unseen: `${kind}-unseen` });

/** How many there are of a kind, and how many were never shown, is a count; whoever asks for letters reads those of one kind. */
const LETTER_PARTS: Parts<LetterRow> = {
  of: ({ kind, acknowledged }) => letterParts(kind)[acknowledged === null ? 'unseen' : 'seen'],
  where: (part) => {
    const [kind = '', state] = part.split('-');
    // By no index, which may have lost one.
    return [`+kind = ? AND acknowledged IS ${state === 'seen' ? 'NOT NULL' : 'NULL'}`, kind];
  },
};

const LETTER: Shape<LetterRow> = {
  name: 'letter',
  scope: LETTER_PARTS,
  columns: ['id', 'kind', 'digest', 'sealed', 'proof', 'acknowledged', 'received', 'problem'],
  key: ['id'],
  thing: () => VAULT_THINGS.letter,
};

type LetterRoomRow = Readonly<{ kind: LetterKind; bytes: number }>;

const LETTER_ROOM: Shape<LetterRoomRow> = {
  name: 'letter_room',
  columns: ['kind', 'bytes'],
  key: ['kind'],
  thing: () => VAULT_THINGS.letterRoom,
};

export type ErasureRow = Readonly<{
  id: number;
  leaf: Uint8Array;
  from_day: string;
  until_day: string;
  stretch_start: number;
  stretch_end: number;
  issued: number;
  received_up_to: number;
  certified: number | null;
  envelopes: number | null;
  certificate_index: number | null;
  problem: CertificateProblem | null;
}>;

const ERASURE: Shape<ErasureRow> = {
  name: 'erasure',
  columns: [
    ...(['id', 'leaf', 'from_day', 'until_day', 'stretch_start', 'stretch_end', 'issued', 'received_up_to'] as const),
    ...(['certified', 'envelopes', 'certificate_index', 'problem'] as const),
  ],
  key: ['id'],
  thing: () => VAULT_THINGS.erasure,
};

type PageLoginRow = Readonly<{ digest: Uint8Array; expires: number }>;

const PAGE_LOGIN: Shape<PageLoginRow> = {
  name: 'page_login',
  columns: ['digest', 'expires'],
  key: ['digest'],
  thing: () => VAULT_THINGS.login,
};

export type FindingRow = Readonly<{
  code: string;
  first: number;
  since: number;
  last: number;
  ended: number | null;
  count: number;
}>;

const FINDING: Shape<FindingRow> = {
  name: 'finding',
  columns: ['code', 'first', 'since', 'last', 'ended', 'count'],
  key: ['code'],
  thing: () => VAULT_THINGS.finding,
};

export type BelievedRow = Readonly<{ id: number; receipt: number; witnessed: number }>;

const BELIEVED: Shape<BelievedRow> = {
  name: 'believed',
  columns: ['id', 'receipt', 'witnessed'],
  key: ['id'],
  thing: () => VAULT_THINGS.times,
};

type LapsedRow = Readonly<{ grant_id: string }>;

const LAPSED: Shape<LapsedRow> = {
  name: 'lapsed',
  columns: ['grant_id'],
  key: ['grant_id'],
  thing: () => VAULT_THINGS.grantLapsed,
};

/** The tables of one database, made once for it. */
export const tablesOf = (ledger: Ledger) => ({
  identity: new AuthenticatedTable(ledger, IDENTITY),
  wearable: new AuthenticatedTable(ledger, WEARABLE),
  dayKeys: new AuthenticatedTable(ledger, DAY_KEYS),
  chunk: new AuthenticatedTable(ledger, CHUNK),
  tally: new AuthenticatedTable(ledger, TALLY),
  position: new AuthenticatedTable(ledger, POSITION),
  sealedWindow: new AuthenticatedTable(ledger, SEALED_WINDOW),
  touchedDay: new AuthenticatedTable(ledger, TOUCHED_DAY),
  outbox: new AuthenticatedTable(ledger, OUTBOX),
  record: new AuthenticatedTable(ledger, RECORD),
  delivery: new AuthenticatedTable(ledger, DELIVERY),
  pastEnvelope: new AuthenticatedTable(ledger, PAST_ENVELOPE),
  nextAgent: new AuthenticatedTable(ledger, NEXT_AGENT),
  recovery: new AuthenticatedTable(ledger, RECOVERY),
  heldGrant: new AuthenticatedTable(ledger, HELD_GRANT),
  letter: new AuthenticatedTable(ledger, LETTER),
  erasure: new AuthenticatedTable(ledger, ERASURE),
  pageLogin: new AuthenticatedTable(ledger, PAGE_LOGIN),
  finding: new AuthenticatedTable(ledger, FINDING),
  believed: new AuthenticatedTable(ledger, BELIEVED),
  lapsed: new AuthenticatedTable(ledger, LAPSED),
  letterRoom: new AuthenticatedTable(ledger, LETTER_ROOM),
});

export type Tables = ReturnType<typeof tablesOf>;
