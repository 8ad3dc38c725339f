import { KEY_SET_PATH, keySetUrl, type LeafAllowances, parseLeafAllowance, type TokenFile } from '@fit4work/registry';
import type { Named, Needed, Otherwise, Rate, Url, Whole } from '@fit4work/settings';
import { type Pace, parsePace } from './core/limits.js';
import { BrokerError } from './error.js';
import { SETTINGS } from './settings.js';

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
  /** The index of the keys of the enrolled agents. */
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

/** @throws BrokerError `bad-config` */
export function toConfig(env: Environment): Config {
  const host = env[SETTINGS.HOST.variable] ?? SETTINGS.HOST.otherwise;
  const port = portOf(env, SETTINGS.PORT) ?? SETTINGS.PORT.otherwise;
  const tls = tlsOf(env);
  if (!LOOPBACK.includes(host) && tls === undefined && !acceptsPlaintext(env)) {
    throw new BrokerError(
      'bad-config',
      'FIT4WORK_BROKER_HOST is not loopback and the broker speaks plain TCP: set FIT4WORK_BROKER_TLS_CERT and FIT4WORK_BROKER_TLS_KEY, or put TLS before it and set FIT4WORK_BROKER_PLAINTEXT=accepted.',
    );
  }
  return Object.freeze({
    ...{ host, port, tls },
    behind: behindOf(env),
    ...registryOf(env),
    websocketPort: portOf(env, SETTINGS.WEBSOCKET_PORT),
    metricsPort: portOf(env, SETTINGS.METRICS_PORT),
    connections: numberOf(env, SETTINGS.CONNECTIONS),
    leaves: leavesOf(env),
    pace: {
      messages: paceOf(env, SETTINGS.AGENT_MESSAGES),
      bytes: paceOf(env, SETTINGS.AGENT_BYTES),
    },
    webhook: webhookOf(env),
  });
}

export const acceptsPlaintext = (env: Environment): boolean =>
  SETTINGS.PLAINTEXT.words.some((word) => env[SETTINGS.PLAINTEXT.variable] === word);

/** The longest path of a Unix socket, bytes. */
const LONGEST_SOCKET = 107;
function behindOf(env: Environment): Behind | undefined {
  const text = env[SETTINGS.BEHIND.variable] ?? '';
  if (text === '') return undefined;
  if (text.startsWith('/') && Buffer.byteLength(text) <= LONGEST_SOCKET) return { path: text };
  const [, host = '', port = ''] = /^([^/:]+):([0-9]{1,5})$/.exec(text) ?? [];
  if (Number(port) < 1 || Number(port) > 65_535) {
    throw new BrokerError(
      'bad-config',
      `FIT4WORK_BROKER_BEHIND must be the whole path of a Unix socket, of ${LONGEST_SOCKET} bytes at most, or host:port of a broker that checks tokens itself.`,
    );
  }
  if (LOOPBACK.includes(host) || acceptsPlaintext(env)) return { host, port: Number(port) };
  throw new BrokerError(
    'bad-config',
    'FIT4WORK_BROKER_BEHIND is not loopback, and tokens pass there in plain TCP: stand beside that broker, or set FIT4WORK_BROKER_PLAINTEXT=accepted.',
  );
}

/** @throws BrokerError `bad-config` */
export function registryOf(env: Environment): RegistryConfig {
  return {
    registryUrl: registryUrlOf(env),
    registryToken: tokenOf(env),
    registryAbsence: numberOf(env, SETTINGS.REGISTRY_ABSENCE),
    services: required(env, SETTINGS.SERVICES),
  };
}

function registryUrlOf(env: Environment): string {
  const { variable } = SETTINGS.REGISTRY_URL;
  const url = keySetUrl(httpUrl(required(env, SETTINGS.REGISTRY_URL), SETTINGS.REGISTRY_URL));
  if (url !== undefined) return url;
  throw new BrokerError(
    'bad-config',
    `${variable} must be the address of the coach API’s key set: let it end with ${KEY_SET_PATH}, and nothing after that.`,
  );
}

function tokenOf(env: Environment): TokenFile | undefined {
  const setting = SETTINGS.REGISTRY_TOKEN.variable;
  const path = env[setting] ?? '';
  return path === '' ? undefined : { path, setting, credentials: env.CREDENTIALS_DIRECTORY };
}

/** @returns undefined where it is not set @throws BrokerError `bad-config` */
export function portOf(env: Environment, { variable, least, most }: Named<Whole>): number | undefined {
  const text = env[variable] ?? '';
  const port = Number(text);
  if (text === '') return undefined;
  if (Number.isInteger(port) && port >= least && port <= most) return port;
  throw new BrokerError('bad-config', `${variable} must be a port, ${least} to ${most} (0 takes a free one).`);
}

function tlsOf(env: Environment): TlsFiles | undefined {
  const [cert = '', key = ''] = [env[SETTINGS.TLS_CERT.variable], env[SETTINGS.TLS_KEY.variable]];
  if (cert === '' && key === '') return undefined;
  if (cert !== '' && key !== '') return { cert, key, credentials: env.CREDENTIALS_DIRECTORY };
  throw new BrokerError(
    'bad-config',
    'FIT4WORK_BROKER_TLS_CERT and FIT4WORK_BROKER_TLS_KEY go together: set both, or neither.',
  );
}

function webhookOf(env: Environment): Config['webhook'] {
  const url = env[SETTINGS.WEBHOOK_URL.variable] ?? '';
  if (url === '') return undefined;
  httpUrl(url, SETTINGS.WEBHOOK_URL);
  return { url, secret: required(env, SETTINGS.WEBHOOK_SECRET), credentials: env.CREDENTIALS_DIRECTORY };
}

function numberOf(env: Environment, setting: Named<Whole & Otherwise<number>>): number {
  const { variable, least, most, otherwise } = setting;
  const text = env[variable] ?? '';
  if (text === '') return otherwise;
  const value = /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new BrokerError('bad-config', `${variable} must be a whole number from ${least} to ${most}.`);
}

function paceOf(env: Environment, { variable, least, otherwise }: Named<Rate & Otherwise<string>>): Pace {
  const pace = parsePace(env[variable] || otherwise, least);
  if (pace !== undefined) return pace;
  throw new BrokerError(
    'bad-config',
    `${variable} must be how many at once, ${least} at least, and how many a second, with a space between.`,
  );
}

function leavesOf(env: Environment): LeafAllowances {
  const allowed = ({ variable, least, otherwise }: Named<Rate & Otherwise<string>>): LeafAllowances['agent'] => {
    const value = parseLeafAllowance(env[variable] || otherwise);
    if (value !== undefined) return value;
    throw new BrokerError(
      'bad-config',
      `${variable} must be leaves at once, ${least} at least, and leaves a day, with a space between: 65536 4096.`,
    );
  };
  return { agent: allowed(SETTINGS.AGENT_LEAVES), service: allowed(SETTINGS.SERVICE_LEAVES) };
}

/** @returns the URL as it was given @throws BrokerError `bad-config` */
function httpUrl(url: string, { variable, protocols }: Named<Url>): string {
  if (URL.canParse(url) && protocols.includes(new URL(url).protocol)) return url;
  throw new BrokerError('bad-config', `${variable} must be an http or https URL.`);
}

function required(env: Environment, { variable, needed }: Named<Needed>): string {
  const value = env[variable];
  if (value !== undefined && value !== '') return value;
  throw new BrokerError('bad-config', `${variable} is not set: give it ${needed}.`);
}
