import { cryptoReady, toHex } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { invitationTo, linkOf } from '../../test/invitations.js';
import { AgentError } from '../error.js';
import { type Invitation, parseInvitation, pinsOf } from './invitation.js';

const COACH = 'http://127.0.0.1:8080';
let invitation: Invitation;

beforeAll(async () => {
  await cryptoReady;
  invitation = invitationTo(COACH);
});

describe('an invitation', () => {
  it('says the same as JSON, as the answer of the coach API, and in its link', () => {
    for (const text of [
      JSON.stringify(invitation),
      `${JSON.stringify({ ...invitation, link: linkOf(invitation), qr: '<svg/>' })}\n`,
      linkOf(invitation),
      `${linkOf(invitation)}\n`,
    ]) {
      expect(parseInvitation(text)).toEqual(invitation);
    }
  });

  it('pins the keys, the addresses, the certificates, the policy and the zone', () => {
    const certificates = ['ab'.repeat(32)];
    const { coachApi, broker, log } = invitation;
    const pins = pinsOf({ ...invitation, coachApi: { ...coachApi, certificates } }, 'Europe/Brussels');
    expect(pins).toMatchObject({
      ...{ coachUrl: COACH, certificates, brokerUrl: broker.url, logUrl: log.url, policy: log.policy },
      zone: 'Europe/Brussels',
    });
    expect([toHex(pins.coachSigningKey), toHex(pins.coachBoxKey)]).toEqual(['01'.repeat(32), '02'.repeat(32)]);
  });

  const withCoachApi = (change: object): object => ({ coachApi: { ...invitation.coachApi, ...change } });

  it.each([
    ['not JSON', () => 'hello'],
    ['nothing', () => 'null'],
    ['empty', () => ''],
    ['longer than any is', () => ' '.repeat(600_000)],
    ['without its keys', () => ({ coachApi: { url: COACH } })],
    ['without a broker', () => ({ broker: undefined })],
    ['with a member more', () => ({ extra: 1 })],
    ['with a member more of the coach API', () => withCoachApi({ extra: 1 })],
    ['with a short key', () => withCoachApi({ signingKey: 'AAAA' })],
    ['with a fingerprint in capitals', () => withCoachApi({ certificates: ['AB'.repeat(32)] })],
    ['with a fingerprint of another hash', () => withCoachApi({ certificates: ['ab'.repeat(20)] })],
    ['with TLS and no fingerprint', () => withCoachApi({ url: 'https://coach.example' })],
    ['with a policy that is none', () => ({ log: { url: COACH, policy: 'trust me' } })],
    ['with an address that is none', () => ({ broker: { url: 'broker' } })],
    ['with an address of another protocol', () => ({ broker: { url: 'http://127.0.0.1' } })],
    ['with a password in an address', () => ({ broker: { url: 'mqtt://a:b@127.0.0.1' } })],
    ['with a code that is none', () => ({ code: 'with a space' })],
    ['that expires at no time', () => ({ expires: '2026' })],
    ['of another version', () => ({ version: 2 })],
  ] satisfies readonly (readonly [string, () => string | object])[])(
    'that is %s is refused in one sentence',
    (_, change) => {
      const changed = change();
      const text = typeof changed === 'string' ? changed : JSON.stringify({ ...invitation, ...changed });
      expect(() => parseInvitation(text)).toThrow(AgentError);
      expect(() => parseInvitation(text)).toThrow(/^The invitation is not one of this programme/);
    },
  );

  it.each([
    ['names another place than it pins', () => linkOf(invitation).replace('8080', '8081')],
    ['names another page', () => linkOf(invitation).replace('/enrol', '/other')],
    ['has no fragment', () => `${COACH}/enrol`],
    ['was cut off', () => linkOf(invitation).slice(0, -9)],
  ])('whose link %s is refused', (_, link) => {
    expect(() => parseInvitation(link())).toThrow(/^The invitation is not one of this programme/);
  });
});
