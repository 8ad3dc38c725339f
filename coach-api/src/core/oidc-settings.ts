import { CoachError } from '../error.js';
import { ROLES, type RoleRules } from './capacities.js';
import type { SessionLimits } from './session-life.js';

/** How this service proves to the provider which client it is (OpenID Connect Core 1.0, section 9). */
export interface ClientAuthentication {
  readonly method: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  /** Path of a file that only its owner may read: the secret, or the private key as a JWK. */
  readonly file: string;
}

/** One provider of OpenID Connect, and what its claims mean here. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientAuthentication: ClientAuthentication;
  /** `/v1/login/callback` of this service, as browsers reach it; its origin is the only one that may change anything. */
  readonly redirectUrl: string;
  readonly scopes: readonly string[];
  /** Claim that names a coach in the file of the coaches. */
  readonly subjectClaim: string;
  readonly capacitiesClaim: string;
  readonly roles: RoleRules;
  readonly session: SessionLimits;
}

type Fields = Readonly<Record<string, unknown>>;

const CALLBACK = '/v1/login/callback';
const METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
const NAMES = [
  ...['version', 'issuer', 'clientId', 'clientAuthentication', 'redirectUrl', 'scopes'],
  ...['subjectClaim', 'capacitiesClaim', 'roles', 'session'],
];
/** Minutes: by default, at the least and at the most. A request is noted once a minute: in one minute a session would be idle however busy it is. */
const LIMITS = { idleMinutes: [30, 2, 240], absoluteMinutes: [480, 1, 1_440], freshMinutes: [10, 1, 60] } as const;

/** Why the file is refused is said without what stands in it. @throws CoachError `bad-config` */
export function readOidcSettings(json: unknown): OidcSettings {
  if (!isRecord(json) || json.version !== 1) throw refused('it must have version 1');
  const unknown = Object.keys(json).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw refused(`it has members beside ${NAMES.join(', ')}`);
  const redirectUrl = addressOf(json, 'redirectUrl');
  if (new URL(redirectUrl).pathname !== CALLBACK || redirectUrl.includes('?') || redirectUrl.includes('#')) {
    throw refused(`its redirectUrl must end in ${CALLBACK}`);
  }
  return {
    ...{ issuer: addressOf(json, 'issuer'), clientId: textOf(json, 'clientId'), redirectUrl },
    clientAuthentication: authenticationOf(json.clientAuthentication),
    scopes: scopesOf(json.scopes),
    subjectClaim: json.subjectClaim === undefined ? 'sub' : textOf(json, 'subjectClaim'),
    capacitiesClaim: textOf(json, 'capacitiesClaim'),
    roles: rulesOf(json.roles),
    session: limitsOf(json.session),
  };
}

function authenticationOf(value: unknown): ClientAuthentication {
  const { method, file } = isRecord(value) ? value : {};
  const known = METHODS.find((each) => each === method);
  if (known === undefined || typeof file !== 'string' || file === '') {
    throw refused(`its clientAuthentication must have a file and a method, one of ${METHODS.join(', ')}`);
  }
  return { method: known, file };
}

function scopesOf(value: unknown): readonly string[] {
  const isScope = (each: unknown): each is string =>
    typeof each === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(each);
  if (Array.isArray(value) && value.every(isScope) && value.includes('openid')) return value;
  throw refused('its scopes must be a list with openid in it');
}

function rulesOf(value: unknown): RoleRules {
  const rules = isRecord(value) ? value : {};
  if (!Object.keys(rules).every((name) => ROLES.some((role) => role === name))) {
    throw refused(`its roles can be ${ROLES.join(' and ')} alone`);
  }
  const [coach, administrator] = ROLES.map((role) => listOf(rules[role]));
  if (coach === undefined || administrator === undefined || coach.length === 0) {
    throw refused('its roles must list the capacities of a coach, and of an administrator where there is one');
  }
  return { coach, administrator };
}

function listOf(value: unknown = []): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '') ? value : undefined;
}

function limitsOf(value: unknown = {}): SessionLimits {
  const given = isRecord(value) ? value : { idleMinutes: false };
  if (!Object.keys(given).every((name) => name in LIMITS)) {
    throw refused(`its session can have ${Object.keys(LIMITS).join(', ')} alone`);
  }
  const seconds = (name: keyof typeof LIMITS): number => {
    const [fallback, least, most] = LIMITS[name];
    const minutes = given[name] ?? fallback;
    if (typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= least && minutes <= most)
      return minutes * 60;
    throw refused(`its session.${name} must be a whole number, ${least} to ${most}`);
  };
  return { idle: seconds('idleMinutes'), absolute: seconds('absoluteMinutes'), fresh: seconds('freshMinutes') };
}

/** An address that nobody on the way can read: https, or this machine itself. */
function addressOf(json: Fields, name: string): string {
  const text = textOf(json, name);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const here = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol === 'https:' || here) return text;
  throw refused(`its ${name} must be an https address, or http on this machine`);
}

function textOf(json: Fields, name: string): string {
  const value = json[name];
  if (typeof value === 'string' && value !== '' && value.length <= 2_048) return value;
  throw refused(`its ${name} must be a text`);
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (reason: string): CoachError => new CoachError('bad-config', reason);
