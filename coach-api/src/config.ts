import { isIP } from 'node:net';
import type { Named, Needed, Otherwise, Url, Whole } from '@fit4work/settings';
import { type ClusterPlace, clusterPlace } from './cluster-place.js';
import { isHash } from './core/settings-files.js';
import { CoachError } from './error.js';
import { type KeyPlaces, keyPlaces } from './key-places.js';
import type { RetentionTerms } from './retention.js';
import { retentionTerms } from './retention-terms.js';
import { SETTINGS } from './settings.js';

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
  /** Whether a policy that asks no witness will do. */
  readonly unwitnessed: boolean;
  readonly coaches: string;
  /** SHA-256 of the administrator's token, where there is one; the token itself is not kept anywhere here. */
  readonly adminTokenSha256: string | undefined;
  /** Whether tokens that do not change let anybody in. */
  readonly tokens: boolean;
  /** Path of the settings of an identity provider; undefined where nobody logs in. */
  readonly oidc: string | undefined;
  readonly batchMs: number;
  /** Undefined where nothing is destroyed but by its person. */
  readonly retention: RetentionTerms | undefined;
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
export const acceptsDumps = (env: Environment): boolean => accepts(env, SETTINGS.MEMORY_DUMPS);

const accepts = (env: Environment, { variable }: Named): boolean => env[variable] === 'accepted';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** @throws CoachError `bad-config` */
export function toConfig(env: Environment): Config {
  const host = env[SETTINGS.HOST.variable] ?? SETTINGS.HOST.otherwise;
  const tls = tlsFiles(env);
  if (!LOOPBACK.includes(host) && tls === undefined && !accepts(env, SETTINGS.PLAINTEXT)) {
    throw refused(
      'FIT4WORK_COACH_HOST is not loopback and this service would speak plain HTTP: set FIT4WORK_COACH_TLS_CERT and _TLS_KEY, put TLS before it, or set FIT4WORK_COACH_PLAINTEXT=accepted.',
    );
  }
  const state = required(env, SETTINGS.STATE);
  const beside = state.replace(/\/+$/, '');
  return Object.freeze({
    host,
    port: integer(env, SETTINGS.PORT),
    state,
    databaseUrl: databaseUrl(env),
    // Beside the folder and not in it: whoever brings back a copy of the folder takes back no erasure and no withdrawal.
    erasures: env[SETTINGS.ERASURES.variable] ?? `${beside}.erasures`,
    consents: env[SETTINGS.CONSENTS.variable] ?? `${beside}.consents`,
    exclusions: env[SETTINGS.EXCLUSIONS.variable] ?? `${beside}.exclusions`,
    tls,
    invitation: invitationPlaces(env, tls !== undefined),
    cluster: clusterPlace(env),
    keys: keyPlaces(env),
    brokerUrl: url(env, SETTINGS.BROKER_URL),
    logUrl: url(env, SETTINGS.LOG_URL),
    policy: required(env, SETTINGS.POLICY),
    unwitnessed: accepts(env, SETTINGS.UNWITNESSED),
    coaches: required(env, SETTINGS.COACHES),
    ...identityOf(env),
    batchMs: integer(env, SETTINGS.BATCH_MS),
    retention: retentionTerms(env),
    limits: limitsOf(env),
    metricsTokenSha256: metricsToken(env),
    registryTokenSha256: registryToken(env),
  });
}

