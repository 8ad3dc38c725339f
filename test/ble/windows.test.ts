import { type Person, type RunPorts, run, WearableError } from '@fit4work/edge-agent';
import { generatedMinutes, parseDate, type SimWearable, startOfDay } from '@fit4work/firmware-sim';
import {
  type DataKey,
  decodeCbor,
  type Envelope,
  identityKey,
  METRICS,
  openSummary,
  parseEnvelope,
  readArray,
  readBytes,
  signCertificate,
  signingKey,
  unseal,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PERSON } from './person.js';
import { World } from './world.js';

/* The agent as it runs, over the real stack and in a time of its own: a band goes out of reach for a day and comes back. */

const HOUR = 3600;
const DAY = 86_400;
const MAY_4 = parseDate('2026-05-04') ?? 0;
const MIDNIGHT = startOfDay(MAY_4 + 2);
const TIMEOUT = 300_000;
/** Of the agent: one looks at the clock, one keeps the band connected. */
const LOOPS = 2;
const KEY = new Uint8Array(16).fill(0x3c);
const VAULT = vaultKey(new Uint8Array(32).fill(4));
/** Enrolled as the day begins on which her band is first listened to. */
function enrolled(): Person {
  const root = identityKey(new Uint8Array(32).fill(4));
  const { pseudonym, agent, agentSeed } = PERSON.identity;
  const vaultPublicKey = VAULT.publicKey;
  const agentPublicKey = signingKey(agentSeed).publicKey;
  const said = { pseudonym, agent, agentPublicKey, vaultPublicKey, issued: MIDNIGHT + 8 * HOUR };
  const certificate = signCertificate(said, root);
  return {
    ...PERSON,
    identity: { ...PERSON.identity, vaultPublicKey, identityPublicKey: root.publicKey, certificate },
  };
}
const ANN = enrolled();

let world: World;
let wearable: SimWearable;
let inReach: boolean;
let stop: AbortController;
let agent: Promise<void>;
let central: ReturnType<World['openCentral']>;

beforeEach(async () => {
  world = new World(MIDNIGHT + 8 * HOUR);
  stop = new AbortController();
  inReach = true;
  const source = generatedMinutes({ seed: 8, person: 2, from: MAY_4, days: 9 });
  wearable = await world.pair({ family: 'huami', authKey: KEY, address: 'c0:ff:ee:00:00:01', source });
  central = world.openCentral();
  const ports = await world.ports(central, stop.signal);
  const find: RunPorts['central']['find'] = async (address, withinMs, until) => {
    if (inReach) return central.find(address, withinMs, until);
    await ports.pause(withinMs, until ?? stop.signal);
    throw new WearableError('not-found', 'The wearable is not in range.');
  };
  const drain = { wake: () => undefined, settled: async () => undefined, until: async () => undefined, isOver: false };
  agent = run(
    {
      ...ports,
      central: { find, nearby: async () => [], close: () => central.close() },
      drain,
      keepDays: 400,
      coachTime: async () => undefined,
      findings: world.store.findings,
      noticed: { holds: () => undefined, over: () => undefined },
    },
    ANN,
    false,
  );
});

afterEach(async () => {
  stop.abort();
  await agent;
  await central.close();
  await world.close();
});

/** Time goes on in steps of half a minute, or of so many seconds. */
async function pass(seconds: number, step = 30): Promise<void> {
  for (const end = world.now + seconds; world.now < end; ) {
    world.now += step - 1;
    await world.hurry();
    await world.untilWaiting(LOOPS);
  }
}

/** The wearer walks away: the link is lost, and nobody is found. */
async function leave(): Promise<void> {
  inReach = false;
  wearable.reboot();
  await pass(60);
}

const envelopes = async (): Promise<readonly Envelope[]> =>
  (await world.store.outbox.unreceived(0, 10_000)).map(({ bytes }) => parseEnvelope(new Uint8Array(bytes)));

