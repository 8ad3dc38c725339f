import { describe, expect, it } from 'vitest';
import { readOidcSettings } from './oidc-settings.js';

const FILE = {
  version: 1,
  issuer: 'https://id.example/op',
  clientId: 'us',
  clientAuthentication: { method: 'private_key_jwt', file: '/etc/key.json' },
  redirectUrl: 'https://coach.example/v1/login/callback',
  scopes: ['openid', 'vo'],
  capacitiesClaim: 'fit4work_rol_3d',
  roles: { coach: ['Fit4WorkCoach-coach:OVO000001'] },
};

describe('settings of an identity provider', () => {
  it('are read, and say nothing of what has a default', () => {
    expect(readOidcSettings(FILE)).toMatchObject({
      ...{ issuer: FILE.issuer, subjectClaim: 'sub', roles: { ...FILE.roles, administrator: [] } },
      session: { idle: 1_800, absolute: 28_800, fresh: 600 },
    });
    const session = { idleMinutes: 5, absoluteMinutes: 60, freshMinutes: 1 };
    expect(readOidcSettings({ ...FILE, session, subjectClaim: 'vo_id' })).toMatchObject({
      ...{ subjectClaim: 'vo_id', session: { idle: 300, absolute: 3_600, fresh: 60 } },
    });
    expect(readOidcSettings({ ...FILE, issuer: 'http://127.0.0.1:9' }).issuer).toBe('http://127.0.0.1:9');
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'version 1'],
    ['another version', { ...FILE, version: 2 }, 'version 1'],
    ['an unknown member', { ...FILE, clientID: 'x' }, 'members beside'],
    ['an issuer that others can read', { ...FILE, issuer: 'http://id.example' }, 'issuer must be an https address'],
    ['an issuer that is none', { ...FILE, issuer: 'id' }, 'issuer must be an https address'],
    ['another way back', { ...FILE, redirectUrl: 'https://coach.example/back' }, 'must end in /v1/login/callback'],
    ['a way back with a query', { ...FILE, redirectUrl: `${FILE.redirectUrl}?a=1` }, 'must end in /v1/login/callback'],
    ['no client', { ...FILE, clientId: '' }, 'clientId must be a text'],
    [
      'a client without proof',
      { ...FILE, clientAuthentication: { method: 'none', file: 'f' } },
      'clientAuthentication',
    ],
    [
      'a secret in the file',
      { ...FILE, clientAuthentication: { method: 'client_secret_basic' } },
      'clientAuthentication',
    ],
    ['no openid', { ...FILE, scopes: ['vo'] }, 'with openid in it'],
    ['a scope that is two', { ...FILE, scopes: ['openid', 'a b'] }, 'with openid in it'],
    ['nobody', { ...FILE, roles: {} }, 'must list the capacities of a coach'],
    ['roles that are none', { ...FILE, roles: { ...FILE.roles, doctor: ['d'] } }, 'coach and administrator alone'],
    ['a capacity that is empty', { ...FILE, roles: { coach: [''] } }, 'must list the capacities of a coach'],
    ['a session without end', { ...FILE, session: { idleMinutes: 0 } }, 'session.idleMinutes must be'],
    ['a session of days', { ...FILE, session: { absoluteMinutes: 10_000 } }, '1 to 1440'],
    ['an unknown limit', { ...FILE, session: { days: 1 } }, 'session can have'],
    [
      'a session that is idle before it is noted',
      { ...FILE, session: { idleMinutes: 1 } },
      'session.idleMinutes must be a whole number, 2',
    ],
    ['a session that is no object', { ...FILE, session: 5 }, 'session.idleMinutes must be'],
  ])('with %s are refused', (_title, json, message) => {
    expect(() => readOidcSettings(json)).toThrow(message);
  });
});
