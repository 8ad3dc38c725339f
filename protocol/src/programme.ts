import {
  checkVersion,
  decodeCbor,
  encodeCbor,
  fields,
  readArray,
  readBytes,
  readFields,
  readText,
  readTime,
  readUint,
} from './cbor.js';
import { parseSign1, sign1, verifySign1 } from './cose.js';
import { ProtocolError } from './error.js';
import {
  MAX_EFFORT,
  MAX_PROSE,
  MAX_SESSIONS,
  readCode,
  readDate,
  readLeaf,
  readName,
  readNullOr,
  readTuple,
} from './record-fields.js';
import { BOUNDS } from './series.js';
import type { SigningKey } from './signature.js';

/* Programmes (SPEC.md section 12): the exercise plan that a coach composes for one person, anchored like every record. */

/** What a session is, in the order of the codes on the wire. */
export const SESSION_KINDS = ['walk', 'run', 'cycle', 'strength', 'mobility', 'rest'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** What is aimed at in a session. */
export type SessionTarget =
  | { readonly kind: 'steps'; readonly steps: number }
  /** Beats a minute, both ends included. */
  | { readonly kind: 'heart-rate'; readonly low: number; readonly high: number }
  /** Perceived effort from 0 to 10, the category-ratio scale of Borg. */
  | { readonly kind: 'effort'; readonly effort: number };

export interface Session {
  /** Civil day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly kind: SessionKind;
  readonly minutes: number;
  readonly target: SessionTarget | null;
  /** What the coach says to it; may be empty. */
  readonly note: string;
}

export interface Programme {
  readonly pseudonym: Uint8Array;
  /** Id of the coach. */
  readonly coach: string;
  /** 16 random bytes, the same in every revision. */
  readonly id: Uint8Array;
  /** 0 first; the highest stands. */
  readonly revision: number;
  readonly title: string;
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
  /** In order of their days. */
  readonly sessions: readonly Session[];
  readonly advice: string;
  /** Leaves of the grants, and SHA-256 of the summaries, that it rests on. */
  readonly grants: readonly Uint8Array[];
  readonly summaries: readonly Uint8Array[];
  /** Unix seconds */
  readonly time: number;
  readonly salt: Uint8Array;
}

const MAX_BASIS = 64;
const DAY_MINUTES = 1440;
const MAX_STEPS = 100_000;

const TARGETS = ['steps', 'heart-rate', 'effort'] as const;

function targetItems(target: SessionTarget): readonly unknown[] {
  if (target.kind === 'steps') return [TARGETS.indexOf(target.kind), target.steps];
  if (target.kind === 'effort') return [TARGETS.indexOf(target.kind), target.effort];
  return [TARGETS.indexOf(target.kind), target.low, target.high];
}

const sessionItems = ({ day, kind, minutes, target, note }: Session): readonly unknown[] => [
  day,
  SESSION_KINDS.indexOf(kind),
  minutes,
  target && targetItems(target),
  note,
];

/** @throws ProtocolError as {@link openProgramme}, when the programme is one that nobody would accept */
export function signProgramme(programme: Programme, coachApi: SigningKey): Uint8Array {
  const { pseudonym, coach, id, revision, title, from, until, sessions, advice, ...rest } = programme;
  const plan = [title, from, until, sessions.map(sessionItems), advice];
  const payload = encodeCbor(
    fields(1, pseudonym, coach, id, revision, ...plan, rest.grants, rest.summaries, rest.time, rest.salt),
  );
  readPayload(payload);
  return sign1(coachApi, 'programme', payload);
}

/** @throws ProtocolError `too-large`, `malformed`, `not-canonical`, `unsupported-version`, `out-of-range`, `bad-signature` */
export function openProgramme(bytes: Uint8Array, coachApiPublicKey: Uint8Array): Programme {
  const signed = parseSign1(bytes, 'programme');
  verifySign1(signed, coachApiPublicKey);
  return readPayload(signed.payload);
}

const refuse = (message: string): never => {
  throw new ProtocolError('out-of-range', message);
};

function readTarget(value: unknown): SessionTarget {
  const kind = readCode(readArray(value, 'a target', 3)[0], TARGETS, 'a target');
  const [, first, second] = readTuple(value, kind === 'heart-rate' ? 3 : 2, 'a target');
  if (kind === 'steps') return { kind, steps: readUint(first, 'the steps', MAX_STEPS) };
  if (kind === 'effort') return { kind, effort: readUint(first, 'the effort', MAX_EFFORT) };
  const low = readUint(first, 'the lowest heart rate', BOUNDS.heartRate.max);
  const high = readUint(second, 'the highest heart rate', BOUNDS.heartRate.max);
  return low >= BOUNDS.heartRate.min && low <= high
    ? { kind, low, high }
    : refuse('a target must go from a low to a high');
}

function readSession(value: unknown): Session {
  const [day, kind, minutes, target, note] = readTuple(value, 5, 'a session');
  return {
    day: readDate(day, 'the day of a session'),
    kind: readCode(kind, SESSION_KINDS, 'the kind of a session'),
    minutes: readUint(minutes, 'the minutes of a session', DAY_MINUTES),
    target: readNullOr(target, readTarget),
    note: readText(note, 'the note to a session'),
  };
}

/** Sessions lie within the programme and in order; several of one day are in the order of the coach. */
function checkExtent(programme: Programme): Programme {
  const { from, until, sessions } = programme;
  if (from > until) refuse('a programme must not end before it begins');
  let day = from;
  for (const session of sessions) {
    if (session.day < day || session.day > until) refuse('sessions must be in order and within the programme');
    day = session.day;
  }
  return programme;
}

function readPayload(payload: Uint8Array): Programme {
  const body = readFields(decodeCbor(payload), 14, 'a programme');
  checkVersion(body[0], 'a programme');
  return checkExtent({
    pseudonym: readBytes(body[1], 'the pseudonym', 16),
    coach: readName(body[2], 'the coach'),
    id: readBytes(body[3], 'the id', 16),
    revision: readUint(body[4], 'the revision', 0xffff_ffff),
    title: readName(body[5], 'the title'),
    from: readDate(body[6], 'the first day'),
    until: readDate(body[7], 'the last day'),
    sessions: readArray(body[8], 'the sessions', MAX_SESSIONS).map(readSession),
    advice: readText(body[9], 'the advice', MAX_PROSE),
    grants: readArray(body[10], 'the grants', MAX_BASIS).map((leaf) => readLeaf(leaf, 'a grant')),
    summaries: readArray(body[11], 'the summaries', MAX_BASIS).map((digest) => readLeaf(digest, 'a summary')),
    time: readTime(body[12], 'the time'),
    salt: readBytes(body[13], 'the salt', 32),
  });
}
