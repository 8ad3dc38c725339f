import { isHash } from './core/settings-files.js';
import { CoachError } from './error.js';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Folder of the database. */
  readonly state: string;
  readonly keys: string;
  readonly brokerUrl: string;
  /** Prefix of the log's tiles. */
  readonly logUrl: string;
  readonly policy: string;
  readonly coaches: string;
  /** SHA-256 of the administrator's token; the token itself is not kept anywhere here. */
  readonly adminTokenSha256: string;
  readonly batchMs: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment. */
export const readEnv = (): Environment => process.env;

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** @throws CoachError `bad-config` */
export function toConfig(env: Environment): Config {
  const host = env.FIT4WORK_COACH_HOST ?? '127.0.0.1';
  if (!LOOPBACK.includes(host) && env.FIT4WORK_COACH_PLAINTEXT !== 'accepted') {
    throw refused(
      'FIT4WORK_COACH_HOST is not loopback and this service speaks plain HTTP: put TLS before it, or set FIT4WORK_COACH_PLAINTEXT=accepted.',
    );
  }
  const adminTokenSha256 = required(env, 'ADMIN_TOKEN_SHA256', 'the SHA-256 of the administrator’s token');
  if (!isHash(adminTokenSha256)) {
    throw refused('FIT4WORK_COACH_ADMIN_TOKEN_SHA256 must be 64 lower-case hexadecimal digits.');
  }
  return Object.freeze({
    host,
    port: integer(env, { name: 'PORT', fallback: 8080, most: 65_535 }),
    state: required(env, 'STATE', 'a folder for the database'),
    keys: required(env, 'KEYS', 'the key file that keygen.js makes'),
    brokerUrl: url(env, 'BROKER_URL', ['mqtt:', 'mqtts:']),
    logUrl: url(env, 'LOG_URL', ['http:', 'https:']),
    policy: required(env, 'POLICY', 'the policy file of the log'),
    coaches: required(env, 'COACHES', 'the file of the coaches'),
    adminTokenSha256,
    batchMs: integer(env, { name: 'BATCH_MS', fallback: 20, most: 10_000 }),
  });
}

const refused = (message: string): CoachError => new CoachError('bad-config', message);

function required(env: Environment, name: string, what: string): string {
  const value = env[`FIT4WORK_COACH_${name}`];
  if (value === undefined || value === '') throw refused(`FIT4WORK_COACH_${name} is not set: give it ${what}.`);
  return value;
}

interface Bounds {
  readonly name: string;
  readonly fallback: number;
  readonly most: number;
}

function integer(env: Environment, { name, fallback, most }: Bounds): number {
  const text = env[`FIT4WORK_COACH_${name}`] ?? String(fallback);
  const value = Number(text);
  if (!/^[0-9]{1,6}$/.test(text) || value > most) {
    throw refused(`FIT4WORK_COACH_${name} must be a whole number, 0 to ${most}.`);
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
