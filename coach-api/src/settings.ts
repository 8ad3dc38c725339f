import { declareSettings, type Program, type Setting } from '@fit4work/settings';

const HEXADECIMAL = '64 lower-case hexadecimal digits';
const MQTT = { kind: 'url', protocols: ['mqtt:', 'mqtts:'] } as const;
const HTTP = { kind: 'url', protocols: ['http:', 'https:'] } as const;
const PORT = { kind: 'number', unit: 'port (0: a free one)', least: 0, most: 65_535 } as const;
const REQUESTS = { kind: 'number', unit: 'requests a minute', least: 1, most: 999_999 } as const;

const journal = (what: string, ending: string) =>
  ({
    is: `Journal of ${what}; never put back to an older copy`,
    ...{ kind: 'file', without: `beside \`STATE\`, \`.${ending}\` after its name` },
  }) as const satisfies Setting;

export const SETTINGS = declareSettings('FIT4WORK_COACH_', {
  HOST: {
    is: 'Address on which it listens; another than loopback needs TLS, or PLAINTEXT=accepted',
    ...{ kind: 'text', form: 'address', otherwise: '127.0.0.1' },
  },
  PORT: { is: 'Where it serves HTTP', ...PORT, otherwise: 8080 },
  TLS_CERT: { is: 'Certificate with its chain, PEM, to speak TLS itself', kind: 'file', without: 'plain HTTP' },
  TLS_KEY: { is: 'Key of that certificate, PEM', kind: 'file', secret: 'file', without: 'plain HTTP' },
  PLAINTEXT: {
    is: 'Lets HTTP, the database and addresses of invitations do without TLS beyond loopback',
    ...{ kind: 'word', words: ['accepted'], without: 'refused' },
  },
  PUBLIC_URL: {
    is: 'Where agents find this service, as invitations say it',
    ...{ kind: 'url', protocols: ['https:', 'http:'], without: 'where it listens' },
  },
  PUBLIC_CERTIFICATES: {
    is: 'SHA-256 of the certificates (DER) that a proxy shows, for agents to pin',
    ...{ kind: 'text', form: `${HEXADECIMAL} each, commas between`, without: 'that of `TLS_CERT`' },
  },
  PUBLIC_BROKER_URL: { is: 'Broker as invitations say it', ...MQTT, without: '`BROKER_URL`' },
  PUBLIC_LOG_URL: { is: 'Prefix of the log as invitations say it', ...HTTP, without: '`LOG_URL`' },
  STATE: { is: 'Folder of `coach.db`', kind: 'folder', needed: 'a folder for the database' },
  DATABASE_URL: {
    is: 'Database on a PostgreSQL server, in place of `coach.db`; may have a password in it',
    ...{ kind: 'url', protocols: ['postgres:', 'postgresql:'], secret: 'value', without: '`coach.db`' },
  },
  ERASURES: journal('erasures', 'erasures'),
  CONSENTS: journal('consent', 'consents'),
  EXCLUSIONS: journal('who is let in no more', 'exclusions'),
  KEYS: {
    is: 'Key file, which may be the credential `coach-keys` of systemd',
    ...{ kind: 'file', secret: 'file', without: 'the credential `coach-keys`, which is needed then' },
  },
  PASSPHRASE_FILE: {
    is: 'File with the passphrase of a sealed key file',
    ...{ kind: 'file', secret: 'file', without: 'the credential `coach-passphrase`, if there is one' },
  },
  BROKER_URL: { is: 'Broker that brings what agents send', ...MQTT, needed: 'a URL that begins with mqtt://' },
  LOG_URL: { is: 'Prefix of the tiles of the log', ...HTTP, needed: 'a URL that begins with http://' },
  POLICY: { is: 'Policy file with exactly one log', kind: 'file', needed: 'the policy file of the log' },
  UNWITNESSED: {
    is: 'Lets a policy with `quorum none` do: reads are then proven by the word of the log alone, and nobody notices two logs',
    ...{ kind: 'word', words: ['accepted'], without: 'refused' },
  },
  COACHES: {
    is: 'File of the coaches, `[{"id","name","subject"}]`; or `tokenSha256`, or both',
    ...{ kind: 'file', needed: 'the file of the coaches' },
  },
  OIDC: { is: 'File of the identity provider', kind: 'file', without: 'nobody logs in' },
  TOKENS: {
    is: 'Whether tokens that do not change count beside the login',
    ...{ kind: 'word', words: ['accepted', 'refused'], without: 'accepted without `OIDC`, else refused' },
  },
  ADMIN_TOKEN_SHA256: {
    is: 'SHA-256 of the administrator’s token',
    ...{ kind: 'text', form: HEXADECIMAL, needed: 'the SHA-256 of the administrator’s token', when: 'without `OIDC`' },
  },
  MEMORY_DUMPS: {
    is: 'Lets what is opened get into core dumps, heap snapshots and a debugger',
    ...{ kind: 'word', words: ['accepted'], without: 'kept out' },
  },
  REQUESTS: { is: 'What one who is known may ask', ...REQUESTS, otherwise: 1_200 },
  ADDRESS_REQUESTS: { is: 'What one address may ask, of IPv6 a /64', ...REQUESTS, otherwise: 6_000 },
  CONNECTIONS: {
    is: 'Connections at once, of all together',
    ...{ kind: 'number', unit: 'connections', least: 1, most: 65_535, otherwise: 1_024 },
  },
  TRUSTED_PROXIES: {
    is: 'Proxies whose `X-Forwarded-For` counts',
    ...{ kind: 'text', form: 'addresses or networks, commas between', without: 'nobody' },
  },
  METRICS_TOKEN_SHA256: {
    is: 'SHA-256 of the token with which `/metrics` is asked',
    ...{ kind: 'text', form: HEXADECIMAL, without: 'no `/metrics`' },
  },
  REGISTRY_TOKEN_SHA256: {
    is: 'SHA-256 of the token with which broker and anchor ask for the agents',
    ...{ kind: 'text', form: HEXADECIMAL },
    needed: 'the SHA-256 of the token that broker and anchor ask for agents with',
  },
  RETENTION_DAYS: {
    is: 'Days after the end of a challenge after which envelopes expire that no living grant has',
    ...{ kind: 'number', unit: 'days', least: 36, most: 36_500, without: 'kept until their person erases them' },
  },
  RETENTION: {
    is: 'Whether what expires is destroyed, for good, or counted alone',
    ...{ kind: 'word', words: ['counted', 'destroyed'], without: 'counted' },
  },
  BATCH_MS: {
    is: 'How long messages and leaves wait for others',
    ...{ kind: 'number', unit: 'ms', least: 0, most: 10_000, otherwise: 20 },
  },
  CLUSTER: {
    is: 'Name of this coach API among several of one database; needs DATABASE_URL and the three journals, as folders that all share',
    ...{ kind: 'text', form: '1 to 16 of a to z and 0 to 9', without: 'the only one' },
  },
  CLUSTER_ADDRESS: {
    is: 'Where the others reach it: HTTPS, or HTTP on loopback or with PLAINTEXT=accepted',
    ...{ ...HTTP, without: 'where it listens' },
  },
});

export const COACH_PROGRAM: Program = {
  name: 'fit4work-coach-api',
  does: 'Enrols agents, stores what they send, replays consent, and lets a coach read what was granted',
  settings: SETTINGS,
};
