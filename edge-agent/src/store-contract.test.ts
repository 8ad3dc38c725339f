import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe } from 'vitest';
import { describeChains } from '../test/contracts/chains-contract.js';
import { describeConsent } from '../test/contracts/consent-contract.js';
import { describeDelivered } from '../test/contracts/delivered-contract.js';
import { describeErasures } from '../test/contracts/erasures-contract.js';
import { describeLetters } from '../test/contracts/letters-contract.js';
import { describeOutbox } from '../test/contracts/outbox-contract.js';
import type { OpenStore, Store } from '../test/contracts/store-under-test.js';
import { describeVault } from '../test/contracts/vault-contract.js';
import { MemoryDisk } from '../test/memory/memory-disk.js';
import { openMemoryStore } from '../test/memory/memory-store.js';
import { openStore } from './adapters/sqlite-store.js';

beforeAll(() => cryptoReady);

const inSqlite: OpenStore = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const opened: Store[] = [];
  const again = async (): Promise<Store> => {
    const store = openStore(join(folder, 'vault.db'));
    opened.push(store);
    return store;
  };
  return {
    ...(await again()),
    again,
    close: async () => {
      for (const { vault } of opened) await vault.close();
      rmSync(folder, { recursive: true });
    },
  };
};

const inMemory: OpenStore = async () => {
  const disk = new MemoryDisk();
  return { ...openMemoryStore(disk), again: async () => openMemoryStore(disk), close: async () => undefined };
};

describe.each([
  ['SQLite', inSqlite],
  ['memory', inMemory],
])('a store in %s', (_, open) => {
  describeVault(open);
  describeOutbox(open);
  describeDelivered(open);
  describeConsent(open);
  describeErasures(open);
  describeChains(open);
  describeLetters(open);
});
