import { describe, expect, it } from 'vitest';
import { type Environment, toAnchorConfig } from './config.js';
import { toMirrorConfig } from './mirror/config.js';
import { toWitnessConfig } from './witness/config.js';

const COMMON = { STATE: 'state', KEY: 'key' };
const ANCHOR = { ...COMMON, LOG_DIR: 'log', POLICY: 'policy', BROKER_URL: 'mqtt://127.0.0.1:1' };
const WITNESS = { ...COMMON, LOG_VKEYS: 'policy' };
const MIRROR = { STATE: 'state', SOURCE: 'log', LOG_DIR: 'copy', POLICY: 'policy' };
const prefixed = (prefix: string, values: Environment): Environment =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));

describe.each([
  ['FIT4WORK_ANCHOR_', (more: Environment) => toAnchorConfig(prefixed('FIT4WORK_ANCHOR_', { ...ANCHOR, ...more }))],
  ['FIT4WORK_WITNESS_', (more: Environment) => toWitnessConfig(prefixed('FIT4WORK_WITNESS_', { ...WITNESS, ...more }))],
])('the address of %s', (prefix, configOf) => {
  it('is 127.0.0.1 unless told otherwise, and may be any loopback', () => {
    expect(configOf({}).host).toBe('127.0.0.1');
    expect(['::1', 'localhost'].map((HOST) => configOf({ HOST }).host)).toEqual(['::1', 'localhost']);
  });

  it.each([['0.0.0.0'], ['::'], ['192.0.2.1']])('is refused when it is %s, since it speaks plain HTTP', (HOST) => {
    expect(() => configOf({ HOST })).toThrow(`${prefix}PLAINTEXT=accepted`);
    expect(() => configOf({ HOST, PLAINTEXT: 'yes' })).toThrow(expect.objectContaining({ code: 'bad-config' }));
  });

  it('may be another when plain text was accepted in so many words', () => {
    expect(configOf({ HOST: '0.0.0.0', PLAINTEXT: 'accepted' }).host).toBe('0.0.0.0');
  });
});

describe.each([
  [
    'FIT4WORK_ANCHOR_',
    (TRUSTED_PROXY: string) => toAnchorConfig(prefixed('FIT4WORK_ANCHOR_', { ...ANCHOR, TRUSTED_PROXY })),
  ],
  [
    'FIT4WORK_WITNESS_',
    (TRUSTED_PROXY: string) => toWitnessConfig(prefixed('FIT4WORK_WITNESS_', { ...WITNESS, TRUSTED_PROXY })),
  ],
])('the proxy of %s', (prefix, configOf) => {
  it('is nobody unless told otherwise', () => {
    expect(configOf('').trustedProxy).toEqual([]);
  });

  it('is a list of addresses and networks', () => {
    const all = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::1'];
    expect(configOf(all.join('  ')).trustedProxy).toEqual(all);
  });

  it.each([['proxy.example'], ['10.0.0.0/33'], ['0.0.0.0/0'], ['10.0.0.1,10.0.0.2'], ['10.0.0.0/8/8'], ['true']])(
    'is refused as %s',
    (text) => {
      expect(() => configOf(text)).toThrow(`${prefix}TRUSTED_PROXY is not a list`);
    },
  );
});

describe('the connections of one address', () => {
  const configs = (ADDRESS_CONNECTIONS: string) =>
    [
      () => toAnchorConfig(prefixed('FIT4WORK_ANCHOR_', { ...ANCHOR, ADDRESS_CONNECTIONS })),
      () => toWitnessConfig(prefixed('FIT4WORK_WITNESS_', { ...WITNESS, ADDRESS_CONNECTIONS })),
      () => toMirrorConfig(prefixed('FIT4WORK_MIRROR_', { ...MIRROR, ADDRESS_CONNECTIONS })),
    ] as const;

  it('are half of all unless told otherwise, and never more than all', () => {
    expect(configs('').map((configOf) => configOf().connectionsOfOne)).toEqual([512, 128, 512]);
    expect(configs('7').map((configOf) => configOf().connectionsOfOne)).toEqual([7, 7, 7]);
    for (const number of ['0', '1025', 'all']) {
      for (const configOf of configs(number))
        expect(configOf).toThrow(/ADDRESS_CONNECTIONS is not a whole number of 1 to/);
    }
  });
});

