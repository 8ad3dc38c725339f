import {
  addDays,
  type BoxKeyPair,
  cryptoReady,
  dataKeyId,
  type Envelope,
  METRICS,
  type Metric,
  openSummary,
  parseEnvelope,
  type Summary,
  standingBox,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RecoveryWorld } from '../../test/recovery-world.js';
import { dayBounds, NEXT } from '../../test/vault-world.js';
import { dataKeyOf, unsealDayKeys } from '../core/day-keys.js';
import { enrolled } from '../enrol.js';
import type { PersonPorts } from '../person.js';
import { sealDueWindows } from '../seal-windows.js';

const LATER = addDays(NEXT, 1);
const { start, end } = dayBounds(LATER);

let world: RecoveryWorld;
let vault: BoxKeyPair;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
  vault = vaultKey(world.first.root);
});
afterEach(() => world.close());

interface OfAgent {
  readonly agent: number;
  readonly revision: number;
  readonly summary: Summary;
}

const dayWindows = (envelopes: readonly Envelope[]): readonly Envelope[] =>
  envelopes.filter(({ granularity, windowStart }) => granularity === 'day' && windowStart === start);

/** What an agent sealed of a metric of that day, opened with the keys that it would release. */
async function sealedBy(ports: PersonPorts, envelopes: readonly Envelope[], metric: Metric): Promise<OfAgent[]> {
  const keys = await ports.vault.dayKeys(LATER, LATER);
  const opening = keys.map((each) => dataKeyOf(unsealDayKeys(each, vault), metric, 'day'));
  return dayWindows(envelopes).map((envelope) => {
    const { agent, revision, boxes } = envelope;
    const keyId = toHex(boxes[METRICS.indexOf(metric)]?.keyId ?? new Uint8Array());
    const key = opening.find((each) => toHex(dataKeyId(each)) === keyId);
    return { agent, revision, summary: openSummary(envelope, metric, key ?? new Uint8Array(32)) };
  });
}

describe('an agent that was left standing beside the one that recovered', () => {
  it('goes on being the one whose day is told, where the other has no wearable', async () => {
    const { first } = world;
    await world.recover({ keepAgents: true });
    await first.read(first.batchOf(start, end + 7200));
    await sealDueWindows(first.ports, first.person, true);
    const identity = enrolled(await world.ports.vault.identity());
    const ports = { ...world.ports, clock: () => end + 2 * 3600 };
    const due = { final: false, quarter: end + 2 * 3600, onTime: true };
    await sealDueWindows(ports, { identity, zone: first.person.zone }, due);
    const made = await ports.outbox.unreceived(0, 1_000);
    const others = made.map(({ bytes }) => parseEnvelope(new Uint8Array(bytes)));
    for (const metric of METRICS) {
      const old = await sealedBy(first.ports, await first.envelopes(), metric);
      const young = await sealedBy(ports, others, metric);
      expect([old, young].map((boxes) => boxes.map(({ agent, revision }) => [agent, revision]))).toEqual([
        [[1, 0]],
        [[2, 0]],
      ]);
      expect(young[0]?.summary.wornSeconds).toBe(7200);
      expect(standingBox([...young, ...old])?.summary).toMatchObject({ wornSeconds: end - start });
    }
  });
});
