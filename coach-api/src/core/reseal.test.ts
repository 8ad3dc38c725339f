import {
  boxKeyPair,
  cryptoReady,
  openRelease,
  parseRelease,
  seal,
  signingKey,
  unseal,
  verifyRelease,
} from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { Employee } from '../testing/employee.js';
import { resealBytes, resealRelease } from './reseal.js';

await cryptoReady;
const filled = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const [OLD, NEW, KEY] = [boxKeyPair(filled(1)), boxKeyPair(filled(2)), signingKey(filled(3))];
const ann = new Employee(1);
ann.seal({ day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' });
const RELEASE = ann.release(filled(4), OLD.publicKey);
const options = {
  signer: ann.agent.publicKey,
  open: (release: Parameters<typeof openRelease>[0]) => openRelease(release, OLD),
  recipient: NEW.publicKey,
  signingKey: KEY,
};

describe('a release', () => {
  it('is sealed to the newest key with the same keys, and signed by this service', () => {
    const bytes = resealRelease(RELEASE, options);
    if (!(bytes instanceof Uint8Array)) throw new TypeError(bytes);
    const { sealed: _, signed: __, ...before } = parseRelease(RELEASE);
    const after = parseRelease(bytes);
    expect(after).toMatchObject({ ...before, recipient: NEW.publicKey });
    verifyRelease(after, KEY.publicKey);
    expect(openRelease(after, NEW)).toEqual(ann.keys);
    expect(resealRelease(bytes, options)).toBe('newest');
  });

  it.each([
    ['of an agent that is not known', { signer: undefined }, RELEASE],
    ['that another signed', { signer: KEY.publicKey }, RELEASE],
    [
      'that does not open',
      { open: (release: Parameters<typeof openRelease>[0]) => openRelease(release, NEW) },
      RELEASE,
    ],
    ['that is none', {}, filled(9)],
  ])('%s gets no signature of this service', (_title, change, bytes) => {
    expect(resealRelease(bytes, { ...options, ...change })).toBe('unopened');
  });
});

describe('sealed bytes', () => {
  const how = {
    unseal: (sealed: Uint8Array) => unseal(sealed, OLD),
    isOfNewest: () => false,
    recipient: NEW.publicKey,
  };
  it('are sealed to the newest key, unless they are already, or do not open', () => {
    const after = resealBytes(seal(filled(7), OLD.publicKey), how);
    expect(after instanceof Uint8Array && unseal(after, NEW)).toEqual(filled(7));
    expect(resealBytes(filled(7), { ...how, isOfNewest: () => true })).toBe('newest');
    expect(resealBytes(seal(filled(7), NEW.publicKey), how)).toBe('unopened');
  });
});