function limitsOf(env: Environment): HttpLimits {
  const trustedProxies = (env[SETTINGS.TRUSTED_PROXIES.variable] ?? '').split(',').filter((each) => each !== '');
  if (!trustedProxies.every(isNetwork)) {
    throw refused(
      'FIT4WORK_COACH_TRUSTED_PROXIES must be IP addresses or networks, 192.0.2.1 or 10.0.0.0/8, commas between.',
    );
  }
  return {
    trustedProxies,
    perAddress: integer(env, SETTINGS.ADDRESS_REQUESTS),
    perCredential: integer(env, SETTINGS.REQUESTS),
    connections: integer(env, SETTINGS.CONNECTIONS),
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const version = isIP(address);
  return version !== 0 && more.length === 0 && /^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

function metricsToken(env: Environment): string | undefined {
  const hash = env[SETTINGS.METRICS_TOKEN_SHA256.variable];
  return hash === undefined ? undefined : hashOf(hash, SETTINGS.METRICS_TOKEN_SHA256);
}

function hashOf(text: string, { variable, form }: Named<{ readonly form: string }>): string {
  if (isHash(text)) return text;
  throw refused(`${variable} must be ${form}.`);
}

/** Needed: a service that no broker may ask would take agents in that nobody lets send. */
function registryToken(env: Environment): string {
  return hashOf(required(env, SETTINGS.REGISTRY_TOKEN_SHA256), SETTINGS.REGISTRY_TOKEN_SHA256);
}

/** Where people log in, a token that never ends is a second door: it takes a word of its own to leave that open. */
function identityOf(env: Environment): Pick<Config, 'oidc' | 'tokens' | 'adminTokenSha256'> {
  const { OIDC, TOKENS, ADMIN_TOKEN_SHA256 } = SETTINGS;
  const [oidc, word] = [env[OIDC.variable], env[TOKENS.variable]];
  if (word !== undefined && !TOKENS.words.some((known) => known === word)) {
    throw refused(`${TOKENS.variable} must be ${TOKENS.words.join(' or ')}.`);
  }
  if (oidc === undefined && word === 'refused') {
    throw refused('FIT4WORK_COACH_TOKENS is refused and nobody can log in: set FIT4WORK_COACH_OIDC.');
  }
  const tokens = oidc === undefined || word === 'accepted';
  const hash = oidc === undefined ? required(env, ADMIN_TOKEN_SHA256) : env[ADMIN_TOKEN_SHA256.variable];
  return { oidc, tokens, adminTokenSha256: hash === undefined ? undefined : hashOf(hash, ADMIN_TOKEN_SHA256) };
}

function tlsFiles(env: Environment): TlsFiles | undefined {
  const [cert, key] = [env[SETTINGS.TLS_CERT.variable], env[SETTINGS.TLS_KEY.variable]];
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
  if (env[SETTINGS.DATABASE_URL.variable] === undefined) return undefined;
  const text = url(env, SETTINGS.DATABASE_URL);
  const { pathname, searchParams } = new URL(text);
  const host = hostOf(new URL(text));
  if (host === '' || pathname.length < 2) {
    throw refused(
      'FIT4WORK_COACH_DATABASE_URL must name a host, or the folder of a socket as %2Frun%2Fpostgresql, and a database.',
    );
  }
  const here = host.startsWith('/') || LOOPBACK.includes(host);
  const sealed = searchParams.get('sslmode') === 'verify-full';
  if (!here && !sealed && !accepts(env, SETTINGS.PLAINTEXT)) {
    throw refused(
      'FIT4WORK_COACH_DATABASE_URL is of another machine and without TLS: add sslmode=verify-full, and sslrootcert where the authority is your own.',
    );
  }
  return text;
}

function invitationPlaces(env: Environment, tls: boolean): InvitationPlaces {
  const named = env[SETTINGS.PUBLIC_URL.variable];
  const address = named === undefined ? undefined : new URL(url(env, SETTINGS.PUBLIC_URL));
  const certificates = (env[SETTINGS.PUBLIC_CERTIFICATES.variable] ?? '').split(',').filter((hash) => hash !== '');
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
  if (address?.protocol === 'http:' && !loopback && !accepts(env, SETTINGS.PLAINTEXT)) {
    throw refused('FIT4WORK_COACH_PUBLIC_URL is neither https nor loopback: let it be https.');
  }
  return {
    url: named?.replace(/\/+$/, ''),
    brokerUrl: url(env, eitherOf(env, SETTINGS.PUBLIC_BROKER_URL, SETTINGS.BROKER_URL)),
    logUrl: url(env, eitherOf(env, SETTINGS.PUBLIC_LOG_URL, SETTINGS.LOG_URL)),
    certificates,
  };
}

/** The first of two settings that is set, else the second. */
const eitherOf = (env: Environment, first: Named<Url>, second: Named<Url>): Named<Url> =>
  env[first.variable] === undefined ? second : first;

const refused = (message: string): CoachError => new CoachError('bad-config', message);

function required(env: Environment, { variable, needed }: Named<Needed>): string {
  const value = env[variable];
  if (value === undefined || value === '') throw refused(`${variable} is not set: give it ${needed}.`);
  return value;
}

function integer(env: Environment, { variable, least, most, otherwise }: Named<Whole & Otherwise<number>>): number {
  const text = env[variable] ?? String(otherwise);
  const value = Number(text);
  if (!/^[0-9]{1,6}$/.test(text) || value < least || value > most) {
    throw refused(`${variable} must be a whole number, ${least} to ${most}.`);
  }
  return value;
}

function url(env: Environment, { variable, protocols }: Named<Url>): string {
  const value = required(env, { variable, needed: `a URL that begins with ${protocols[0]}//` });
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw refused(`${variable} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
  }
  return value;
}
