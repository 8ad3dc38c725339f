import { describe, expect, it } from 'vitest';
import { toConfig } from './config.js';

const ENV = {
  FIT4WORK_COACH_STATE: '/var/lib/coach',
  FIT4WORK_COACH_KEYS: 'keys.json',
  FIT4WORK_COACH_BROKER_URL: 'mqtt://127.0.0.1:1883',
  FIT4WORK_COACH_LOG_URL: 'http://127.0.0.1:9000/',
  FIT4WORK_COACH_POLICY: 'policy',
  FIT4WORK_COACH_COACHES: 'coaches.json',
  FIT4WORK_COACH_ADMIN_TOKEN_SHA256: 'a'.repeat(64),
  FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: 'b'.repeat(64),
};
const HASH = 'ab'.repeat(32);
const config = (more: object) => toConfig({ ...ENV, ...more });

describe('what an invitation tells', () => {
  it('is what this service uses itself where nobody says otherwise', () => {
    expect(config({}).invitation).toEqual({
      url: undefined,
      brokerUrl: 'mqtt://127.0.0.1:1883',
      logUrl: 'http://127.0.0.1:9000/',
      certificates: [],
    });
  });

  it('is what is said, with the certificates that a proxy shows', () => {
    const more = {
      FIT4WORK_COACH_PUBLIC_URL: 'https://coach.example.org/',
      FIT4WORK_COACH_PUBLIC_BROKER_URL: 'mqtts://broker.example.org',
      FIT4WORK_COACH_PUBLIC_LOG_URL: 'https://log.example.org/',
      FIT4WORK_COACH_PUBLIC_CERTIFICATES: `${HASH},${'cd'.repeat(32)}`,
    };
    expect(config(more).invitation).toEqual({
      url: 'https://coach.example.org',
      brokerUrl: 'mqtts://broker.example.org',
      logUrl: 'https://log.example.org/',
      certificates: [HASH, 'cd'.repeat(32)],
    });
  });

  it.each([
    ['no URL', { FIT4WORK_COACH_PUBLIC_URL: 'coach' }, 'FIT4WORK_COACH_PUBLIC_URL must be a URL'],
    ['https that nobody can pin', { FIT4WORK_COACH_PUBLIC_URL: 'https://c.example' }, 'PUBLIC_CERTIFICATES'],
    ['plain HTTP beyond loopback', { FIT4WORK_COACH_PUBLIC_URL: 'http://c.example' }, 'neither https nor loopback'],
    ['a hash that is none', { FIT4WORK_COACH_PUBLIC_CERTIFICATES: 'AB' }, 'SHA-256 hashes of certificates'],
    ['a broker that is none', { FIT4WORK_COACH_PUBLIC_BROKER_URL: 'http://b' }, 'PUBLIC_BROKER_URL must be a URL'],
  ])('is not %s', (_title, more, message) => {
    expect(() => config(more)).toThrow(message);
  });

  it('may be plain HTTP on loopback, or where that was accepted', () => {
    const lan = { FIT4WORK_COACH_PUBLIC_URL: 'http://c.example', FIT4WORK_COACH_PLAINTEXT: 'accepted' };
    expect(config(lan).invitation.url).toBe('http://c.example');
    expect(config({ FIT4WORK_COACH_PUBLIC_URL: 'http://[::1]:8080' }).invitation.url).toBe('http://[::1]:8080');
  });
});

describe('TLS', () => {
  const tls = { FIT4WORK_COACH_TLS_CERT: 'c', FIT4WORK_COACH_TLS_KEY: 'k' };

  it('lets the service listen beyond loopback, and needs both files', () => {
    const anywhere = { FIT4WORK_COACH_HOST: '0.0.0.0' };
    expect(config({ ...tls, ...anywhere }).tls).toEqual({ cert: 'c', key: 'k' });
    expect(() => config(anywhere)).toThrow('would speak plain HTTP');
    expect(() => config({ FIT4WORK_COACH_TLS_CERT: 'c' })).toThrow('belong together');
  });
});

