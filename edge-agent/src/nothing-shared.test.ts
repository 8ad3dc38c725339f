import {
  cryptoReady,
  isKeyOf,
  METRICS,
  openKeptKeys,
  parseEnvelope,
  parsePersonTopic,
  signingKey,
  TOPICS,
  unseal,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeLink, SmallLog } from '../test/fakes.js';
import { seenBy } from '../test/seen-by.js';
import { COACH_BOX, DAY, dayBounds, NEXT, VaultWorld } from '../test/vault-world.js';
import { Drain } from './drain.js';
import { LogFollower } from './log-follower.js';
import { sealDueWindows } from './seal-windows.js';

let world: VaultWorld;
let drain: Drain;
let link: FakeLink;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await VaultWorld.open();
  await world.read(world.batchOf(dayBounds(DAY).start, dayBounds(NEXT).start + 3600));
  await sealDueWindows(world.ports, world.person, true);
  link = new FakeLink();
  const { outbox } = world.ports;
  const report = (): void => undefined;
  const seen = await seenBy({ findings: world.store.findings, clock: world.ports.clock, report });
  const tiles = async (): Promise<undefined> => undefined;
  const follower = await LogFollower.resume({ outbox, tiles, ...seen }, new SmallLog().policy);
  const { clock } = world.ports;
  const ports = {
    outbox,
    link,
    follower,
    clock,
    ...seen,
    timeElsewhere: async () => undefined,
    isListed: async () => undefined,
  };
  drain = await Drain.start(ports, world.person.identity);
});
afterEach(async () => {
  await drain.close();
  await world.close();
});

/** Everything that one can try who has the coach API's secrets, and all that reached the broker. */
const isOpenedBy = (sealed: Uint8Array, pair: typeof COACH_BOX): boolean => {
  try {
    return unseal(sealed, pair).length > 0;
  } catch {
    return false;
  }
};

it('without a grant, all that reaches the broker is opened by the employee, and by nobody with the coach API’s keys', async () => {
  const { outbox } = world.ports;
  const { envelopes, recordsWaiting } = await outbox.counts();
  link.connect();
  await expect.poll(() => link.published.length).toBeGreaterThanOrEqual(envelopes + recordsWaiting + 1);
  const agentKey = signingKey(world.person.identity.agentSeed).publicKey;
  const kinds = new Map<string, number>();
  for (const { topic, payload } of link.published) {
    const kind = topic === TOPICS.leaves ? 'leaves' : (parsePersonTopic(topic)?.kind ?? topic);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    expect(isOpenedBy(payload, COACH_BOX)).toBe(false);
    if (kind === 'keys') {
      const { sealed } = openKeptKeys(payload, agentKey);
      expect(isOpenedBy(sealed, COACH_BOX)).toBe(false);
      expect(isOpenedBy(sealed, vaultKey(world.root))).toBe(true);
    } else if (kind === 'envelope') {
      const envelope = parseEnvelope(payload);
      expect(METRICS.some((metric) => isKeyOf(envelope, metric, COACH_BOX.secret))).toBe(false);
    }
  }
  expect(Object.fromEntries(kinds)).toEqual({ keys: 2, envelope: envelopes, leaves: 1 });
});

it('the keys of a day are kept with the coach API as they are made, once for each time that they are made', async () => {
  const kept = (await world.ports.outbox.records()).filter(({ kind }) => kind === 'keys');
  const agentKey = signingKey(world.person.identity.agentSeed).publicKey;
  const days = await world.ports.vault.dayKeys('0000-01-01', '9999-12-31');
  expect(kept.map(({ bytes }) => openKeptKeys(new Uint8Array(bytes), agentKey))).toEqual(
    days.map(({ day, generation, sealed }) => {
      const { pseudonym, agent } = world.person.identity;
      return { pseudonym: new Uint8Array(pseudonym), agent, day, generation, sealed: new Uint8Array(sealed) };
    }),
  );
});
