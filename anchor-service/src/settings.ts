import { KEY_SET_PATH, LEAF_ALLOWANCES, type LeafAllowances } from '@fit4work/registry';
import { declareSettings, type Program, type Setting } from '@fit4work/settings';

const written = ({ atOnce, perDay }: LeafAllowances['agent']): string => `${atOnce} ${perDay}`;

/** What whoever serves HTTP is told alike. */
const HTTP = {
  HOST: {
    is: 'Address on which it listens; another than loopback needs PLAINTEXT=accepted, since TLS is a proxy’s',
    ...{ kind: 'text', form: 'address', otherwise: '127.0.0.1' },
  },
  PORT: {
    is: 'Where it serves HTTP',
    ...{ kind: 'number', unit: 'port (0: a free one)', least: 0, most: 65_535, otherwise: 0 },
  },
  PLAINTEXT: {
    is: 'Lets it speak HTTP beyond loopback, where a proxy before it speaks TLS',
    ...{ kind: 'word', words: ['accepted'], without: 'refused' },
  },
} as const satisfies Readonly<Record<string, Setting>>;

const CONNECTIONS = {
  is: 'Connections of one address at once',
  kind: 'number',
  unit: 'connections',
  least: 1,
} as const;
const RATE = {
  is: 'What one address may ask, where a request costs work',
  kind: 'number',
  unit: 'requests a second',
  least: 1,
  most: 100_000,
} as const;
const TRUSTED_PROXY = {
  is: 'Proxies whose `X-Forwarded-For` is believed',
  ...{
    kind: 'text',
    form: 'addresses or networks, spaces between',
    without: 'nobody: behind a proxy all are one address',
  },
} as const satisfies Setting;

export const ANCHOR = declareSettings('FIT4WORK_ANCHOR_', {
  ...HTTP,
  STATE: { is: 'Folder of the database', kind: 'folder', needed: 'the folder of its database' },
  DATABASE_URL: {
    is: 'PostgreSQL database that several anchors share, of which one leads; may have a password in it',
    ...{ kind: 'url', protocols: ['postgres:', 'postgresql:'], secret: 'value', without: 'is alone' },
  },
  LOG_DIR: { is: 'Public folder of the log', kind: 'folder', needed: 'the public folder of the log' },
  KEY: { is: 'Key file of the log, mode 0600', kind: 'file', secret: 'file', needed: 'the key file of the log' },
  NEXT_KEY: {
    is: 'Key file of a key that a policy statement brings in, or that one took out and some witness still asks for',
    ...{ kind: 'file', secret: 'file', without: 'no other key' },
  },
  POLICY: { is: 'First policy of the log, which never changes', kind: 'file', needed: 'the policy file' },
  POLICIES: {
    is: 'Folder of policy statements, each named by its number',
    ...{ kind: 'folder', without: 'the first policy holds' },
  },
  WITNESSES: {
    is: 'Where witnesses are, before the addresses of the policy',
    ...{ kind: 'text', form: 'name=URL, spaces between', without: 'where the policy says' },
  },
  BROKER_URL: { is: 'Broker that brings leaves', kind: 'url', protocols: ['mqtt:', 'mqtts:'], needed: 'the broker' },
  BROKER_USERNAME: {
    is: 'Name at the broker; goes together with BROKER_KEY',
    ...{ kind: 'text', without: 'no name' },
  },
  BROKER_KEY: {
    is: 'File of the key that signs the token for the broker, `{"kid","seed"}`, mode 0600',
    ...{ kind: 'file', secret: 'file', without: 'no token' },
  },
  REGISTRY_URL: {
    is: `The coach API’s \`${KEY_SET_PATH}\`, to take leaves over HTTP; \`/v1/agents/jwks.json\`, as it was before, means the same; goes together with SERVICES`,
    ...{ kind: 'url', protocols: ['http:', 'https:'], without: 'no leaves over HTTP' },
  },
  REGISTRY_TOKEN: {
    is: 'File of the token by which that is asked, mode 0600 or a credential of systemd',
    ...{ kind: 'file', secret: 'file', without: 'asks without one' },
  },
  SERVICES: {
    is: 'JWKS file of the services that may submit leaves over HTTP',
    ...{ kind: 'file', without: 'no leaves over HTTP' },
  },
  AGENT_LEAVES: {
    is: 'What one agent may send over HTTP',
    ...{ kind: 'rate', unit: 'leaves', per: 'day', least: 1024, otherwise: written(LEAF_ALLOWANCES.agent) },
  },
  SERVICE_LEAVES: {
    is: 'What the coach API may send over HTTP',
    ...{ kind: 'rate', unit: 'leaves', per: 'day', least: 1024, otherwise: written(LEAF_ALLOWANCES.service) },
  },
  BATCH_MS: {
    is: 'How long a batch waits for more leaves',
    ...{ kind: 'number', unit: 'ms', least: 1, most: 60_000, otherwise: 500 },
  },
  BATCH_MAX: {
    is: 'How large a batch gets, the link of its block not counted',
    ...{ kind: 'number', unit: 'leaves', least: 1, most: 65_536, otherwise: 1024 },
  },
  TSA: { is: 'File with the settings of time stamps', kind: 'file', without: 'no time stamps' },
  RATE: { ...RATE, otherwise: 1000 },
  TRUSTED_PROXY,
  ADDRESS_CONNECTIONS: { ...CONNECTIONS, most: 1024, otherwise: 512 },
});