describe('the database', () => {
  const at = (databaseUrl: string, more: object = {}) => config({ FIT4WORK_COACH_DATABASE_URL: databaseUrl, ...more });

  it('is a file in the folder unless a server is named', () => {
    expect(config({}).databaseUrl).toBeUndefined();
  });

  it.each([
    'postgres://coach:secret@127.0.0.1:5433/coach',
    'postgresql://coach@[::1]/coach',
    'postgres://coach@%2Frun%2Fpostgresql/coach',
    'postgres://coach@db/coach?host=/run/postgresql',
    'postgres://coach:secret@db.example/coach?sslmode=verify-full&sslrootcert=/etc/ca.pem',
  ])('is on the server of %s', (address) => {
    expect(at(address).databaseUrl).toBe(address);
  });

  it.each([
    ['is no URL of a server', 'mysql://coach:secret@db/coach', 'must be a URL that begins with postgres://'],
    ['names no host', 'postgres:///coach', 'must name a host'],
    ['names a host that is none', 'postgres://coach:secret@%ff/coach', 'must name a host'],
    ['names no database', 'postgres://coach:secret@127.0.0.1/', 'must name a host'],
    ['crosses a network without TLS', 'postgres://coach:secret@db.example/coach', 'sslmode=verify-full'],
    ['believes any server', 'postgres://coach:secret@db.example/coach?sslmode=no-verify', 'sslmode=verify-full'],
    ['believes a server of any name', 'postgres://coach:secret@127.0.0.1/coach?host=db.example', 'sslmode=verify-full'],
  ])('is refused when it %s, and the password is told to nobody', (_title, address, message) => {
    expect(() => at(address)).toThrow(message);
    expect(() => at(address)).not.toThrow('secret');
  });

  it('may cross a network in the clear where that was accepted', () => {
    const address = 'postgres://coach@db.example/coach';
    expect(at(address, { FIT4WORK_COACH_PLAINTEXT: 'accepted' }).databaseUrl).toBe(address);
  });
});

it('each journal stands beside the folder of the database unless it is named', () => {
  expect(config({}).erasures).toBe('/var/lib/coach.erasures');
  expect(config({ FIT4WORK_COACH_STATE: '/var/lib/coach/' }).erasures).toBe('/var/lib/coach.erasures');
  expect(config({ FIT4WORK_COACH_ERASURES: '/mnt/erasures' }).erasures).toBe('/mnt/erasures');
  expect(config({ FIT4WORK_COACH_STATE: '/var/lib/coach/' }).consents).toBe('/var/lib/coach.consents');
  expect(config({ FIT4WORK_COACH_CONSENTS: '/mnt/consents' }).consents).toBe('/mnt/consents');
  expect(config({ FIT4WORK_COACH_STATE: '/var/lib/coach/' }).exclusions).toBe('/var/lib/coach.exclusions');
  expect(config({ FIT4WORK_COACH_EXCLUSIONS: '/mnt/exclusions' }).exclusions).toBe('/mnt/exclusions');
});

describe('who is let in', () => {
  const OIDC = { FIT4WORK_COACH_OIDC: '/etc/oidc.json' };
  const { FIT4WORK_COACH_ADMIN_TOKEN_SHA256: _, ...withoutToken } = ENV;

  it('shows a token where nobody logs in, and logs in where that is set up', () => {
    expect(config({})).toMatchObject({ tokens: true, oidc: undefined, adminTokenSha256: 'a'.repeat(64) });
    expect(config(OIDC)).toMatchObject({ tokens: false, oidc: '/etc/oidc.json' });
    expect(config({ ...OIDC, FIT4WORK_COACH_TOKENS: 'accepted' }).tokens).toBe(true);
    expect(toConfig({ ...withoutToken, ...OIDC }).adminTokenSha256).toBeUndefined();
  });

  it.each([
    ['a token of nobody', withoutToken, 'FIT4WORK_COACH_ADMIN_TOKEN_SHA256 is not set'],
    ['a hash that is none', { ...ENV, ...OIDC, FIT4WORK_COACH_ADMIN_TOKEN_SHA256: 'A' }, '64 lower-case'],
    ['nothing at all', { ...ENV, FIT4WORK_COACH_TOKENS: 'refused' }, 'nobody can log in'],
    ['a word that means nothing', { ...ENV, FIT4WORK_COACH_TOKENS: 'yes' }, 'must be accepted or refused'],
  ])('is not told by %s', (_title, env, message) => {
    expect(() => toConfig(env)).toThrow(message);
  });
});

