import { isIP } from 'node:net';
import { KEY_SET_PATH, keySetUrl, type LeafAllowances, parseLeafAllowance, type TokenFile } from '@fit4work/registry';
import type { Named, Needed, Otherwise, Rate, Url, Whole } from '@fit4work/settings';
import { AnchorError } from './error.js';
import { ANCHOR } from './settings.js';

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
  /** Who may submit leaves over HTTP: the keys of the enrolled agents and the file of the services. Both or neither. */
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
  const env = reader(environment);
  const brokerUsername = env.optional(ANCHOR.BROKER_USERNAME);
  const brokerKeyFile = env.optional(ANCHOR.BROKER_KEY);
  if ((brokerUsername === undefined) !== (brokerKeyFile === undefined)) {
    throw new AnchorError(
      'bad-config',
      'FIT4WORK_ANCHOR_BROKER_USERNAME and FIT4WORK_ANCHOR_BROKER_KEY go together: set both or neither.',
    );
  }
  return Object.freeze({
    host: env.host(ANCHOR),
    port: env.integer(ANCHOR.PORT),
    state: env.required(ANCHOR.STATE),
    databaseUrl: env.optional(ANCHOR.DATABASE_URL) && env.url(ANCHOR.DATABASE_URL),
    logDir: env.required(ANCHOR.LOG_DIR),
    keyFile: env.required(ANCHOR.KEY),
    nextKeyFile: env.optional(ANCHOR.NEXT_KEY),
    policyFile: env.required(ANCHOR.POLICY),
    policiesDir: env.optional(ANCHOR.POLICIES),
    witnessUrls: witnessUrlsOf(env.optional(ANCHOR.WITNESSES)),
    brokerUrl: env.url(ANCHOR.BROKER_URL),
    brokerUsername,
    brokerKeyFile,
    senders: sendersOf(env, environment.CREDENTIALS_DIRECTORY),
    leaves: leavesOf(env),
    batchMs: env.integer(ANCHOR.BATCH_MS),
    batchMax: env.integer(ANCHOR.BATCH_MAX),
    tsaFile: env.optional(ANCHOR.TSA),
    perSecond: env.integer(ANCHOR.RATE),
    trustedProxy: env.networks(ANCHOR.TRUSTED_PROXY),
    connectionsOfOne: env.integer(ANCHOR.ADDRESS_CONNECTIONS),
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
  const [url, servicesFile] = [env.optional(ANCHOR.REGISTRY_URL), env.optional(ANCHOR.SERVICES)];
  if (url === undefined && servicesFile === undefined) return undefined;
  if (url === undefined || servicesFile === undefined) {
    throw new AnchorError(
      'bad-config',
      'FIT4WORK_ANCHOR_REGISTRY_URL and FIT4WORK_ANCHOR_SERVICES go together: set both, or neither to take no leaves over HTTP.',
    );
  }
  const path = env.optional(ANCHOR.REGISTRY_TOKEN);
  return {
    registryUrl: registryUrlOf(env),
    registryToken: path === undefined ? undefined : { path, setting: ANCHOR.REGISTRY_TOKEN.variable, credentials },
    servicesFile,
  };
}

function registryUrlOf(env: Reader): string {
  const url = keySetUrl(env.url(ANCHOR.REGISTRY_URL));
  if (url !== undefined) return url;
  throw new AnchorError(
    'bad-config',
    `${ANCHOR.REGISTRY_URL.variable} is not the address of the coach API’s key set: let it end with ${KEY_SET_PATH}, and nothing after that.`,
  );
}

function leavesOf(env: Reader): LeafAllowances {
  const allowed = (setting: Named<Rate & Otherwise<string>>): LeafAllowances['agent'] => {
    const value = parseLeafAllowance(env.optional(setting) ?? setting.otherwise);
    if (value !== undefined) return value;
    throw new AnchorError(
      'bad-config',
      `${setting.variable} is not leaves at once, ${setting.least} at least, and leaves a day, with a space between: write 65536 4096.`,
    );
  };
  return { agent: allowed(ANCHOR.AGENT_LEAVES), service: allowed(ANCHOR.SERVICE_LEAVES) };
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** What whoever listens is told. */
interface Listening {
  readonly HOST: Named<Otherwise<string>>;
  readonly PLAINTEXT: Named;
}

/** Checks settings. Each of its calls throws AnchorError `bad-config`. */
interface Reader {
  host(settings: Listening): string;
  optional(setting: Named<unknown>): string | undefined;
  required(setting: Named<Needed>): string;
  integer(setting: Named<Whole & Otherwise<number>>): number;
  /** @returns it as it was written; a setting that may be absent is asked for with `optional` first */
  url(setting: Named<Url>): string;
  /** Addresses and CIDR networks with spaces between; none where it is not set. */
  networks(setting: Named): readonly string[];
}

/** An address, or a network such as `10.0.0.0/8`. One that has everybody in it would let everybody say who they are. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === undefined) return most > 0;
  return more.length === 0 && /^[1-9][0-9]{0,2}$/.test(bits) && Number(bits) <= most;
}

/** Reads variables as they are declared. */
export function reader(environment: Environment): Reader {
  const optional: Reader['optional'] = ({ variable }) => environment[variable] || undefined;
  const refused = (setting: Named<unknown>, why: string): AnchorError =>
    new AnchorError('bad-config', `${setting.variable} ${why}`);
  const required = (setting: Named<unknown>, what: string): string => {
    const value = optional(setting);
    if (value === undefined) throw refused(setting, `is not set: give ${what}.`);
    return value;
  };
  return {
    optional,
    required: (setting) => required(setting, setting.needed),
    host: ({ HOST, PLAINTEXT }) => {
      const host = optional(HOST) ?? HOST.otherwise;
      if (LOOPBACK.includes(host) || optional(PLAINTEXT) === 'accepted') return host;
      const remedy = `put TLS before it, or set ${PLAINTEXT.variable}=accepted.`;
      throw refused(HOST, `is not loopback and this service speaks plain HTTP: ${remedy}`);
    },
    integer: (setting) => {
      const { least, most, otherwise } = setting;
      const text = optional(setting) ?? String(otherwise);
      const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= least && value <= most) return value;
      throw refused(setting, `is not a whole number of ${least} to ${most}: correct it.`);
    },
    url: (setting) => {
      const { protocols } = setting;
      const form = `a URL that begins with ${protocols.join(' or ')}//`;
      const value = required(setting, form);
      if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
      throw refused(setting, `is not ${form}: correct it.`);
    },
    networks: (setting) => {
      const all = (optional(setting) ?? '').split(' ').filter((part) => part !== '');
      if (all.every(isNetwork)) return all;
      const remedy = 'give those of your proxy alone.';
      throw refused(setting, `is not a list of addresses or networks (10.0.0.0/8) with spaces between: ${remedy}`);
    },
  };
}
