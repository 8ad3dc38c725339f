import { parseDate } from './brussels-time.js';
import type { DisconnectFault, Fault, StreamFault, TimedFault } from './faults.js';
import { bad, type Fields, fields, flag, whole } from './plan-fields.js';

/** A time of the world, or seconds after the wearable was started. */
type Moment = { readonly unix: number } | { readonly after: number };

/** A fault as a plan has it: its moments are times once it is known when the wearable starts. */
export type FaultPlan =
  | StreamFault
  | DisconnectFault
  | { readonly kind: 'reboot'; readonly at: Moment }
  | { readonly kind: 'battery-empty'; readonly at: Moment; readonly until: Moment }
  | { readonly kind: 'clock-jump'; readonly at: Moment; readonly seconds: number };

const MOST_FAULTS = 100;
const MOST_BYTES = 1_000_000_000;
const TEN_YEARS = 315_576_000;
const LATER = 'make until later than at';
const KINDS = 'drop, duplicate, reorder, disconnect, reboot, battery-empty or clock-jump';

/** @param at the document, and the place in it @throws SimError `bad-plan` */
export function toFaults(value: unknown, at: string): readonly FaultPlan[] {
  if (!Array.isArray(value) || value.length > MOST_FAULTS) throw bad(at, `make it a list of at most ${MOST_FAULTS}`);
  return Object.freeze(value.map((one, index) => toFault(one, `${at}[${index}]`)));
}

/**
 * @param start the world's Unix time at which the wearable starts
 * @throws SimError `bad-plan` if a battery is full again before it is empty: of a time and seconds only the start tells.
 */
export function faultsFrom(plan: readonly FaultPlan[], start: number): Fault[] {
  const time = (moment: Moment): number => ('unix' in moment ? moment.unix : start + moment.after);
  return plan.map((fault, index): Fault => {
    if (!('at' in fault)) return fault;
    const timed = { ...fault, at: time(fault.at) };
    if (!('until' in timed)) return timed as TimedFault;
    const until = time(timed.until);
    if (until <= timed.at) throw bad(`The end of fault ${index + 1} of a wearable`, LATER);
    return { ...timed, until };
  });
}

function toFault(value: unknown, at: string): FaultPlan {
  const kind = typeof value === 'object' && value !== null ? (value as Fields).kind : undefined;
  if (kind === 'drop' || kind === 'duplicate' || kind === 'reorder') {
    const { oneIn } = fields(value, at, { required: ['kind', 'oneIn'] });
    return { kind, oneIn: whole(oneIn, `${at}.oneIn`, { least: 2, most: MOST_BYTES }) };
  }
  if (kind === 'disconnect') {
    const { atByte, each } = fields(value, at, { required: ['kind', 'atByte'], optional: ['each'] });
    return {
      kind,
      atByte: whole(atByte, `${at}.atByte`, { least: 0, most: MOST_BYTES }),
      each: flag(each, `${at}.each`),
    };
  }
  return toTimed(kind, value, at);
}

function toTimed(kind: unknown, value: unknown, at: string): FaultPlan {
  if (kind === 'reboot') {
    return { kind, at: toMoment(fields(value, at, { required: ['kind', 'at'] }).at, `${at}.at`) };
  }
  if (kind === 'battery-empty') {
    const { at: from, until } = fields(value, at, { required: ['kind', 'at', 'until'] });
    const ends = { at: toMoment(from, `${at}.at`), until: toMoment(until, `${at}.until`) };
    if (isOver(ends)) throw bad(at, LATER);
    return { kind, ...ends };
  }
  if (kind === 'clock-jump') {
    const { at: when, seconds } = fields(value, at, { required: ['kind', 'at', 'seconds'] });
    const range = { least: -TEN_YEARS, most: TEN_YEARS };
    return { kind, at: toMoment(when, `${at}.at`), seconds: whole(seconds, `${at}.seconds`, range) };
  }
  throw bad(`${at}.kind`, `make it ${KINDS}`);
}

/** Whether `until` is not after `at`, as far as it can be known before the wearable starts. */
function isOver({ at, until }: { readonly at: Moment; readonly until: Moment }): boolean {
  if ('unix' in at && 'unix' in until) return until.unix <= at.unix;
  return 'after' in at && 'after' in until && until.after <= at.after;
}

function toMoment(value: unknown, at: string): Moment {
  if (typeof value === 'number') return { after: whole(value, at, { least: 0, most: TEN_YEARS }) };
  const match = typeof value === 'string' ? /^(.{10})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z$/.exec(value) : null;
  const day = match?.[1] === undefined ? undefined : parseDate(match[1]);
  if (!match || day === undefined) {
    throw bad(at, 'write it as YYYY-MM-DDTHH:MM:SSZ, or as seconds after the start');
  }
  return { unix: day * 86_400 + Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4]) };
}
