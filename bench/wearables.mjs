import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepConnected, loadFamilies, NobleCentral, openStore, POLICY, Turn } from '../edge-agent/dist/index.js';
import { generatedMinutes, parseDate, startOfDay, startWearable } from '../firmware-sim/dist/index.js';
import { aeadSeal, cryptoReady } from '../protocol/dist/index.js';
import { paired } from '../scripts/bench/paired.mjs';
import { Air, inProcessTransport } from '../virtual-radio/dist/index.js';

/*
 * What a day of a band's history costs, from its radio to durable and acknowledged: noble and bleno over a virtual radio in
 * this process, four bytes a minute. Ours is the agent's whole path, connection included. The floor is what nobody can leave
 * out of it: the same connection and the same conversation in bare GATT calls, three AEAD seals of the chunk's sizes and one
 * transaction of three rows in SQLite with synchronous=FULL for each day; nothing is decoded.
 */

const DAYS = 10;
const FROM = parseDate('2026-05-04') ?? 0;
const KEY = Buffer.alloc(16, 7);
const END = startOfDay(FROM + DAYS);
/** Bytes of the three chunks of a day with a sample a minute. */
const CHUNK = 64 + 10 * 1440;
const PERSON = {
  zone: 'Europe/Brussels',
  identity: /** @type {any} */ ({ vaultPublicKey: Buffer.alloc(32, 9), agentSeed: Buffer.alloc(32, 8) }),
};
const source = generatedMinutes({ seed: 5, person: 1, from: FROM, days: DAYS });
// Made beforehand: the band's life is not what is measured.
const bytes = source.read(source.start, (source.end() - source.start) / 60);
const played = {
  ...source,
  read: (/** @type {number} */ from, /** @type {number} */ count) =>
    bytes.subarray(((from - source.start) / 60) * 4, ((from - source.start) / 60 + count) * 4),
};

const huami = (/** @type {string} */ short) => `0000${short}0000351221180009af100700`;

let bands = 0;

/** A band that was never read, and a central that looks for it. */
async function meeting() {
  bands += 1;
  const [high, low] = [bands >> 8, bands & 0xff].map((byte) => byte.toString(16).padStart(2, '0'));
  const address = `c0:ff:ee:00:${high}:${low}`;
  const air = new Air();
  const band = await new Promise((resolve) => {
    const started = startWearable(air, {
      family: 'huami',
      address,
      authKey: KEY,
      source: played,
      clock: () => END,
      ownTimer: false,
      onEvent: (event) => event === 'advertising' && resolve(started),
    });
  });
  const central = new NobleCentral({ hci: inProcessTransport(air) });
  const close = async () => {
    await central.close();
    band.close();
  };
  return { address, central, close };
}

async function ours(/** @type {any} */ { store, families }) {
  const { address, central, close } = await meeting();
  await store.vault.pair({ address, family: 'huami', key: KEY });
  const [paired] = (await store.vault.wearables()).slice(-1);
  const ports = {
    ...store,
    central,
    families,
    entropy: (/** @type {number} */ length) => new Uint8Array(randomBytes(length)),
    clock: () => END,
    report: () => undefined,
    pause: async () => undefined,
    stopped: new AbortController().signal,
    writing: new Turn(),
    onStored: async () => undefined,
  };
  await keepConnected(ports, PERSON, { paired, policy: { ...POLICY, once: true } });
  await close();
  const { cursor } = (await store.vault.wearables()).at(-1);
  if (cursor !== END) throw new Error('the agent did not read to the end');
}

/** The same conversation, as bare as it can be had. */
async function floor(/** @type {any} */ db) {
  const { address, central, close } = await meeting();
  const link = await (await (await central.find(address, 10_000)).connect(10_000)).discover();
  /** @type {(value: Uint8Array) => void} */
  let answer = () => undefined;
  const ask = (/** @type {string} */ uuid, /** @type {Uint8Array} */ value) =>
    new Promise((resolve) => {
      answer = resolve;
      void link.write(uuid, value);
    });
  await link.subscribe(huami('0009'), (value) => answer(Uint8Array.from(value)));
  const challenge = await ask(huami('0009'), Uint8Array.of(2, 8));
  const cipher = createCipheriv('aes-128-ecb', KEY, null).setAutoPadding(false);
  await ask(huami('0009'), Buffer.concat([Buffer.of(3, 8), cipher.update(challenge.subarray(3))]));
  let received = 0;
  await link.subscribe(huami('0004'), (value) => answer(Uint8Array.from(value)));
  await link.subscribe(huami('0005'), (value) => {
    received += value.length - 1;
  });
  for (;;) {
    const announced = await ask(huami('0004'), Uint8Array.of(1, 1, 0xd0, 7, 1, 2, 0, 0, 0, 0));
    if (announced[3] === 0 && announced[4] === 0) break;
    await ask(huami('0004'), Uint8Array.of(2));
    keep(db);
    await ask(huami('0004'), Uint8Array.of(3));
  }
  if (received !== bytes.length) throw new Error(`the floor received ${received} bytes of ${bytes.length}`);
  await link.close();
  await close();
}

function keep(/** @type {any} */ db) {
  db.transaction(() => {
    for (let metric = 0; metric < 3; metric += 1) {
      const nonce = randomBytes(12);
      db.prepare('INSERT INTO chunk (nonce, sealed) VALUES (?, ?)').run(
        nonce,
        aeadSeal({ key: Buffer.alloc(32, 1), nonce, aad: KEY }, Buffer.alloc(CHUNK)),
      );
    }
  })();
}

export const rows = async () => {
  await cryptoReady;
  const folder = mkdtempSync(join(tmpdir(), 'bench-wearables-'));
  const Database = createRequire(new URL('../edge-agent/package.json', import.meta.url))('better-sqlite3');
  const db = new Database(join(folder, 'floor.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE chunk (id INTEGER PRIMARY KEY, nonce BLOB, sealed BLOB)');
  const store = openStore(join(folder, 'vault.db'));
  const families = await loadFamilies();
  try {
    return [
      await paired({
        name: 'day-of-history',
        unit: 'ms',
        operations: DAYS,
        rounds: 9,
        ours: () => ours({ store, families }),
        floor: () => floor(db),
      }),
    ];
  } finally {
    await store.vault.close();
    db.close();
    rmSync(folder, { recursive: true });
  }
};
