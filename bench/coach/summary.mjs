import { hash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import * as protocol from '../../protocol/dist/index.js';
import { median } from '../../scripts/bench/paired.mjs';
import { COACH_ID, CoachApi } from './coach-api.mjs';
import { FIRST_DAY } from './person.mjs';

/*
 * A coach opens the last thirty days of three metrics of one person, over HTTP, from envelopes that are stored: the read is in the log
 * already and is held (SPEC.md clause 11.3). And a coach asks who shares. Both while so many people are stored, of whom twenty of
 * each lot share with this coach and the others with another. Each day's keys came in a release of their own, as an agent
 * sends them while a grant lives. The floor is what nobody can leave out of a summary: each envelope hashed, three boxes of it decrypted
 * and their key ids made, each release of these days verified and unsealed, and one durable line in the account of openings. Of the list of
 * people: a record of consent of everybody, read and hashed. What was at work is the time of this process on a core, ours and that of whoever
 * asks, which says more than what passed where the machine is busy with something else.
 */

const METRICS = 3;
/** Of a grant. */
const CONSENT_BYTES = 900;
const MOST_MS = { p50: 20, p99: 60 };
/** @typedef {Awaited<ReturnType<typeof timeOf>>} Time */
/** @typedef {{ ours: Time, floor: Time }} Timed */
/** @typedef {{ sizes?: readonly number[], days?: number, asked?: number, sharing?: number, rounds?: number }} Sizes */

const upOf = (person, kind, payload) => ({ topic: protocol.TOPICS.up(person.name, kind), payload });

/** People of whom every day is stored, in the order in which it comes from all of them. */
async function addPeople(api, { count, days, sharing }) {
  const people = await api.enrol(count);
  const grants = people.map((person, i) => {
    const coach = i < sharing ? COACH_ID : 'coach-2';
    const { controller } = api;
    const time = Math.floor(Date.now() / 1000);
    return person.grant({ coach, controller, until: protocol.addDays(FIRST_DAY, 365), time });
  });
  await api.sendAll(people.map((person, i) => upOf(person, 'consent', protocol.seal(grants[i].bytes, api.boxKey))));
  for (let day = 0; day < days; day += 1) {
    await api.sendAll(people.map((person) => upOf(person, 'envelope', person.seal(day))));
    await api.sendAll(
      people.map((person, i) => upOf(person, 'release', person.release(day, grants[i].leaf, api.boxKey))),
    );
  }
  findInLog(api.root);
  return people.slice(0, sharing);
}

/** As where the log is well: all that is stored was found in it. @param {string} root */
function findInLog(root) {
  const db = openDatabase(join(root, 'state', 'coach.db'));
  db.exec('UPDATE envelopes SET anchored_index = id WHERE anchored_index IS NULL');
  db.close();
}

/** @param {readonly number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** @param {() => unknown} work @returns {Promise<{ ms: number, cpu: number }>} what passed, and what this process was at work, in milliseconds */
async function timeOf(work) {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - begun, cpu: (user + system) / 1_000 };
}

/** The floor has its own, under the same promises as ours. @param {string} path */
function openDatabase(path) {
  const Database = createRequire(new URL('../../coach-api/package.json', import.meta.url))('better-sqlite3');
  const db = new Database(path, { timeout: 5_000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  return db;
}

/** A record of consent of everybody read and hashed. @param {string} root @param {number} people */
function peopleFloor(root, people) {
  const db = openDatabase(join(root, 'floor.db'));
  db.exec('DROP TABLE IF EXISTS consents; CREATE TABLE consents (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)');
  const insert = db.prepare('INSERT INTO consents (bytes) VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < people; i += 1) insert.run(new Uint8Array(CONSENT_BYTES));
  })();
  const all = db.prepare('SELECT bytes FROM consents');
  const run = () => {
    for (const { bytes } of all.all()) hash('sha256', bytes, 'binary');
  };
  return { run, close: () => db.close() };
}

/** The primitives of one summary, over bytes of the same lengths. @param {string} root @param {number} asked days */
function summaryFloor(root, asked) {
  const db = openDatabase(join(root, 'floor.db'));
  db.exec('CREATE TABLE IF NOT EXISTS openings (id INTEGER PRIMARY KEY, leaves TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO openings (leaves) VALUES (?)');
  const [key, nonce, aad] = [new Uint8Array(32).fill(1), new Uint8Array(12), new Uint8Array(90)];
  const box = sodium.crypto_aead_chacha20poly1305_ietf_encrypt(new Uint8Array(128), aad, null, nonce, key);
  const [envelope, inner, outer] = [new Uint8Array(800), new Uint8Array(64 + 10), new Uint8Array(64 + 32)];
  const pair = protocol.boxKeyPair(key);
  const sealed = protocol.seal(new Uint8Array(200), pair.publicKey);
  const signer = protocol.signingKey(key);
  const signature = protocol.sign(signer, sealed);
  const run = () => {
    for (let day = 0; day < asked; day += 1) {
      sodium.crypto_sign_verify_detached(signature, sealed, signer.publicKey);
      sodium.crypto_box_seal_open(sealed, pair.publicKey, pair.secret);
      hash('sha256', envelope, 'binary');
      for (let metric = 0; metric < METRICS; metric += 1) {
        for (const bytes of [inner, outer]) hash('sha256', bytes, 'binary');
        sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, box, aad, nonce, key);
      }
    }
    insert.run('a'.repeat(64));
  };
  return { run, close: () => db.close() };
}

