import { isIP } from 'node:net';
import { LEAF_ALLOWANCES, type LeafAllowances, parseLeafAllowance, type TokenFile } from '@fit4work/registry';
import { AnchorError } from './error.js';

/** The anchor's settings, as checked. */
export interface AnchorConfig {
  readonly host: string;
  readonly port: number;
  /** Folder of the database. */
  readonly state: string;
  /** The PostgreSQL database that several anchors share, of which one leads; alone if absent. May have a password in it. */
  readonly databaseUrl: string | undefined;
  /** The public folder. */
  readonly logDir: string;
  readonly keyFile: string;
  /** Of a key of the log that a policy statement brings in, or that one took out and some witness still asks for. */
  readonly nextKeyFile: string | undefined;
  /** The first policy of the log; it never changes. */
  readonly policyFile: string;
  /** Folder of policy statements, each named by its number. */
  readonly policiesDir: string | undefined;
  /** Addresses of witnesses by their names, before those of the policy: a witness may move while the policy stays. */
  readonly witnessUrls: ReadonlyMap<string, string>;
  readonly brokerUrl: string;
  readonly brokerUsername: string | undefined;
  readonly brokerKeyFile: string | undefined;
  /** Who may submit leaves over HTTP: the JWKS of the enrolled agents and the file of the services. Both or neither. */
  readonly senders: SenderPlaces | undefined;
  /** What agents and services may send over HTTP. */
  readonly leaves: LeafAllowances;
  readonly batchMs: number;
  readonly batchMax: number;
  /** Settings of time stamps, where there are to be any. */
  readonly tsaFile: string | undefined;
  /** Requests a second of one address, where a request costs work. */
  readonly perSecond: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxy: readonly string[];
  /** Connections of one address at once. */
  readonly connectionsOfOne: number;
}

/** Where those are told who may submit leaves. */
interface SenderPlaces {
  readonly registryUrl: string;
  /** By which the registry is asked; undefined of one that asks for none. */
  readonly registryToken: TokenFile | undefined;
  readonly servicesFile: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment. */
export function readEnv(): Environment {
  return { ...process.env };
}

/** @throws AnchorError `bad-config` */
export function toAnchorConfig(environment: Environment): AnchorConfig {
  const env = reader(environment, 'FIT4WORK_ANCHOR_');
  const brokerUsername = env.optional('BROKER_USERNAME');
  const brokerKeyFile = env.optional('BROKER_KEY');
  if ((brokerUsername === undefined) !== (brokerKeyFile === undefined)) {
    throw new AnchorError(
      'bad-config',
      'FIT4WORK_ANCHOR_BROKER_USERNAME and FIT4WORK_ANCHOR_BROKER_KEY go together: set both or neither.',
    );
  }
  return Object.freeze({
    host: env.host(),
    port: env.integer('PORT', { min: 0, max: 65_535, otherwise: 0 }),
    state: env.required('STATE', 'the folder of its database'),
    databaseUrl: env.optional('DATABASE_URL') && env.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    logDir: env.required('LOG_DIR', 'the public folder of the log'),
    keyFile: env.required('KEY', 'the key file of the log'),
    nextKeyFile: env.optional('NEXT_KEY'),
    policyFile: env.required('POLICY', 'the policy file'),
    policiesDir: env.optional('POLICIES'),
    witnessUrls: witnessUrlsOf(env.optional('WITNESSES')),
    brokerUrl: env.url('BROKER_URL', ['mqtt:', 'mqtts:']),
    brokerUsername,
    brokerKeyFile,
    senders: sendersOf(env, environment.CREDENTIALS_DIRECTORY),
    leaves: leavesOf(env),
    batchMs: env.integer('BATCH_MS', { min: 1, max: 60_000, otherwise: 500 }),
    batchMax: env.integer('BATCH_MAX', { min: 1, max: 65_536, otherwise: 1024 }),
    tsaFile: env.optional('TSA'),
    perSecond: env.integer('RATE', { min: 1, max: 100_000, otherwise: 1000 }),
    trustedProxy: env.networks('TRUSTED_PROXY'),
    connectionsOfOne: env.integer('ADDRESS_CONNECTIONS', { min: 1, max: 1024, otherwise: 512 }),
  });
}

function witnessUrlsOf(text = ''): ReadonlyMap<string, string> {
  const pairs = text.split(' ').filter((part) => part !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', url = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (name !== '' && /^https?:\/\//.test(url) && URL.canParse(url)) return [name, url];
      throw new AnchorError(
        'bad-config',
        'FIT4WORK_ANCHOR_WITNESSES is not a list of name=URL with spaces between: give each witness of the policy that moved.',
      );
    }),
  );
}

