import {
  LEAF_ALLOWANCES,
  type LeafAllowances,
  parseLeafAllowance,
  REGISTRY_ABSENCE,
  type TokenFile,
} from '@fit4work/registry';
import { AGENT_BYTES, AGENT_MESSAGES, CONNECTIONS, LIMITS, type Pace, parsePace } from './core/limits.js';
import { BrokerError } from './error.js';

/** Paths of a certificate, with its chain, and of its key, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Folder of systemd's credentials. */
  readonly credentials: string | undefined;
}

/** On a Unix socket a broker believes whatever name it is given; on a port it checks the tokens once more. */
export type Behind = { readonly path: string } | { readonly host: string; readonly port: number };

/** Where keys come from. */
export interface RegistryConfig {
  /** JWKS of the enrolled agents. */
  readonly registryUrl: string;
  /** By which the registry is asked; undefined of one that asks for none. */
  readonly registryToken: TokenFile | undefined;
  /** How long its keys are believed while it is away, seconds. */
  readonly registryAbsence: number;
  /** Path of the services' JWKS file. */
  readonly services: string;
}

export interface Config extends RegistryConfig {
  readonly host: string;
  readonly port: number;
  /** Where MQTT is spoken over WebSocket as well. */
  readonly websocketPort: number | undefined;
  readonly tls: TlsFiles | undefined;
  /** Another broker, before which this one stands as a porter. */
  readonly behind: Behind | undefined;
  /** What agents and services may send to the log. */
  readonly leaves: LeafAllowances;
  /** How fast an agent may send. */
  readonly pace: { readonly messages: Pace; readonly bytes: Pace };
  /** Connections at once. */
  readonly connections: number;
  /** Of `/metrics`, on loopback. */
  readonly metricsPort: number | undefined;
  /** Where operators are told of what was counted, and the file of the secret that it is signed with. */
  readonly webhook:
    | { readonly url: string; readonly secret: string; readonly credentials: string | undefined }
    | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment. */
export const readEnv = (): Environment => process.env;

export const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** A week: who is suspended meanwhile is not kept out. */
const LONGEST_ABSENCE = 7 * 86_400;

/** @throws BrokerError `bad-config` */
export function toConfig(env: Environment): Config {
  const host = env.FIT4WORK_BROKER_HOST ?? '127.0.0.1';
  const port = portOf(env, 'PORT') ?? 1883;
  const tls = tlsOf(env);
  if (!LOOPBACK.includes(host) && tls === undefined && env.FIT4WORK_BROKER_PLAINTEXT !== 'accepted') {
    throw new BrokerError(
      'bad-config',
      'FIT4WORK_BROKER_HOST is not loopback and the broker speaks plain TCP: set FIT4WORK_BROKER_TLS_CERT and FIT4WORK_BROKER_TLS_KEY, or put TLS before it and set FIT4WORK_BROKER_PLAINTEXT=accepted.',
    );
  }
  return Object.freeze({
    ...{ host, port, tls },
    behind: behindOf(env),
    ...registryOf(env),
    websocketPort: portOf(env, 'WEBSOCKET_PORT'),
    metricsPort: portOf(env, 'METRICS_PORT'),
    connections: numberOf(env, 'CONNECTIONS', { otherwise: CONNECTIONS, most: 1_000_000 }),
    leaves: leavesOf(env),
    pace: {
      messages: paceOf(env, 'AGENT_MESSAGES', { otherwise: AGENT_MESSAGES, least: 1 }),
      bytes: paceOf(env, 'AGENT_BYTES', { otherwise: AGENT_BYTES, least: LIMITS.payload }),
    },
    webhook: webhookOf(env),
  });
}

/** The longest path of a Unix socket, bytes. */
const LONGEST_SOCKET = 107;
function behindOf(env: Environment): Behind | undefined {
  const text = env.FIT4WORK_BROKER_BEHIND ?? '';
  if (text === '') return undefined;
  if (text.startsWith('/') && Buffer.byteLength(text) <= LONGEST_SOCKET) return { path: text };
  const [, host = '', port = ''] = /^([^/:]+):([0-9]{1,5})$/.exec(text) ?? [];
  if (Number(port) < 1 || Number(port) > 65_535) {
    throw new BrokerError(
      'bad-config',
      `FIT4WORK_BROKER_BEHIND must be the whole path of a Unix socket, of ${LONGEST_SOCKET} bytes at most, or host:port of a broker that checks tokens itself.`,
    );
  }
  if (LOOPBACK.includes(host) || env.FIT4WORK_BROKER_PLAINTEXT === 'accepted') return { host, port: Number(port) };
  throw new BrokerError(
    'bad-config',
    'FIT4WORK_BROKER_BEHIND is not loopback, and tokens pass there in plain TCP: stand beside that broker, or set FIT4WORK_BROKER_PLAINTEXT=accepted.',
  );
}

/** @throws BrokerError `bad-config` */
export function registryOf(env: Environment): RegistryConfig {
  const registryUrl = required(env, 'FIT4WORK_BROKER_REGISTRY_URL', 'the URL of the coach API’s /v1/agents/jwks.json');
  if (!isHttp(registryUrl)) {
    throw new BrokerError('bad-config', 'FIT4WORK_BROKER_REGISTRY_URL must be an http or https URL.');
  }
  return {
    registryUrl,
    registryToken: tokenOf(env),
    registryAbsence: numberOf(env, 'REGISTRY_ABSENCE', { otherwise: REGISTRY_ABSENCE, most: LONGEST_ABSENCE }),
    services: required(env, 'FIT4WORK_BROKER_SERVICES', 'the JWKS file of the services'),
  };
}

function tokenOf(env: Environment): TokenFile | undefined {
  const setting = 'FIT4WORK_BROKER_REGISTRY_TOKEN';
  const path = env[setting] ?? '';
  return path === '' ? undefined : { path, setting, credentials: env.CREDENTIALS_DIRECTORY };
}

/** @returns undefined where it is not set @throws BrokerError `bad-config` */
export function portOf(env: Environment, name: string): number | undefined {
  const text = env[`FIT4WORK_BROKER_${name}`] ?? '';
  const port = Number(text);
  if (text === '') return undefined;
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new BrokerError('bad-config', `FIT4WORK_BROKER_${name} must be a port, 0 to 65535 (0 takes a free one).`);
}

function tlsOf(env: Environment): TlsFiles | undefined {
  const [cert = '', key = ''] = [env.FIT4WORK_BROKER_TLS_CERT, env.FIT4WORK_BROKER_TLS_KEY];
  if (cert === '' && key === '') return undefined;
  if (cert !== '' && key !== '') return { cert, key, credentials: env.CREDENTIALS_DIRECTORY };
  throw new BrokerError(
    'bad-config',
    'FIT4WORK_BROKER_TLS_CERT and FIT4WORK_BROKER_TLS_KEY go together: set both, or neither.',
  );
}

function webhookOf(env: Environment): Config['webhook'] {
  const url = env.FIT4WORK_BROKER_WEBHOOK_URL ?? '';
  if (url === '') return undefined;
  if (!isHttp(url)) throw new BrokerError('bad-config', 'FIT4WORK_BROKER_WEBHOOK_URL must be an http or https URL.');
  const secret = required(
    env,
    'FIT4WORK_BROKER_WEBHOOK_SECRET',
    'the file of the secret that the webhook is signed with',
  );
  return { url, secret, credentials: env.CREDENTIALS_DIRECTORY };
}

function numberOf(
  env: Environment,
  name: string,
  { otherwise, most }: { readonly otherwise: number; readonly most: number },
): number {
  const text = env[`FIT4WORK_BROKER_${name}`] ?? '';
  if (text === '') return otherwise;
  if (/^[1-9][0-9]{0,8}$/.test(text) && Number(text) <= most) return Number(text);
  throw new BrokerError('bad-config', `FIT4WORK_BROKER_${name} must be a whole number from 1 to ${most}.`);
}

function paceOf(
  env: Environment,
  name: string,
  { otherwise, least }: { readonly otherwise: Pace; readonly least: number },
): Pace {
  const text = env[`FIT4WORK_BROKER_${name}`] ?? '';
  const pace = text === '' ? otherwise : parsePace(text, least);
  if (pace !== undefined) return pace;
  throw new BrokerError(
    'bad-config',
    `FIT4WORK_BROKER_${name} must be how many at once, ${least} at least, and how many a second, with a space between.`,
  );
}

function leavesOf(env: Environment): LeafAllowances {
  const allowed = (name: string, otherwise: LeafAllowances['agent']): LeafAllowances['agent'] => {
    const text = env[name] ?? '';
    const value = text === '' ? otherwise : parseLeafAllowance(text);
    if (value !== undefined) return value;
    throw new BrokerError(
      'bad-config',
      `${name} must be leaves at once, 1024 at least, and leaves a day, with a space between: 65536 4096.`,
    );
  };
  return {
    agent: allowed('FIT4WORK_BROKER_AGENT_LEAVES', LEAF_ALLOWANCES.agent),
    service: allowed('FIT4WORK_BROKER_SERVICE_LEAVES', LEAF_ALLOWANCES.service),
  };
}

const isHttp = (url: string): boolean => URL.canParse(url) && /^https?:/.test(url);

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new BrokerError('bad-config', `${name} is not set: give it ${what}.`);
  return value;
}
