import { randomBytes } from 'node:crypto';
import {
  identityKey,
  jwsBytes,
  leafOf,
  PURPOSE,
  seal,
  signGrant,
  signingKey,
  signRelease,
  signWithdrawal,
  toHex,
} from '@fit4work/protocol';
import type { DrainWorld } from './drain-world.js';

const bytes = (n: number): Uint8Array => new Uint8Array(randomBytes(n));

export const grantIn = (world: DrainWorld) => ({
  pseudonym: world.identity.pseudonym,
  controller: bytes(32),
  recipient: 'coach-1',
  purpose: PURPOSE,
  scope: [{ metric: 'steps', granularities: ['day'] }] as const,
  from: '2026-01-01',
  until: '2026-02-01',
  issued: world.now - 10,
  expires: world.now + 1_000,
  notice: { language: 'nl', sha256: 'ab'.repeat(32) },
  after: [],
  salt: bytes(32),
});

/** A grant and the keys under it, which wait to be sent. */
export async function addGrant(world: DrainWorld): Promise<{ leaf: Uint8Array; release: Uint8Array }> {
  const { pseudonym, pins, agentSeed } = world.identity;
  const consent = jwsBytes(signGrant(grantIn(world), identityKey(world.root)));
  const leaf = leafOf(consent);
  const header = { pseudonym, agent: 1, grant: leaf, recipient: pins.coachBoxKey, consent: [leaf] };
  const release = signRelease(header, [], signingKey(agentSeed));
  await world.outbox.addRecords([
    { kind: 'consent', bytes: consent, payload: seal(consent, pins.coachBoxKey) },
    { kind: 'release', bytes: release, payload: release },
  ]);
  return { leaf, release };
}

/** Ends it. @returns the leaf of the withdrawal */
export async function endGrant(world: DrainWorld, grantLeaf: Uint8Array): Promise<Uint8Array> {
  const id = toHex(grantLeaf);
  const withdrawal = {
    ...{ pseudonym: world.identity.pseudonym, grant: id, issued: world.now - 5 },
    ...{ after: [id], salt: bytes(32) },
  };
  const consent = jwsBytes(signWithdrawal(withdrawal, identityKey(world.root)));
  await world.outbox.addRecords([{ kind: 'consent', bytes: consent, payload: consent }]);
  return leafOf(consent);
}
