import { equalBytes } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendAll, leavesOf, NOW } from '../../test/kit.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { SqliteAuditBook } from '../adapters/sqlite-audit-book.js';
import { Policies } from '../rotation/policies.js';
import { notingPublisher } from './noting-publisher.js';

let kit: RotatingKit;
let book: SqliteAuditBook;
beforeEach(async () => {
  await sodium.ready;
  kit = createRotatingKit();
  book = new SqliteAuditBook(':memory:');
});
afterEach(() => {
  book.close();
  kit.remove();
});

it('a witness whose key is to change is noted by the key that stood at the checkpoint', async () => {
  const signers = [kit.signer, kit.newLog];
  const history = kit.rotatedCouncil();
  const log = kit.open(history, signers, (ports) => {
    const policies = new Policies(history, signers, (leaf) => ports.store.indexOf(leaf));
    const policyAt = (size: number) => policies.policyAt(size);
    // As a start of the service names them: the key that is to come has the name, and the one that goes another.
    const witnesses = policies.witnesses.flatMap(({ name, key }) =>
      ports.witnesses
        .filter((peer) => equalBytes(peer.key.publicKey, key.publicKey))
        .map((peer) => ({ ...peer, name })),
    );
    return {
      ...ports,
      witnesses,
      publisher: notingPublisher(ports.publisher, { book, store: ports.store, policyAt, clock: () => NOW }),
    };
  });
  await log.publication.prepare();
  await appendAll(log, leavesOf(0, 3));
  log.store.close();
  expect(book.publicationsAbove(0, 9)).toEqual([
    { size: 3, time: NOW, witnesses: kit.policy.witnesses.map(({ name }) => name) },
  ]);
});
