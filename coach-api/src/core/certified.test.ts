import { cryptoReady, keyIdOf, toBase64Url } from '@fit4work/protocol';
import { expect, it } from 'vitest';
import type { EnrolledAgent } from '../ports.js';
import { Employee } from '../testing/employee.js';
import { isAgentCertified, isPersonCertified } from './certified.js';

await cryptoReady;
const [ann, ben] = [new Employee(1), new Employee(2)];
const agentOf = (who: Employee): EnrolledAgent => ({
  ...{ pseudonym: who.name, identityKey: who.identity.publicKey, vaultKey: who.vault.publicKey },
  certificate: new Uint8Array(Buffer.from(who.enrolment('').certificate, 'base64url')),
  ...{ agent: who.number, key: who.agent.publicKey, keyId: toBase64Url(keyIdOf(who.agent.publicKey)) },
  ...{ lastSequence: null, suspended: false, challenge: 1, challengeStarts: 0, challengeEnds: null },
});

it('keys that the identity signed for are certified', () => {
  expect([isPersonCertified(agentOf(ann)), isAgentCertified(agentOf(ann))]).toEqual([true, true]);
});

it.each(['pseudonym', 'identityKey', 'vaultKey', 'certificate'] as const)(
  'neither person nor agent is certified with the %s of another',
  (name) => {
    const changed = { ...agentOf(ann), [name]: agentOf(ben)[name] };
    expect([isPersonCertified(changed), isAgentCertified(changed)]).toEqual([false, false]);
  },
);

it.each([
  ['number', { agent: 2 }],
  ['key', { key: ben.agent.publicKey }],
  ['key id', { keyId: agentOf(ben).keyId }],
])('an agent is not certified with another %s', (_title, change) => {
  expect(isAgentCertified({ ...agentOf(ann), ...change })).toBe(false);
  expect(isPersonCertified({ ...agentOf(ann), ...change })).toBe(true);
});
