import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryCentral } from '../test/memory/memory-central.js';
import { openMemoryStore } from '../test/memory/memory-store.js';
import { VirtualTime } from '../test/memory/virtual-time.js';
import { NOON } from '../test/scripted-link.js';
import { script } from '../test/wearables/standard.js';
import { POLICY } from './core/connection.js';
import { family } from './families/standard.js';
import { keepConnected } from './keep-connected.js';
import type { Identity } from './ports.js';
import { Turn } from './turn.js';

const MANY = 30;
/** Vault and keys without a person: nothing here is sealed to anybody or sent. */
const PERSON = {
  identity: {
    ...{ pseudonym: new Uint8Array(16), agent: 1, agentSeed: new Uint8Array(32).fill(8) },
    vaultPublicKey: new Uint8Array(32).fill(9),
  } as Identity,
  zone: 'Europe/Brussels',
};

let warnings: string[];
const note = (warning: Error): unknown => warnings.push(warning.message);

beforeAll(() => cryptoReady);
beforeEach(() => {
  warnings = [];
  process.on('warning', note);
});
afterEach(() => {
  process.off('warning', note);
});

describe('an agent with many wearables', () => {
  it('keeps them side by side, and few listen to any one signal', async () => {
    const [time, central, stop, store] = [
      new VirtualTime(NOON),
      new MemoryCentral(),
      new AbortController(),
      openMemoryStore(),
    ];
    const addresses = Array.from({ length: MANY }, (_, at) => `c0:00:00:00:00:${(at + 16).toString(16)}`);
    for (const address of addresses) {
      central.bring(address, script());
      await store.vault.pair({ address, family: 'standard', key: undefined });
    }
    const ports = {
      ...{ ...store, central, clock: time.clock, pause: time.pause, stopped: stop.signal, writing: new Turn() },
      families: new Map([[family.name, family]]),
      entropy: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
      report: () => undefined,
      onStored: async () => undefined,
    };
    const wearables = await store.vault.wearables();
    const kept = Promise.all(wearables.map((paired) => keepConnected(ports, PERSON, { paired, policy: POLICY })));
    await time.pass(300, (second) => {
      for (const address of addresses) central.tell(address, second % 50);
    });
    stop.abort();
    expect(await kept).toEqual(addresses.map(() => true));
    const { 'heart-rate': beats } = await store.vault.sampleCounts();
    expect(beats).toBeGreaterThan(MANY * 250);
    // Node tells of a warning in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });
});