function sendersOf(env: Reader, credentials: string | undefined): AnchorConfig['senders'] {
  const [url, servicesFile] = [env.optional('REGISTRY_URL'), env.optional('SERVICES')];
  if (url === undefined && servicesFile === undefined) return undefined;
  if (url === undefined || servicesFile === undefined) {
    throw new AnchorError(
      'bad-config',
      'FIT4WORK_ANCHOR_REGISTRY_URL and FIT4WORK_ANCHOR_SERVICES go together: set both, or neither to take no leaves over HTTP.',
    );
  }
  const path = env.optional('REGISTRY_TOKEN');
  return {
    registryUrl: env.url('REGISTRY_URL', ['http:', 'https:']),
    registryToken: path === undefined ? undefined : { path, setting: 'FIT4WORK_ANCHOR_REGISTRY_TOKEN', credentials },
    servicesFile,
  };
}

function leavesOf(env: Reader): LeafAllowances {
  const allowed = (name: string, otherwise: LeafAllowances['agent']): LeafAllowances['agent'] => {
    const text = env.optional(name);
    const value = text === undefined ? otherwise : parseLeafAllowance(text);
    if (value !== undefined) return value;
    throw new AnchorError(
      'bad-config',
      `FIT4WORK_ANCHOR_${name} is not leaves at once, 1024 at least, and leaves a day, with a space between: write 65536 4096.`,
    );
  };
  return {
    agent: allowed('AGENT_LEAVES', LEAF_ALLOWANCES.agent),
    service: allowed('SERVICE_LEAVES', LEAF_ALLOWANCES.service),
  };
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Checks settings of one prefix. Each of its calls throws AnchorError `bad-config`. */
interface Reader {
  host(): string;
  optional(name: string): string | undefined;
  required(name: string, what: string): string;
  integer(name: string, limits: { min: number; max: number; otherwise: number }): number;
  url(name: string, protocols: readonly string[]): string;
  /** Addresses and CIDR networks with spaces between; none where it is not set. */
  networks(name: string): readonly string[];
}

/** An address, or a network such as `10.0.0.0/8`. One that has everybody in it would let everybody say who they are. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === undefined) return most > 0;
  return more.length === 0 && /^[1-9][0-9]{0,2}$/.test(bits) && Number(bits) <= most;
}

/** Reads the variables of one program, which begin alike. */
export function reader(environment: Environment, prefix: string): Reader {
  const optional = (name: string): string | undefined => {
    const value = environment[prefix + name];
    return value === '' ? undefined : value;
  };
  const required = (name: string, what: string): string => {
    const value = optional(name);
    if (value === undefined) throw new AnchorError('bad-config', `${prefix}${name} is not set: give ${what}.`);
    return value;
  };
  return {
    optional,
    required,
    host: () => {
      const host = optional('HOST') ?? '127.0.0.1';
      if (LOOPBACK.includes(host) || optional('PLAINTEXT') === 'accepted') return host;
      throw new AnchorError(
        'bad-config',
        `${prefix}HOST is not loopback and this service speaks plain HTTP: put TLS before it, or set ${prefix}PLAINTEXT=accepted.`,
      );
    },
    integer: (name, { min, max, otherwise }) => {
      const text = optional(name);
      const value = text === undefined ? otherwise : Number(/^[0-9]{1,9}$/.test(text) ? text : Number.NaN);
      if (!(value >= min && value <= max)) {
        throw new AnchorError('bad-config', `${prefix}${name} is not a whole number of ${min} to ${max}: correct it.`);
      }
      return value;
    },
    url: (name, protocols) => {
      const value = required(name, `a URL that begins with ${protocols.join(' or ')}//`);
      if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
        throw new AnchorError(
          'bad-config',
          `${prefix}${name} is not a URL that begins with ${protocols.join(' or ')}//: correct it.`,
        );
      }
      return value;
    },
    networks: (name) => {
      const all = (optional(name) ?? '').split(' ').filter((part) => part !== '');
      if (all.every(isNetwork)) return all;
      throw new AnchorError(
        'bad-config',
        `${prefix}${name} is not a list of addresses or networks (10.0.0.0/8) with spaces between: give those of your proxy alone.`,
      );
    },
  };
}
