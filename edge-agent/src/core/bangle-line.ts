import { WearableError } from '../wearable-error.js';

/* The lines of a Bangle.js (apps/android/lib.js of espruino/BangleApps): one JSON object each, told apart by `t`. */

/** What a watch measured in the ten minutes before `end`. */
export interface BangleRecord {
  /** Unix seconds. */
  readonly end: number;
  readonly steps: number;
  /** 0 where nothing was measured. */
  readonly heartRate: number;
  /** Upper-case name of an activity kind. */
  readonly activity: string;
}

export type BangleLine =
  | { readonly kind: 'record'; readonly record: BangleRecord }
  /** What was measured since the line of this kind before; steps below 0 tell that the count began anew. */
  | { readonly kind: 'live'; readonly steps: number; readonly heartRate: number }
  | { readonly kind: 'fetch-start' }
  | { readonly kind: 'fetch-end'; readonly count: number }
  | { readonly kind: 'status'; readonly percent: number; readonly charging: boolean }
  /** Unix seconds. */
  | { readonly kind: 'clock'; readonly unix: number }
  /** Nothing that this agent asked for. */
  | { readonly kind: 'other' };

type Fields = Readonly<Record<string, unknown>>;

/** 2000-01-01 and 2100-01-01, Unix seconds: beyond these a clock cannot be believed to be one that was ever set. */
const MEASURED = { least: 946_684_800, most: 4_102_444_800 } as const;
const MOST = 0xffff_ffff;
const MILLISECONDS = 1000;

/** @throws WearableError `malformed` for what is no JSON object, or lacks a number where one belongs */
export function readBangleLine(text: string): BangleLine {
  const fields = parse(text);
  switch (fields.t) {
    case 'act':
      return fields.rt === 1 ? readLive(fields) : { kind: 'record', record: readRecord(fields) };
    case 'actfetch':
      return readFetch(fields);
    case 'status':
      return { kind: 'status', percent: whole(fields.bat, 0, 100), charging: whole(fields.chg, 0, 1) === 1 };
    case 'clock':
      return { kind: 'clock', unix: Math.floor(whole(fields.ts, 0, MEASURED.most * MILLISECONDS) / MILLISECONDS) };
    default:
      return { kind: 'other' };
  }
}

/**
 * The names that the health library writes (apps/health/lib.js of BangleApps). No other is taken: the watch sends no
 * checksum, and half a name would otherwise cost a night its sleep.
 */
const ACTIVITIES: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'NOT_WORN',
  'WALKING',
  'EXERCISE',
  'LIGHT_SLEEP',
  'DEEP_SLEEP',
]);
/** Blocks of ten minutes of local time begin on five minutes in every time zone. */
const GRID = 300;

function readLive(fields: Fields): BangleLine {
  return { kind: 'live', steps: whole(fields.stp, -MOST, MOST), heartRate: whole(fields.hrm, 0, MOST) };
}

function readRecord(fields: Fields): BangleRecord {
  // Not used, but a record without it was cut on its way.
  whole(fields.mov, 0, MOST);
  const ts = whole(fields.ts, MEASURED.least * MILLISECONDS, MEASURED.most * MILLISECONDS);
  if (ts % (GRID * MILLISECONDS) !== 0 || typeof fields.act !== 'string' || !ACTIVITIES.has(fields.act)) {
    throw malformed();
  }
  return {
    end: ts / MILLISECONDS,
    steps: whole(fields.stp, 0, MOST),
    heartRate: whole(fields.hrm, 0, MOST),
    activity: fields.act,
  };
}

function readFetch(fields: Fields): BangleLine {
  if (fields.state === 'start') return { kind: 'fetch-start' };
  if (fields.state === 'end') return { kind: 'fetch-end', count: whole(fields.count, 0, MOST) };
  throw malformed();
}

function parse(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The cause would carry what the watch sent.
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return { ...value };
}

function whole(value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw malformed();
}

function malformed(): WearableError {
  return new WearableError('malformed', 'The wearable sent a line that cannot be read.');
}
