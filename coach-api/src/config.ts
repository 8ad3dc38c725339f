import { isIP } from 'node:net';
import { type ClusterPlace, clusterPlace } from './cluster-place.js';
import { isHash } from './core/settings-files.js';
import { CoachError } from './error.js';
import { type KeyPlaces, keyPlaces } from './key-places.js';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Folder of the database, where it is a file. */
  readonly state: string;
  /** Of a database on a PostgreSQL server, with a password in it perhaps; undefined where it is a file. */
  readonly databaseUrl: string | undefined;
  readonly keys: KeyPlaces;
  readonly brokerUrl: string;
  /** Prefix of the log's tiles. */
  readonly logUrl: string;
  readonly policy: string;
  readonly coaches: string;
  /** SHA-256 of the administrator's token, where there is one; the token itself is not kept anywhere here. */
  readonly adminTokenSha256: string | undefined;
  /** Whether tokens that do not change let anybody in. */
  readonly tokens: boolean;
  /** Path of the settings of an identity provider; undefined where nobody logs in. */
  readonly oidc: string | undefined;
  readonly batchMs: number;
  /** What somebody may take of the HTTP side. */
  readonly limits: HttpLimits;
  /** SHA-256 of the token by which the service is watched; undefined where it is not. */
  readonly metricsTokenSha256: string | undefined;
  /** SHA-256 of the token by which the list of agents is asked. */
  readonly registryTokenSha256: string;
  /** The journal of erasures, apart from the folder of the database. */
  readonly erasures: string;
  /** The journal of consent, likewise. */
  readonly consents: string;
  /** The journal of exclusions, likewise. */
  readonly exclusions: string;
  /** Undefined where TLS is somebody else's. */
  readonly tls: TlsFiles | undefined;
  readonly invitation: InvitationPlaces;
  /** Undefined where this is the only coach API of its database. */
  readonly cluster: ClusterPlace | undefined;
}