export const WITNESS = declareSettings('FIT4WORK_WITNESS_', {
  ...HTTP,
  CONFIG: {
    is: 'The file `witness.json` with these settings, over which the variables go',
    ...{ kind: 'file', without: 'the variables alone' },
  },
  KEY: {
    is: 'Key file of the witness, mode 0600',
    kind: 'file',
    secret: 'file',
    needed: 'the key file of the witness',
  },
  LOG_VKEYS: {
    is: 'Policy file that names the logs that it cosigns',
    ...{ kind: 'file', needed: 'a policy file that names the logs to cosign' },
  },
  STATE: {
    is: 'File of what it cosigned last, its memory, which never goes back to an older copy',
    ...{ kind: 'file', needed: 'the file of its state' },
  },
  EVIDENCE: {
    is: 'Folder of evidence against a log',
    kind: 'folder',
    without: 'beside `STATE`, `.evidence` after its name',
  },
  RATE: { ...RATE, otherwise: 100 },
  TRUSTED_PROXY,
  ADDRESS_CONNECTIONS: { ...CONNECTIONS, most: 256, otherwise: 128 },
});

export const MIRROR = declareSettings('FIT4WORK_MIRROR_', {
  ...HTTP,
  SOURCE: {
    is: 'The log that is followed, by its address or its folder',
    ...{ kind: 'text', form: 'URL or folder', needed: 'the address of the log, or its folder' },
  },
  LOG_DIR: { is: 'Public folder of the copy', kind: 'folder', needed: 'the public folder of the copy' },
  STATE: {
    is: 'Folder of what it holds the log to, of evidence, and of what is being fetched',
    ...{ kind: 'folder', needed: 'the folder of its state' },
  },
  POLICY: { is: 'First policy of the log, from the parties that it names', kind: 'file', needed: 'the policy file' },
  POLL_MS: {
    is: 'How long it waits before it asks the log again',
    ...{ kind: 'number', unit: 'ms', least: 10, most: 3_600_000, otherwise: 5_000 },
  },
  SILENT_SECONDS: {
    is: 'How long the log may be silent before the mirror says that it is not well',
    ...{ kind: 'number', unit: 'seconds', least: 1, most: 604_800, otherwise: 600 },
  },
  ADDRESS_CONNECTIONS: { ...CONNECTIONS, most: 1024, otherwise: 512 },
});

export const ANCHOR_PROGRAM: Program = {
  name: 'fit4work-anchor',
  does: 'Takes leaves, commits them in blocks, signs checkpoints, gathers witnesses and publishes',
  settings: ANCHOR,
};

export const WITNESS_PROGRAM: Program = {
  name: 'fit4work-witness',
  does: 'Cosigns a checkpoint when it extends the one that it cosigned before',
  settings: WITNESS,
};

export const MIRROR_PROGRAM: Program = {
  name: 'fit4work-mirror',
  does: 'Keeps and serves a verified copy of a log',
  settings: MIRROR,
};
