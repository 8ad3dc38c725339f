import { describe, expect, it } from 'vitest';
import { concat } from './bytes.js';
import { type EnvelopeHeader, openBox, parseEnvelope, sealEnvelope, verifyEnvelope } from './envelope.js';
import { leafOf } from './hash.js';
import { type BoxKeyPair, identityKey, openCertificate, seal, signCertificate, unseal, vaultKey } from './keys.js';
import { boxInputs, codeOf, filled, HEADER, PSEUDONYM, RECIPIENT } from './records.fixture.js';
import { openRelease, parseRelease, signRelease, verifyRelease } from './release.js';
import { openRetirement, signRetirement } from './retirement.js';
import { type SigningKey, signingKey } from './signature.js';

/* One employee with several agents, as on a phone and a PC, or after a loss (SPEC.md clauses 7.4 and 7.5). */

const ROOT = filled(32, 0x42);
const IDENTITY = identityKey(ROOT);
const VAULT: BoxKeyPair = vaultKey(ROOT);
const PHONE = signingKey(filled(32, 0x50));
const PC = signingKey(filled(32, 0x51));

const certified = (agent: number, key: SigningKey): Uint8Array =>
  signCertificate(
    { pseudonym: PSEUDONYM, agent, agentPublicKey: key.publicKey, vaultPublicKey: VAULT.publicKey, issued: 1000 },
    IDENTITY,
  );

/** What a store does with an envelope: take the key from the certificate of the agent that it names, and verify. */
function accept(bytes: Uint8Array, certificates: readonly Uint8Array[]): string {
  const envelope = parseEnvelope(bytes);
  const certificate = certificates
    .map((one) => openCertificate(one, IDENTITY.publicKey))
    .find(({ agent }) => agent === envelope.agent);
  return codeOf(() => verifyEnvelope(envelope, certificate?.agentPublicKey ?? new Uint8Array(0)));
}

const sealAs = (agent: number, key: SigningKey, change: Partial<EnvelopeHeader> = {}): Uint8Array =>
  sealEnvelope({ ...HEADER, agent, ...change }, boxInputs(filled(40, 1)), key);

describe('a second agent', () => {
  const certificates = [certified(1, PHONE), certified(2, PC)];

  it('writes a chain of its own beside the first', () => {
    const first = sealAs(1, PHONE);
    const second = sealAs(2, PC);
    const third = sealAs(2, PC, { sequence: 2, previous: leafOf(second) });
    expect([first, second, third].map((bytes) => accept(bytes, certificates))).toEqual(Array(3).fill('accepted'));
    expect(parseEnvelope(third)).toMatchObject({ agent: 2, sequence: 2, previous: leafOf(second) });
  });

  it('cannot speak as the first, nor before the identity vouches for it', () => {
    expect(accept(sealAs(1, PC), certificates)).toBe('bad-signature');
    expect(accept(sealAs(2, PC), [certified(1, PHONE)])).toBe('bad-signature');
  });

  it('leaves keys of its own for the same day, all of which the vault opens', () => {
    const [ours, theirs] = [filled(32, 0x61), filled(32, 0x62)];
    const sealed = [ours, theirs].map((key) => seal(key, VAULT.publicKey));
    expect(concat(...sealed.map((one) => unseal(one, VAULT)))).toEqual(concat(ours, theirs));
  });

  it('releases its own keys under a grant of the person', () => {
    const header = { pseudonym: PSEUDONYM, agent: 2, grant: filled(32, 0xcc), recipient: RECIPIENT.publicKey };
    const keys = [{ day: '2026-03-29', metric: 'steps', granularity: 'day', key: filled(32, 0x62) }] as const;
    const release = parseRelease(signRelease({ ...header, consent: [header.grant] }, keys, PC));
    expect(codeOf(() => verifyRelease(release, PC.publicKey))).toBe('accepted');
    expect(openRelease(release, RECIPIENT)).toEqual(keys);
  });
});

describe('an agent that was lost', () => {
  it('is replaced by one with another number, and what it signs after its last envelope counts no more', () => {
    const retirement = signRetirement(
      { pseudonym: PSEUDONYM, agent: 1, lastSequence: 1, issued: 2000, salt: filled(32, 3) },
      IDENTITY,
    );
    const { agent, lastSequence } = openRetirement(retirement, IDENTITY.publicKey);
    const certificates = [certified(1, PHONE), certified(2, PC)];
    const counts = (bytes: Uint8Array): boolean => {
      const envelope = parseEnvelope(bytes);
      const over = envelope.agent === agent && envelope.sequence > lastSequence;
      return !over && accept(bytes, certificates) === 'accepted';
    };
    const before = sealAs(1, PHONE);
    const stolen = sealAs(1, PHONE, { sequence: 2, previous: leafOf(before) });
    const replacement = sealAs(2, PC, { windowStart: HEADER.windowStart + 900 });
    expect([before, stolen, replacement].map(counts)).toEqual([true, false, true]);
    expect(openBox(parseEnvelope(replacement), 'sleep', filled(32, 0x12))).toEqual(filled(40, 1));
  });
});
