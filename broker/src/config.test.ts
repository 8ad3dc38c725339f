import { describe, expect, it } from 'vitest';
import { type Environment, toConfig } from './config.js';

const SETTINGS = {
  FIT4WORK_BROKER_REGISTRY_URL: 'http://127.0.0.1:1/v1/agents/key-set',
  FIT4WORK_BROKER_SERVICES: 'services.json',
};
const leavesOf = (more: Environment) => toConfig({ ...SETTINGS, ...more }).leaves;

describe('the leaves that a party may send', () => {
  it('are its share unless told otherwise', () => {
    expect(leavesOf({ FIT4WORK_BROKER_AGENT_LEAVES: '' }).agent).toEqual({ atOnce: 65_536, perDay: 4_096 });
    expect(leavesOf({ FIT4WORK_BROKER_AGENT_LEAVES: '2000 7' }).agent).toEqual({ atOnce: 2000, perDay: 7 });
    expect(leavesOf({ FIT4WORK_BROKER_SERVICE_LEAVES: '5000 9' }).service).toEqual({ atOnce: 5000, perDay: 9 });
  });

  it.each(['FIT4WORK_BROKER_AGENT_LEAVES', 'FIT4WORK_BROKER_SERVICE_LEAVES'])(
    'are refused where %s is not two numbers',
    (name) => {
      expect(() => leavesOf({ [name]: '100 5' })).toThrow(`${name} must be leaves at once`);
    },
  );
});

describe('the address of the registry of agents', () => {
  const urlOf = (url: string) => toConfig({ ...SETTINGS, FIT4WORK_BROKER_REGISTRY_URL: url }).registryUrl;

  it('is that of the index, also where the whole set of the release before is set', () => {
    expect([urlOf('http://a/v1/agents/key-set'), urlOf('http://a/v1/agents/jwks.json')]).toEqual([
      'http://a/v1/agents/key-set',
      'http://a/v1/agents/key-set',
    ]);
  });
});

describe('what else can be set', () => {
  it('is what was measured to suffice, unless told otherwise', () => {
    expect(toConfig(SETTINGS)).toMatchObject({
      ...{ port: 1883, websocketPort: undefined, metricsPort: undefined, tls: undefined, webhook: undefined },
      ...{ registryAbsence: 86_400, connections: 10_000 },
      pace: { messages: { atOnce: 10_000, perSecond: 100 }, bytes: { atOnce: 67_108_864, perSecond: 1_048_576 } },
    });
  });

  it('is taken as it is written', () => {
    const config = toConfig({
      ...SETTINGS,
      ...{ FIT4WORK_BROKER_WEBSOCKET_PORT: '9001', FIT4WORK_BROKER_METRICS_PORT: '0' },
      ...{ FIT4WORK_BROKER_REGISTRY_ABSENCE: '604800', FIT4WORK_BROKER_CONNECTIONS: '20' },
      ...{ FIT4WORK_BROKER_AGENT_MESSAGES: '1 2', FIT4WORK_BROKER_AGENT_BYTES: '131072 3' },
      ...{ FIT4WORK_BROKER_TLS_CERT: 'c', FIT4WORK_BROKER_TLS_KEY: 'k', FIT4WORK_BROKER_HOST: '0.0.0.0' },
      ...{ FIT4WORK_BROKER_WEBHOOK_URL: 'https://ops.example/', FIT4WORK_BROKER_WEBHOOK_SECRET: 's' },
    });
    expect(config).toMatchObject({
      ...{ host: '0.0.0.0', websocketPort: 9001, metricsPort: 0, registryAbsence: 604_800, connections: 20 },
      pace: { messages: { atOnce: 1, perSecond: 2 }, bytes: { atOnce: 131_072, perSecond: 3 } },
      tls: { cert: 'c', key: 'k' },
      webhook: { url: 'https://ops.example/', secret: 's' },
    });
  });

  it.each([
    ['WEBSOCKET_PORT', '65536', 'must be a port'],
    ['METRICS_PORT', '-1', 'must be a port'],
    ['REGISTRY_ABSENCE', '604801', 'must be a whole number from 1 to 604800'],
    ['REGISTRY_ABSENCE', '1e3', 'must be a whole number'],
    ['CONNECTIONS', '0', 'must be a whole number'],
    ['AGENT_MESSAGES', '100', 'must be how many at once, 1 at least, and how many a second'],
    ['AGENT_BYTES', '131071 1', 'must be how many at once, 131072 at least'],
    ['TLS_CERT', 'c', 'go together'],
    ['TLS_KEY', 'k', 'go together'],
    ['HOST', '0.0.0.0', 'set FIT4WORK_BROKER_TLS_CERT and FIT4WORK_BROKER_TLS_KEY'],
    ['WEBHOOK_URL', 'mailto:ops@example.org', 'must be an http or https URL'],
    ['WEBHOOK_URL', 'https://ops.example/', 'FIT4WORK_BROKER_WEBHOOK_SECRET is not set'],
  ])('is refused as FIT4WORK_BROKER_%s=%s', (name, value, message) => {
    expect(() => toConfig({ ...SETTINGS, [`FIT4WORK_BROKER_${name}`]: value })).toThrow(message);
  });
});
