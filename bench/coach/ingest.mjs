import { hash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import * as protocol from '../../protocol/dist/index.js';
import { paired } from '../../scripts/bench/paired.mjs';
import { BATCH, CoachApi } from './coach-api.mjs';

/*
 * Envelopes a second, from the message to the receipt that follows the commit: read, hash, verify, compare with the chain, store in
 * one transaction, sign. The floor is what nobody can leave out: for each envelope one Ed25519 verification, by libsodium as
 * the services do, and two SHA-256 over its bytes; for all of them one durable transaction that inserts each with what it is found by,
 * under the key that lets it be stored only once. Signatures of receipts, indexes by window and all that is decided are our cost.
 */

const upOf = (person, payload) => ({ topic: protocol.TOPICS.up(person.name, 'envelope'), payload });

/** What the floor writes to: the same driver, under the same promises. @param {string} path */
function plainStore(path) {
  const Database = createRequire(new URL('../../coach-api/package.json', import.meta.url))('better-sqlite3');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE envelopes (id INTEGER PRIMARY KEY, pseudonym TEXT NOT NULL, agent INTEGER NOT NULL,
    sequence INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (pseudonym, agent, sequence))`);
  const insert = db.prepare('INSERT INTO envelopes (pseudonym, agent, sequence, bytes) VALUES (?, ?, ?, ?)');
  let sequence = 0;
  const store = db.transaction((messages) => {
    for (const { name, payload } of messages) {
      sequence += 1;
      insert.run(name, 1, sequence, payload);
    }
  });
  return { store: (messages) => store.immediate(messages), close: () => db.close() };
}

/** @param {string} name @param {number} each envelopes of one agent in a batch @param {{ batch?: number, rounds?: number, atLeastMs?: number, ratioCeiling?: number }} [options] */
export async function ingestRow(name, each, { batch = BATCH, rounds, atLeastMs, ratioCeiling } = {}) {
  const api = await CoachApi.open();
  const plain = plainStore(join(api.root, 'floor.db'));
  try {
    const people = await api.enrol(batch / each);
    let making = 0;
    // Sealing is the agents' work: the time it takes is taken off the clock.
    const make = () => {
      const begun = performance.now();
      const messages = Array.from({ length: each }, (_, i) =>
        people.map((person) => upOf(person, person.seal(i))),
      ).flat();
      making += performance.now() - begun;
      return messages;
    };
    const sample = make();
    await api.send(sample);
    const parts = sample.map(({ topic, payload }, i) => {
      const { payload: content, protectedHeader, signature } = protocol.parseEnvelope(payload).signed;
      const message = protocol.encodeCbor(['Signature1', protectedHeader, new Uint8Array(0), content]);
      return { name: topic, payload, message, signature, key: people[i % people.length].publicKey };
    });
    const row = await paired({
      ...{ name, unit: 'envelopes/s', operations: batch, rounds, atLeastMs },
      clock: () => performance.now() - making,
      ours: () => api.send(make()),
      floor: () => {
        for (const { message, payload, signature, key } of parts) {
          hash('sha256', payload, 'binary');
          hash('sha256', payload, 'binary');
          if (!sodium.crypto_sign_verify_detached(signature, message, key)) throw new Error('a false signature');
        }
        plain.store(parts);
      },
    });
    if (api.refused > 0) throw new Error(`${api.refused} messages were refused`);
    const note = `batches of ${batch}, ${each} of each agent`;
    return { ...row, note, ...(ratioCeiling === undefined ? {} : { ratioCeiling }) };
  } finally {
    plain.close();
    await api.close();
  }
}
