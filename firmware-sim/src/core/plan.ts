import { SimError } from '../error.js';
import { parseDate } from './brussels-time.js';

export type SourcePlan =
  | { readonly kind: 'recording'; readonly file: string; readonly days: number | 'all' }
  | {
      readonly kind: 'generated';
      readonly seed: number;
      readonly person: number;
      /** Local day number. */
      readonly from: number;
      readonly days: number;
      readonly live: boolean;
    }
  | { readonly kind: 'markers'; readonly bytes: Uint8Array; readonly day: number };

export interface WearablePlan {
  readonly address: string;
  readonly authKey: Uint8Array;
  readonly source: SourcePlan;
}

/** What the process is to play. */
export interface Plan {
  readonly port: number;
  readonly wearables: readonly WearablePlan[];
}

const MOST_WEARABLES = 200;
const MOST_DAYS = 3660;
const MOST_SEED = 0xffff_ffff;

type Fields = Readonly<Record<string, unknown>>;

/** Both ends included. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** What an object has to have, and what it may have besides. */
interface Names {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

/** @throws SimError `bad-plan`, in one sentence that names the place in the plan and the remedy; never a key. */
export function toPlan(value: unknown): Plan {
  const plan = fields(value, 'The top level', { required: ['port', 'wearables'] });
  const port = whole(plan.port, 'port', { least: 0, most: 65_535 });
  const { wearables } = plan;
  if (!Array.isArray(wearables) || wearables.length === 0 || wearables.length > MOST_WEARABLES) {
    throw bad('wearables', `make it a list of 1 to ${MOST_WEARABLES}`);
  }
  const all = wearables.map((one, index) => toWearable(one, `wearables[${index}]`));
  for (const [index, { address }] of all.entries()) {
    const first = all.findIndex((one) => one.address === address);
    if (first !== index)
      throw bad(`wearables[${index}].address`, `wearables[${first}] has it already; give it another`);
  }
  return Object.freeze({ port, wearables: Object.freeze(all) });
}

function toWearable(value: unknown, at: string): WearablePlan {
  const { address, authKey, source } = fields(value, at, { required: ['address', 'authKey', 'source'] });
  if (typeof address !== 'string' || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address)) {
    throw bad(`${at}.address`, 'write it as c0:ff:ee:00:00:01, in lower case');
  }
  return Object.freeze({
    address,
    authKey: hex(authKey, `${at}.authKey`, 16),
    source: toSource(source, `${at}.source`),
  });
}

function toSource(value: unknown, at: string): SourcePlan {
  const kind = typeof value === 'object' && value !== null ? (value as Fields).kind : undefined;
  if (kind === 'recording') return toRecording(value, at);
  if (kind === 'generated') return toGenerated(value, at);
  if (kind === 'markers') {
    const { bytes, date } = fields(value, at, { required: ['kind', 'bytes', 'date'] });
    return Object.freeze({ kind, bytes: hex(bytes, `${at}.bytes`), day: toDay(date, `${at}.date`) });
  }
  throw bad(`${at}.kind`, 'make it recording, generated or markers');
}

function toRecording(value: unknown, at: string): SourcePlan {
  const { file, days } = fields(value, at, { required: ['kind', 'file', 'days'] });
  if (typeof file !== 'string' || file === '') throw bad(`${at}.file`, 'name a file');
  return Object.freeze({
    kind: 'recording',
    file,
    days: days === 'all' ? days : whole(days, `${at}.days`, { least: 1, most: MOST_DAYS }),
  });
}

function toGenerated(value: unknown, at: string): SourcePlan {
  const given = fields(value, at, { required: ['kind', 'seed', 'person', 'from', 'days'], optional: ['live'] });
  if (given.live !== undefined && typeof given.live !== 'boolean') throw bad(`${at}.live`, 'make it true or false');
  return Object.freeze({
    kind: 'generated',
    seed: whole(given.seed, `${at}.seed`, { least: 0, most: MOST_SEED }),
    person: whole(given.person, `${at}.person`, { least: 0, most: MOST_SEED }),
    from: toDay(given.from, `${at}.from`),
    days: whole(given.days, `${at}.days`, { least: 1, most: MOST_DAYS }),
    live: given.live === true,
  });
}

function fields(value: unknown, at: string, { required, optional = [] }: Names): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(at, 'make it an object');
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing) throw bad(at, `add ${missing}`);
  const unknown = Object.keys(value).find((name) => !required.includes(name) && !optional.includes(name));
  if (unknown) throw bad(at, `remove ${unknown}`);
  return value as Fields;
}

function whole(value: unknown, at: string, { least, most }: Range): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw bad(at, `make it a whole number from ${least} to ${most}`);
  }
  return value;
}

function toDay(value: unknown, at: string): number {
  const day = typeof value === 'string' ? parseDate(value) : undefined;
  if (day === undefined) throw bad(at, 'write it as YYYY-MM-DD, from 1996 to 2099');
  return day;
}

function hex(value: unknown, at: string, length?: number): Uint8Array {
  const form = typeof value === 'string' && /^([0-9a-f]{2})+$/i.test(value);
  if (!form || (length !== undefined && value.length !== 2 * length)) {
    throw bad(at, `write ${length ?? 'its'} bytes in hexadecimal digits`);
  }
  return Uint8Array.from({ length: value.length / 2 }, (_, at) => Number.parseInt(value.slice(2 * at, 2 * at + 2), 16));
}

function bad(at: string, remedy: string): SimError {
  return new SimError('bad-plan', `${at} of the plan cannot be understood; ${remedy}.`);
}
