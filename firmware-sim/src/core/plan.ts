import { FAMILY_NAMES, type FamilyName, isFamilyName } from './family-name.js';
import { type FaultPlan, toFaults } from './fault-plan.js';
import type { HuamiSampleBytes } from './huami-samples.js';
import { bad, type Fields, fields, flag, hex, toDay, whole } from './plan-fields.js';

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
  readonly family: FamilyName;
  /** Huami alone; without, the wearable is unpaired, and its wearer confirms whatever key it is offered. */
  readonly authKey?: Uint8Array;
  /** Huami alone. */
  readonly sampleBytes?: HuamiSampleBytes;
  /** As its family, if it is not given. */
  readonly memoryDays?: number;
  /** Decides where faults strike; by its address, if it is not given. */
  readonly seed?: number;
  readonly faults: readonly FaultPlan[];
  readonly source: SourcePlan;
}

/** What the process is to play. */
export interface Plan {
  readonly port: number;
  readonly wearables: readonly WearablePlan[];
}

const IN_PLAN = 'In the plan, ';
const MOST_WEARABLES = 200;
const MOST_DAYS = 3660;
const MOST_SEED = 0xffff_ffff;

/** @throws SimError `bad-plan`, in one sentence that names the place in the plan and the remedy; never a key. */
export function toPlan(value: unknown): Plan {
  const plan = fields(value, 'The top level of the plan', { required: ['port', 'wearables'] });
  const port = whole(plan.port, `${IN_PLAN}port`, { least: 0, most: 65_535 });
  const { wearables } = plan;
  if (!Array.isArray(wearables) || wearables.length === 0 || wearables.length > MOST_WEARABLES) {
    throw bad(`${IN_PLAN}wearables`, `make it a list of 1 to ${MOST_WEARABLES}`);
  }
  const all = wearables.map((one, index) => toWearable(one, `${IN_PLAN}wearables[${index}]`));
  for (const [index, { address }] of all.entries()) {
    const first = all.findIndex((one) => one.address === address);
    if (first !== index)
      throw bad(`${IN_PLAN}wearables[${index}].address`, `wearables[${first}] has it already; give it another`);
  }
  return Object.freeze({ port, wearables: Object.freeze(all) });
}

const OPTIONAL = ['family', 'authKey', 'sampleBytes', 'memoryDays', 'seed', 'faults'];

function toWearable(value: unknown, at: string): WearablePlan {
  const given = fields(value, at, { required: ['address', 'source'], optional: OPTIONAL });
  const { address, authKey, family = 'huami', faults = [], memoryDays, sampleBytes, seed, source } = given;
  if (typeof address !== 'string' || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address)) {
    throw bad(`${at}.address`, 'write it as c0:ff:ee:00:00:01, in lower case');
  }
  if (!isFamilyName(family)) throw bad(`${at}.family`, `make it one of ${FAMILY_NAMES.join(', ')}`);
  for (const name of ['authKey', 'sampleBytes']) {
    if (family !== 'huami' && Object.hasOwn(given, name))
      throw bad(`${at}.${name}`, 'remove it, it is for huami alone');
  }
  if (sampleBytes !== undefined && sampleBytes !== 4 && sampleBytes !== 8)
    throw bad(`${at}.sampleBytes`, 'make it 4 or 8');
  return Object.freeze({
    address,
    family,
    ...(authKey === undefined ? {} : { authKey: hex(authKey, `${at}.authKey`, 16) }),
    ...(sampleBytes === undefined ? {} : { sampleBytes }),
    ...(memoryDays === undefined
      ? {}
      : { memoryDays: whole(memoryDays, `${at}.memoryDays`, { least: 0, most: MOST_DAYS }) }),
    ...(seed === undefined ? {} : { seed: whole(seed, `${at}.seed`, { least: 0, most: MOST_SEED }) }),
    faults: toFaults(faults, `${at}.faults`),
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
  return Object.freeze({
    kind: 'generated',
    seed: whole(given.seed, `${at}.seed`, { least: 0, most: MOST_SEED }),
    person: whole(given.person, `${at}.person`, { least: 0, most: MOST_SEED }),
    from: toDay(given.from, `${at}.from`),
    days: whole(given.days, `${at}.days`, { least: 1, most: MOST_DAYS }),
    live: flag(given.live, `${at}.live`),
  });
}