describe('what anybody may take', () => {
  it('has its defaults, and is what was said', () => {
    expect(toConfig(ENV).limits).toEqual({
      ...{ perAddress: 6_000, perCredential: 1_200, connections: 1_024, trustedProxies: [] },
    });
    const said = {
      ...{ FIT4WORK_COACH_REQUESTS: '60', FIT4WORK_COACH_ADDRESS_REQUESTS: '90', FIT4WORK_COACH_CONNECTIONS: '7' },
      FIT4WORK_COACH_TRUSTED_PROXIES: '192.0.2.1,10.0.0.0/8,2001:db8::/32',
    };
    expect(toConfig({ ...ENV, ...said }).limits).toEqual({
      ...{ perAddress: 90, perCredential: 60, connections: 7 },
      trustedProxies: ['192.0.2.1', '10.0.0.0/8', '2001:db8::/32'],
    });
  });

  it.each([
    ['no request', { FIT4WORK_COACH_REQUESTS: '0' }, 'must be a whole number, 1 to 999999'],
    ['a number that is none', { FIT4WORK_COACH_ADDRESS_REQUESTS: 'x' }, 'must be a whole number'],
    ['no connection', { FIT4WORK_COACH_CONNECTIONS: '0' }, 'must be a whole number, 1 to 65535'],
    ['a proxy by its name', { FIT4WORK_COACH_TRUSTED_PROXIES: 'proxy.example' }, 'must be IP addresses or networks'],
    ['a network that is none', { FIT4WORK_COACH_TRUSTED_PROXIES: '10.0.0.0/33' }, 'must be IP addresses or networks'],
    ['a token in place of its hash', { FIT4WORK_COACH_METRICS_TOKEN_SHA256: 'token' }, '64 lower-case hexadecimal'],
    [
      'another’s token in place of its hash',
      { FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: 'x' },
      '64 lower-case hexadecimal',
    ],
    ['no token for the broker', { FIT4WORK_COACH_REGISTRY_TOKEN_SHA256: '' }, 'REGISTRY_TOKEN_SHA256 is not set'],
  ])('is not %s', (_title, more, message) => {
    expect(() => toConfig({ ...ENV, ...more })).toThrow(message);
  });
});

describe('one of several coach APIs', () => {
  const shared = {
    FIT4WORK_COACH_CLUSTER: 'a1',
    FIT4WORK_COACH_DATABASE_URL: 'postgres://coach@localhost/coach',
    FIT4WORK_COACH_ERASURES: '/srv/erasures',
    FIT4WORK_COACH_CONSENTS: '/srv/consents',
    FIT4WORK_COACH_EXCLUSIONS: '/srv/exclusions',
  };
  const address = (FIT4WORK_COACH_CLUSTER_ADDRESS: string, more: object = {}) =>
    config({ ...shared, FIT4WORK_COACH_CLUSTER_ADDRESS, ...more }).cluster;

  it('is asked for by its name, and is reached where it listens unless it is said', () => {
    expect(config({}).cluster).toBeUndefined();
    expect(config(shared).cluster).toEqual({ name: 'a1', address: undefined });
    expect(address('https://one.example:8443')).toEqual({ name: 'a1', address: 'https://one.example:8443' });
    expect(address('http://10.0.0.1:8080', { FIT4WORK_COACH_PLAINTEXT: 'accepted' })).toBeDefined();
  });

  it('needs a database and journals that all of them share', () => {
    for (const name of ['DATABASE_URL', 'ERASURES', 'CONSENTS', 'EXCLUSIONS']) {
      const lacking = { ...shared, [`FIT4WORK_COACH_${name}`]: undefined };
      expect(() => config(lacking)).toThrow(`set FIT4WORK_COACH_${name}.`);
    }
  });

  it('has a name that can be a client id, and an address to which credentials may go', () => {
    for (const name of ['', 'A', 'a-b', 'a'.repeat(17)]) {
      expect(() => config({ ...shared, FIT4WORK_COACH_CLUSTER: name })).toThrow('FIT4WORK_COACH_CLUSTER must be');
    }
    for (const text of ['one.example', 'ftp://one.example', 'https://one.example/path']) {
      expect(() => address(text)).toThrow('FIT4WORK_COACH_CLUSTER_ADDRESS must be');
    }
    expect(() => address('http://one.example:8080')).toThrow('let it be https');
    expect(address('http://127.0.0.1:8080')).toBeDefined();
  });
});

describe('what expires', () => {
  const [DAYS, WORD] = ['FIT4WORK_COACH_RETENTION_DAYS', 'FIT4WORK_COACH_RETENTION'];

  it('is nothing until somebody says after how many days, and is destroyed by a word of its own alone', () => {
    expect(config({}).retention).toBeUndefined();
    expect(config({ [DAYS]: '36' }).retention).toEqual({ days: 36, destroys: false });
    expect(config({ [DAYS]: '90', [WORD]: 'counted' }).retention).toEqual({ days: 90, destroys: false });
    expect(config({ [DAYS]: '36500', [WORD]: 'destroyed' }).retention).toEqual({ days: 36_500, destroys: true });
  });

  it.each([
    ['days in which agents may still come', { [DAYS]: '35' }, 'must be a whole number, 36 to 36500'],
    ['days that are none', { [DAYS]: '9e2' }, 'must be a whole number, 36 to 36500'],
    ['a word alone', { [WORD]: 'destroyed' }, `set ${DAYS}`],
    ['another word', { [DAYS]: '90', [WORD]: 'yes' }, `${WORD} must be counted or destroyed`],
  ])('is not %s', (_title, more, message) => {
    expect(() => config(more)).toThrow(message);
  });
});
