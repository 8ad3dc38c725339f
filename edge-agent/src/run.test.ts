import { boxKeyPair, cryptoReady, signCertificate, signingKey } from '@fit4work/protocol';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryCentral } from '../test/memory/memory-central.js';
import { openMemoryStore } from '../test/memory/memory-store.js';
import { VirtualTime } from '../test/memory/virtual-time.js';
import { NOON } from '../test/scripted-link.js';
import { script } from '../test/wearables/standard.js';
import { family } from './families/standard.js';
import type { Person } from './person.js';
import type { Identity } from './ports.js';
import { type RunPorts, run } from './run.js';
import { Turn } from './turn.js';

const ADDRESS = 'c0:00:00:00:00:01';
/** Vault and keys without a person: nothing here is sealed to anybody or sent. Enrolled at noon. */
function personAtNoon(): Person {
  const [pseudonym, agentSeed, vaultPublicKey] = [
    new Uint8Array(16),
    new Uint8Array(32).fill(8),
    boxKeyPair(SEED).publicKey,
  ];
  const key = signingKey(SEED);
  const agentPublicKey = signingKey(agentSeed).publicKey;
  const certificate = signCertificate({ pseudonym, agent: 1, agentPublicKey, vaultPublicKey, issued: NOON }, key);
  const identity = { pseudonym, agent: 1, agentSeed, vaultPublicKey, certificate, identityPublicKey: key.publicKey };
  return { identity: identity as Identity, zone: 'Europe/Brussels' };
}
const SEED = new Uint8Array(32).fill(9);

let time: VirtualTime;
let stop: AbortController;
let store: ReturnType<typeof openMemoryStore>;
let woken: number;
let settled: number;
let ports: RunPorts;

beforeAll(() => cryptoReady);
beforeEach(() => {
  [time, stop, store, woken, settled] = [new VirtualTime(NOON), new AbortController(), openMemoryStore(), 0, 0];
  const central = new MemoryCentral();
  central.bring(ADDRESS, script());
  const untilStopped = (): Promise<void> =>
    new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve()));
  ports = {
    ...{ ...store, central, clock: time.clock, pause: time.pause, stopped: stop.signal, writing: new Turn() },
    families: new Map([[family.name, family]]),
    entropy: (length) => crypto.getRandomValues(new Uint8Array(length)),
    report: () => undefined,
    keepDays: 400,
    coachTime: async () => undefined,
    noticed: { holds: () => undefined, over: () => undefined },
    drain: {
      isOver: false,
      wake: () => {
        woken += 1;
      },
      settled: async () => {
        settled += 1;
      },
      until: untilStopped,
    },
  };
});

describe('an agent without a wearable', () => {
  it('delivers what waits, and seals nothing where it runs once', async () => {
    await run(ports, personAtNoon(), true);
    expect([woken > 0, settled]).toEqual([true, 1]);
    expect((await store.outbox.counts()).envelopes).toBe(0);
  });

  it('stays, goes on delivering, and reads a wearable that is paired within a minute or so', async () => {
    const running = run(ports, personAtNoon(), false);
    await time.pass(130);
    expect(woken).toBeGreaterThan(1);
    await store.vault.pair({ address: ADDRESS, family: family.name, key: undefined });
    await time.pass(90);
    expect((await store.vault.wearables())[0]?.synchronised).toBeGreaterThan(NOON + 130);
    // Windows have gone out meanwhile, and go on whether one is paired or not.
    const made = (await store.outbox.counts()).envelopes;
    expect(made).toBeGreaterThan(0);
    // Taken off again, it takes nothing of that with it.
    await store.vault.unpair(ADDRESS);
    const before = woken;
    await time.pass(130);
    expect(woken).toBeGreaterThan(before);
    await time.pass(1800);
    expect((await store.outbox.counts()).envelopes).toBeGreaterThanOrEqual(made + 2);
    stop.abort();
    await running;
  });
});
