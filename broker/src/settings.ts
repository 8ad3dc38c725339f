import { KEY_SET_PATH, LEAF_ALLOWANCES, type LeafAllowances, REGISTRY_ABSENCE } from '@fit4work/registry';
import { declareSettings, type Program, type Setting } from '@fit4work/settings';
import { AGENT_BYTES, AGENT_MESSAGES, CONNECTIONS, LIMITS, type Pace } from './core/limits.js';

const PREFIX = 'FIT4WORK_BROKER_';
/** A week: who is suspended meanwhile is not kept out. */
const LONGEST_ABSENCE = 7 * 86_400;
const PORT = { kind: 'number', unit: 'port (0: a free one)', least: 0, most: 65_535 } as const;

const written = ({ atOnce, perSecond }: Pace): string => `${atOnce} ${perSecond}`;
const writtenLeaves = ({ atOnce, perDay }: LeafAllowances['agent']): string => `${atOnce} ${perDay}`;

const PLAINTEXT = {
  is: 'Lets it speak beyond loopback without TLS, which something before it has to speak then',
  ...{ kind: 'word', words: ['accepted'], without: 'refused' },
} as const satisfies Setting;

/** Where keys come from, which the broker and its door are told alike. */
const REGISTRY = {
  REGISTRY_URL: {
    is: `The coach API’s \`${KEY_SET_PATH}\`, which has the keys of agents; \`/v1/agents/jwks.json\`, as it was before, means the same`,
    ...{ kind: 'url', protocols: ['http:', 'https:'], needed: `the URL of the coach API’s ${KEY_SET_PATH}` },
  },
  REGISTRY_TOKEN: {
    is: 'File of the token by which that is asked, mode 0600 or a credential of systemd',
    ...{ kind: 'file', secret: 'file', without: 'asks without one' },
  },
  REGISTRY_ABSENCE: {
    is: 'How long its keys count while it is away; of each part of them, while that cannot be read',
    ...{ kind: 'number', unit: 'seconds', least: 1, most: LONGEST_ABSENCE, otherwise: REGISTRY_ABSENCE },
  },
  SERVICES: {
    is: 'JWKS file of the services, the coach API and the anchor',
    ...{ kind: 'file', needed: 'the JWKS file of the services' },
  },
} as const satisfies Readonly<Record<string, Setting>>;

export const SETTINGS = declareSettings(PREFIX, {
  HOST: {
    is: 'Address on which it listens; another than loopback needs TLS, or PLAINTEXT=accepted',
    ...{ kind: 'text', form: 'address', otherwise: '127.0.0.1' },
  },
  PORT: { is: 'Where MQTT is spoken over TCP', ...PORT, otherwise: 1883 },
  WEBSOCKET_PORT: { is: 'Where MQTT is spoken over WebSocket as well', ...PORT, without: 'no WebSocket' },
  TLS_CERT: {
    is: 'Certificate with its chain, PEM; both ports speak TLS 1.3 then, and nothing else',
    ...{ kind: 'file', without: 'plain TCP' },
  },
  TLS_KEY: {
    is: 'Key of that certificate, PEM, mode 0600 or a credential of systemd',
    ...{ kind: 'file', secret: 'file', without: 'plain TCP' },
  },
  PLAINTEXT,
  BEHIND: {
    is: 'Another broker, before which this one stands as a porter',
    ...{ kind: 'text', form: 'whole path of a Unix socket, or host:port', without: 'is the broker itself' },
  },
  ...REGISTRY,
  CONNECTIONS: {
    is: 'Clients at once, on both ports together; each process counts its own',
    ...{ kind: 'number', unit: 'connections', least: 1, most: 1_000_000, otherwise: CONNECTIONS },
  },
  AGENT_MESSAGES: {
    is: 'How fast an agent may send, in messages; each process counts its own',
    ...{ kind: 'rate', unit: 'messages', per: 'second', least: 1, otherwise: written(AGENT_MESSAGES) },
  },
  AGENT_BYTES: {
    is: 'How fast an agent may send, in bytes of payload; each process counts its own',
    ...{ kind: 'rate', unit: 'bytes', per: 'second', least: LIMITS.payload, otherwise: written(AGENT_BYTES) },
  },
  AGENT_LEAVES: {
    is: 'What one agent may send to the log; each process counts its own',
    ...{ kind: 'rate', unit: 'leaves', per: 'day', least: 1024, otherwise: writtenLeaves(LEAF_ALLOWANCES.agent) },
  },
  SERVICE_LEAVES: {
    is: 'What the coach API may send to the log',
    ...{ kind: 'rate', unit: 'leaves', per: 'day', least: 1024, otherwise: writtenLeaves(LEAF_ALLOWANCES.service) },
  },
  METRICS_PORT: { is: 'Where 127.0.0.1 has `/metrics`, `/healthz` and `/readyz`', ...PORT, without: 'none of them' },
  WEBHOOK_URL: {
    is: 'Where operators are told what was counted',
    ...{ kind: 'url', protocols: ['http:', 'https:'], without: 'nobody is told' },
  },
  WEBHOOK_SECRET: {
    is: 'File of the secret that signs what they are told, mode 0600: `whsec_` and 24 to 64 random bytes in base64',
    ...{ kind: 'file', secret: 'file', when: 'with `WEBHOOK_URL`' },
    needed: 'the file of the secret that the webhook is signed with',
  },
});

export const DOOR_SETTINGS = declareSettings(PREFIX, {
  DOOR_HOST: {
    is: 'Address on which it listens; another than loopback needs PLAINTEXT=accepted, since tokens pass there',
    ...{ kind: 'text', form: 'address', otherwise: '127.0.0.1' },
  },
  DOOR_PORT: { is: 'Where other brokers ask it', ...PORT, otherwise: 1884 },
  PLAINTEXT,
  ...REGISTRY,
});

export const BROKER_PROGRAM: Program = {
  name: 'fit4work-broker',
  does: 'Speaks MQTT to agents and services, and lets each do what the topic law gives it; a porter, with `BEHIND`',
  settings: SETTINGS,
};

export const DOOR_PROGRAM: Program = {
  name: 'fit4work-broker-door',
  does: 'Answers RabbitMQ or EMQX who comes in and what they may',
  settings: DOOR_SETTINGS,
};