describe('the address of the registry of agents', () => {
  const urlOf = (REGISTRY_URL: string) =>
    toAnchorConfig(prefixed('FIT4WORK_ANCHOR_', { ...ANCHOR, REGISTRY_URL, SERVICES: 's' })).senders?.registryUrl;

  it('is that of the index, also where the whole set of the release before is set, and no other', () => {
    expect([urlOf('http://a/v1/agents/key-set'), urlOf('http://a/v1/agents/jwks.json')]).toEqual([
      'http://a/v1/agents/key-set',
      'http://a/v1/agents/key-set',
    ]);
    expect(() => urlOf('http://a/keys.json')).toThrow(
      /^FIT4WORK_ANCHOR_REGISTRY_URL is not the address of the coach API’s key set: let it end with \/v1\/agents\/key-set/,
    );
    expect(() => urlOf('ftp://a/v1/agents/key-set')).toThrow(/^FIT4WORK_ANCHOR_REGISTRY_URL/);
  });
});

describe('the token for the registry of agents', () => {
  it('is in a file that is named, or there is none', () => {
    const settings = prefixed('FIT4WORK_ANCHOR_', {
      ...ANCHOR,
      REGISTRY_URL: 'http://127.0.0.1:1/v1/agents/key-set',
      SERVICES: 's',
    });
    expect(toAnchorConfig(settings).senders?.registryToken).toBeUndefined();
    const named = { FIT4WORK_ANCHOR_REGISTRY_TOKEN: 'token', CREDENTIALS_DIRECTORY: '/run/credentials' };
    expect(toAnchorConfig({ ...settings, ...named }).senders?.registryToken).toEqual({
      ...{ path: 'token', setting: 'FIT4WORK_ANCHOR_REGISTRY_TOKEN', credentials: '/run/credentials' },
    });
  });
});

describe('the leaves that a party may send', () => {
  const leavesOf = (more: Environment) => toAnchorConfig(prefixed('FIT4WORK_ANCHOR_', { ...ANCHOR, ...more })).leaves;

  it('are its share unless told otherwise', () => {
    expect(leavesOf({}).agent).toEqual({ atOnce: 65_536, perDay: 4_096 });
    const told = leavesOf({ AGENT_LEAVES: '2000 7', SERVICE_LEAVES: '5000 9' });
    expect(told).toEqual({ agent: { atOnce: 2000, perDay: 7 }, service: { atOnce: 5000, perDay: 9 } });
  });

  it.each(['AGENT_LEAVES', 'SERVICE_LEAVES'])('are refused where %s is not two numbers', (name) => {
    expect(() => leavesOf({ [name]: '100 5' })).toThrow(`FIT4WORK_ANCHOR_${name} is not leaves at once`);
  });
});

describe('the database that anchors share', () => {
  const urlOf = (DATABASE_URL: string) =>
    toAnchorConfig(prefixed('FIT4WORK_ANCHOR_', { ...ANCHOR, DATABASE_URL })).databaseUrl;

  it('is none unless told otherwise, and else one of PostgreSQL', () => {
    expect(urlOf('')).toBeUndefined();
    expect(urlOf('postgres://anchor@db.example/log')).toBe('postgres://anchor@db.example/log');
    expect(() => urlOf('mysql://secret@db.example/log')).toThrow(/^FIT4WORK_ANCHOR_DATABASE_URL is not a URL that/);
  });
});

describe('the addresses of witnesses', () => {
  const urlsOf = (WITNESSES: string) =>
    toAnchorConfig(prefixed('FIT4WORK_ANCHOR_', { ...ANCHOR, WITNESSES })).witnessUrls;

  it('are pairs with spaces between them', () => {
    expect([...urlsOf('council=http://127.0.0.1:1/w?a=b  city=https://w.example')]).toEqual([
      ['council', 'http://127.0.0.1:1/w?a=b'],
      ['city', 'https://w.example'],
    ]);
    expect(urlsOf('').size).toBe(0);
  });

  it.each([['council'], ['=http://127.0.0.1:1'], ['council=127.0.0.1:1'], ['council=ftp://w.example']])(
    'are refused as %s',
    (text) => {
      expect(() => urlsOf(text)).toThrow(/^FIT4WORK_ANCHOR_WITNESSES is not a list/);
    },
  );
});