/** Opens each person's days again and again, the floor beside it. @param {{ api: CoachApi, people: readonly import('./person.mjs').Person[], size: number, days: number, asked: number, rounds: number }} of */
async function measure({ api, people, size, days, asked, rounds }) {
  const range = {
    from: protocol.addDays(FIRST_DAY, Math.max(0, days - asked)),
    until: protocol.addDays(FIRST_DAY, days - 1),
  };
  const read = async (/** @type {import('./person.mjs').Person} */ person) => {
    const answer = await api.summaries(person, range);
    const { steps, heartRate, sleep } = answer.days.at(-1);
    if (![steps?.total, heartRate?.mean, sleep?.minutesAsleep].every(Number.isFinite) || answer.days.length !== asked) {
      throw new Error('a day is not in the answer');
    }
  };
  const floors = { summary: summaryFloor(api.root, asked), people: peopleFloor(api.root, size) };
  /** @type {{ summary: Timed[], people: Timed[] }} */
  const seen = { summary: [], people: [] };
  for (const person of people) await read(person);
  for (let round = 0; round < rounds; round += 1) {
    for (const person of people) {
      seen.summary.push({ ours: await timeOf(() => read(person)), floor: await timeOf(floors.summary.run) });
    }
    seen.people.push({ ours: await timeOf(() => api.ask('/v1/people')), floor: await timeOf(floors.people.run) });
  }
  for (const floor of [floors.summary, floors.people]) floor.close();
  return seen;
}

/**
 * @param {string} name @param {readonly Timed[]} timed
 * @param {{ share?: number, ceiling?: number, note: string }} of the quantile that is told
 */
function row(name, timed, { share = 0.5, note, ...promised }) {
  const round = (/** @type {number} */ value) => Number(value.toPrecision(3));
  const ours = quantile(
    timed.map((each) => each.ours.ms),
    share,
  );
  const floor = median(timed.map((each) => each.floor.ms));
  const cpu = median(timed.map((each) => each.ours.cpu));
  return {
    ...{ name, unit: 'ms', ours: round(ours), floor: round(floor), ratio: round(ours / floor), ...promised },
    note: `${note}; at work ${round(cpu)} ms`,
  };
}

/** @param {Sizes} [sizes] */
export async function summaryRows({ sizes = [20, 200, 2_000], days = 60, asked = 30, sharing = 20, rounds = 12 } = {}) {
  const api = await CoachApi.open();
  const rows = [];
  const people = [];
  let stored = 0;
  try {
    for (const size of sizes) {
      people.push(...(await addPeople(api, { count: size - stored, days, sharing })));
      stored = size;
      const { summary, people: listed } = await measure({ api, people, size, days, asked, rounds });
      const note = `p50 of ${summary.length} reads, ${asked} days of ${days}`;
      rows.push(
        row(`summary-${size}`, summary, { ceiling: MOST_MS.p50, note }),
        row(`summary-${size}-p99`, summary, { share: 0.99, ceiling: MOST_MS.p99, note: 'p99 of the same' }),
        row(`people-${size}`, listed, { note: `p50, ${people.length} of them share` }),
      );
    }
    if (api.refused > 0) throw new Error(`${api.refused} messages were refused`);
    return rows;
  } finally {
    await api.close();
  }
}