interface HttpLimits {
  /** Requests a minute. */
  readonly perAddress: number;
  readonly perCredential: number;
  /** At once. */
  readonly connections: number;
  /** Addresses or networks whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
}

/** Paths of a certificate and its key, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** Where an invited agent finds things, as far as it is said. */
interface InvitationPlaces {
  /** Undefined: where this service listens. */
  readonly url: string | undefined;
  readonly brokerUrl: string;
  readonly logUrl: string;
  /** SHA-256 of certificates that a proxy shows in place of this service, in hexadecimal. */
  readonly certificates: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment. */
export const readEnv = (): Environment => process.env;

/** Whether plaintext and keys may get into core dumps, heap snapshots and a debugger, as on a developer's machine. */
export const acceptsDumps = (env: Environment): boolean => env.FIT4WORK_COACH_MEMORY_DUMPS === 'accepted';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** @throws CoachError `bad-config` */
export function toConfig(env: Environment): Config {
  const host = env.FIT4WORK_COACH_HOST ?? '127.0.0.1';
  const tls = tlsFiles(env);
  if (!LOOPBACK.includes(host) && tls === undefined && env.FIT4WORK_COACH_PLAINTEXT !== 'accepted') {
    throw refused(
      'FIT4WORK_COACH_HOST is not loopback and this service would speak plain HTTP: set FIT4WORK_COACH_TLS_CERT and _TLS_KEY, put TLS before it, or set FIT4WORK_COACH_PLAINTEXT=accepted.',
    );
  }
  const state = required(env, 'STATE', 'a folder for the database');
  const beside = state.replace(/\/+$/, '');
  return Object.freeze({
    host,
    port: integer(env, { name: 'PORT', fallback: 8080, most: 65_535 }),
    state,
    databaseUrl: databaseUrl(env),
    // Beside the folder and not in it: whoever brings back a copy of the folder takes back no erasure and no withdrawal.
    erasures: env.FIT4WORK_COACH_ERASURES ?? `${beside}.erasures`,
    consents: env.FIT4WORK_COACH_CONSENTS ?? `${beside}.consents`,
    exclusions: env.FIT4WORK_COACH_EXCLUSIONS ?? `${beside}.exclusions`,
    tls,
    invitation: invitationPlaces(env, tls !== undefined),
    cluster: clusterPlace(env),
    keys: keyPlaces(env),
    brokerUrl: url(env, 'BROKER_URL', ['mqtt:', 'mqtts:']),
    logUrl: url(env, 'LOG_URL', ['http:', 'https:']),
    policy: required(env, 'POLICY', 'the policy file of the log'),
    coaches: required(env, 'COACHES', 'the file of the coaches'),
    ...identityOf(env),
    batchMs: integer(env, { name: 'BATCH_MS', fallback: 20, most: 10_000 }),
    limits: limitsOf(env),
    metricsTokenSha256: metricsToken(env),
    registryTokenSha256: registryToken(env),
  });
}

function limitsOf(env: Environment): HttpLimits {
  const trustedProxies = (env.FIT4WORK_COACH_TRUSTED_PROXIES ?? '').split(',').filter((each) => each !== '');
  if (!trustedProxies.every(isNetwork)) {
    throw refused(
      'FIT4WORK_COACH_TRUSTED_PROXIES must be IP addresses or networks, 192.0.2.1 or 10.0.0.0/8, commas between.',
    );
  }
  return {
    trustedProxies,
    perAddress: integer(env, { name: 'ADDRESS_REQUESTS', fallback: 6_000, least: 1, most: 999_999 }),
    perCredential: integer(env, { name: 'REQUESTS', fallback: 1_200, least: 1, most: 999_999 }),
    connections: integer(env, { name: 'CONNECTIONS', fallback: 1_024, least: 1, most: 65_535 }),
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const version = isIP(address);
  return version !== 0 && more.length === 0 && /^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function metricsToken({ FIT4WORK_COACH_METRICS_TOKEN_SHA256: hash }: Environment): string | undefined {
  if (hash === undefined || isHash(hash)) return hash;
  throw refused('FIT4WORK_COACH_METRICS_TOKEN_SHA256 must be 64 lower-case hexadecimal digits.');
}

/** Needed: a service that no broker may ask would take agents in that nobody lets send. */
function registryToken(env: Environment): string {
  const hash = required(
    env,
    'REGISTRY_TOKEN_SHA256',
    'the SHA-256 of the token that broker and anchor ask for agents with',
  );
  if (isHash(hash)) return hash;
  throw refused('FIT4WORK_COACH_REGISTRY_TOKEN_SHA256 must be 64 lower-case hexadecimal digits.');
}

/** Where people log in, a token that never ends is a second door: it takes a word of its own to leave that open. */
function identityOf(env: Environment): Pick<Config, 'oidc' | 'tokens' | 'adminTokenSha256'> {
  const { FIT4WORK_COACH_OIDC: oidc, FIT4WORK_COACH_TOKENS: word } = env;
  if (word !== undefined && word !== 'accepted' && word !== 'refused') {
    throw refused('FIT4WORK_COACH_TOKENS must be accepted or refused.');
  }
  if (oidc === undefined && word === 'refused') {
    throw refused('FIT4WORK_COACH_TOKENS is refused and nobody can log in: set FIT4WORK_COACH_OIDC.');
  }
  const tokens = oidc === undefined || word === 'accepted';
  const adminTokenSha256 =
    oidc === undefined
      ? required(env, 'ADMIN_TOKEN_SHA256', 'the SHA-256 of the administrator’s token')
      : env.FIT4WORK_COACH_ADMIN_TOKEN_SHA256;
  if (adminTokenSha256 !== undefined && !isHash(adminTokenSha256)) {
    throw refused('FIT4WORK_COACH_ADMIN_TOKEN_SHA256 must be 64 lower-case hexadecimal digits.');
  }
  return { oidc, tokens, adminTokenSha256 };
}

function tlsFiles(env: Environment): TlsFiles | undefined {
  const { FIT4WORK_COACH_TLS_CERT: cert, FIT4WORK_COACH_TLS_KEY: key } = env;
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key };
  throw refused('FIT4WORK_COACH_TLS_CERT and FIT4WORK_COACH_TLS_KEY belong together: set both, or neither.');
}

/** The host of a server, or the folder of its socket; empty where there is none. */
function hostOf({ hostname, searchParams }: URL): string {
  try {
    return decodeURIComponent(searchParams.get('host') ?? hostname).replace(/^\[|\]$/g, '');
  } catch {
    return '';
  }
}

/** What is wrong is said without the URL: there may be a password in it. */
function databaseUrl(env: Environment): string | undefined {
  if (env.FIT4WORK_COACH_DATABASE_URL === undefined) return undefined;
  const text = url(env, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  const { pathname, searchParams } = new URL(text);
  const host = hostOf(new URL(text));
  if (host === '' || pathname.length < 2) {
    throw refused(
      'FIT4WORK_COACH_DATABASE_URL must name a host, or the folder of a socket as %2Frun%2Fpostgresql, and a database.',
    );
  }
  const here = host.startsWith('/') || LOOPBACK.includes(host);
  const sealed = searchParams.get('sslmode') === 'verify-full';
  if (!here && !sealed && env.FIT4WORK_COACH_PLAINTEXT !== 'accepted') {
    throw refused(
      'FIT4WORK_COACH_DATABASE_URL is of another machine and without TLS: add sslmode=verify-full, and sslrootcert where the authority is your own.',
    );
  }
  return text;
}

function invitationPlaces(env: Environment, tls: boolean): InvitationPlaces {
  const named = env.FIT4WORK_COACH_PUBLIC_URL;
  const address = named === undefined ? undefined : new URL(url(env, 'PUBLIC_URL', ['https:', 'http:']));
  const certificates = (env.FIT4WORK_COACH_PUBLIC_CERTIFICATES ?? '').split(',').filter((hash) => hash !== '');
  if (!certificates.every(isHash)) {
    throw refused(
      'FIT4WORK_COACH_PUBLIC_CERTIFICATES must be SHA-256 hashes of certificates (DER) in lower-case hexadecimal, commas between.',
    );
  }
  if (address?.protocol === 'https:' && !tls && certificates.length === 0) {
    throw refused(
      'FIT4WORK_COACH_PUBLIC_URL is https, so agents pin its certificate: set FIT4WORK_COACH_PUBLIC_CERTIFICATES, or FIT4WORK_COACH_TLS_CERT and _TLS_KEY.',
    );
  }
  const loopback = address === undefined || LOOPBACK.includes(address.hostname.replace(/^\[|\]$/g, ''));
  if (address?.protocol === 'http:' && !loopback && env.FIT4WORK_COACH_PLAINTEXT !== 'accepted') {
    throw refused('FIT4WORK_COACH_PUBLIC_URL is neither https nor loopback: let it be https.');
  }
  return {
    url: named?.replace(/\/+$/, ''),
    brokerUrl: url(env, eitherOf(env, 'PUBLIC_BROKER_URL', 'BROKER_URL'), ['mqtt:', 'mqtts:']),
    logUrl: url(env, eitherOf(env, 'PUBLIC_LOG_URL', 'LOG_URL'), ['http:', 'https:']),
    certificates,
  };
}

/** The first of two variables that is set, else the second. */
const eitherOf = (env: Environment, first: string, second: string): string =>
  env[`FIT4WORK_COACH_${first}`] === undefined ? second : first;

const refused = (message: string): CoachError => new CoachError('bad-config', message);

function required(env: Environment, name: string, what: string): string {
  const value = env[`FIT4WORK_COACH_${name}`];
  if (value === undefined || value === '') throw refused(`FIT4WORK_COACH_${name} is not set: give it ${what}.`);
  return value;
}

interface Bounds {
  readonly name: string;
  readonly fallback: number;
  /** 0 where nothing is said. */
  readonly least?: number;
  readonly most: number;
}

function integer(env: Environment, { name, fallback, least = 0, most }: Bounds): number {
  const text = env[`FIT4WORK_COACH_${name}`] ?? String(fallback);
  const value = Number(text);
  if (!/^[0-9]{1,6}$/.test(text) || value < least || value > most) {
    throw refused(`FIT4WORK_COACH_${name} must be a whole number, ${least} to ${most}.`);
  }
  return value;
}

function url(env: Environment, name: string, protocols: readonly string[]): string {
  const value = required(env, name, `a URL that begins with ${protocols[0]}//`);
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw refused(
      `FIT4WORK_COACH_${name} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    );
  }
  return value;
}