/** Every key that there is, as a coach would have it of a grant for all: opened with the passphrase. */
async function keys(granularity: 'hour' | 'day'): Promise<readonly DataKey[]> {
  const all = await world.vault.dayKeys('2026-05-01', '2026-05-20');
  return all.flatMap(({ day, sealed }) => {
    const open = readBytes(readArray(decodeCbor(unseal(sealed, VAULT)), 'keys', 3)[2], 'keys', 288);
    return METRICS.map((metric, i) => {
      const at = 32 * (3 * i + (granularity === 'hour' ? 1 : 2));
      return { day, metric, granularity, key: open.subarray(at, at + 32) };
    });
  });
}

/** The steps that a coach is shown of a window: by the highest revision of which a key fits. */
async function stepsShown(granularity: 'hour' | 'day', start: number): Promise<number | null> {
  const of = (await envelopes()).filter((each) => each.granularity === granularity && each.windowStart === start);
  const [best] = of.sort((a, b) => b.revision - a.revision);
  if (best === undefined) throw new Error('no such window');
  for (const { metric, key } of await keys(granularity)) {
    if (metric !== 'steps') continue;
    try {
      const { values } = openSummary(best, 'steps', key);
      return values.metric === 'steps' ? values.total : null;
    } catch {
      // Another day's, or another generation's.
    }
  }
  throw new Error('no key fits');
}

/** By what the band knows of itself. */
function stepsWalked(from: number, until: number): number {
  const minutes = [...wearable.oracle.minutes('acknowledged'), ...wearable.oracle.minutes('held')];
  return minutes
    .filter(({ at, kind }) => at >= from && at < until && kind !== 3 && kind !== 6)
    .reduce((sum, { steps }) => sum + steps, 0);
}

describe('a band that is out of reach for a day', () => {
  it(
    'leaves a steady cadence of windows, and its history comes to the coach at the next revision',
    async () => {
      await pass(2 * HOUR);
      await leave();
      const away = world.now;
      await pass(DAY, 120);
      const meanwhile = (await envelopes()).filter(
        ({ windowStart }) => windowStart >= away && windowStart < away + DAY - HOUR,
      );
      expect(meanwhile.filter(({ granularity }) => granularity === 'raw')).toHaveLength(92);
      expect(await stepsShown('hour', MIDNIGHT + 15 * HOUR)).toBe(null);
      inReach = true;
      await pass(1000);
      const hours = Array.from({ length: 20 }, (_, i) => MIDNIGHT + (11 + i) * HOUR);
      for (const hour of hours) {
        expect([hour, await stepsShown('hour', hour)]).toEqual([hour, stepsWalked(hour, hour + HOUR)]);
      }
      expect(await stepsShown('day', MIDNIGHT)).toBe(stepsWalked(MIDNIGHT, MIDNIGHT + DAY));
      const all = await envelopes();
      expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i + 1));
      expect(
        new Set(all.map(({ granularity, windowStart, revision }) => `${granularity} ${windowStart} ${revision}`)).size,
      ).toBe(all.length);
      expect(Math.max(...all.map(({ revision }) => revision))).toBe(1);
      expect(world.events.filter((event) => event === 'sealed-late')).toHaveLength(1);
    },
    TIMEOUT,
  );
});

describe('a machine whose clock is moved while a band is listened to', () => {
  it.each([10, -10])(
    'by %d years: nothing is stored or sealed of that time, and nothing is lost of this one',
    async (years) => {
      await pass(HOUR);
      const moved = world.now;
      world.machineAhead = years * 365 * DAY;
      await pass(HOUR);
      expect((await envelopes()).filter(({ windowStart }) => windowStart >= moved)).toEqual([]);
      world.machineAhead = 0;
      await pass(2 * HOUR);
      expect(await world.vault.days()).toEqual({ from: '2026-05-04', until: '2026-05-06' });
      for (const hour of [8, 9, 10].map((each) => MIDNIGHT + each * HOUR)) {
        expect([hour, await stepsShown('hour', hour)]).toEqual([hour, stepsWalked(hour, hour + HOUR)]);
      }
      const all = await envelopes();
      expect(all.every(({ windowStart }) => windowStart <= world.now)).toBe(true);
      expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, i) => i + 1));
      expect(Math.max(...all.map(({ revision }) => revision))).toBe(0);
    },
    TIMEOUT,
  );
});
