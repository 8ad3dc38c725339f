import { readFileSync } from 'node:fs';
import { AgentError } from './error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the process's environment. */
export const readEnv = (): Environment => process.env;

export interface AgentConfig {
  /** Folder of vault.db. */
  readonly state: string;
  readonly coachUrl: string;
  readonly brokerUrl: string;
  readonly logUrl: string;
  /** IANA time zone of the employee's civil days. */
  readonly zone: string;
  /** What the vault may grow to, in bytes. */
  readonly limit: number;
  /** How many days samples are kept after they were measured. */
  readonly keepDays: number;
}

const DEFAULT_ZONE = 'Europe/Brussels';

/** @throws AgentError `bad-configuration` */
export function toConfig(env: Environment): AgentConfig {
  const zone = env.FIT4WORK_AGENT_ZONE ?? DEFAULT_ZONE;
  if (!Intl.supportedValuesOf('timeZone').includes(zone) && zone !== 'UTC') {
    throw new AgentError(
      'bad-configuration',
      `FIT4WORK_AGENT_ZONE is ${zone}; set it to a name of the IANA time zone database.`,
    );
  }
  return Object.freeze({
    state: required(env, 'FIT4WORK_AGENT_STATE'),
    coachUrl: address(env, 'FIT4WORK_AGENT_COACH_URL', ['http:', 'https:']),
    brokerUrl: address(env, 'FIT4WORK_AGENT_BROKER_URL', ['mqtt:', 'mqtts:', 'ws:', 'wss:']),
    logUrl: address(env, 'FIT4WORK_AGENT_LOG_URL', ['http:', 'https:']),
    zone,
    limit: count(env, 'FIT4WORK_AGENT_LIMIT_MIB', 1024) * 2 ** 20,
    keepDays: count(env, 'FIT4WORK_AGENT_KEEP_DAYS', 400),
  });
}

function count(env: Environment, name: string, otherwise: number): number {
  const text = env[name] ?? String(otherwise);
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new AgentError('bad-configuration', `${name} is ${text}; set it to a whole number from 1 to 9999999.`);
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new AgentError('bad-configuration', `${name} is not set; set it.`);
  return value;
}

function address(env: Environment, name: string, protocols: readonly string[]): string {
  const value = required(env, name);
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new AgentError(
      'bad-configuration',
      `${name} must be an address that begins with ${protocols.join(' or ')}//.`,
    );
  }
  if (
    /^(http|mqtt|ws):$/.test(new URL(value).protocol) &&
    !isLoopback(value) &&
    env.FIT4WORK_AGENT_PLAINTEXT !== 'accepted'
  ) {
    throw new AgentError(
      'bad-configuration',
      `${name} is not on this machine and not encrypted; use TLS, or set FIT4WORK_AGENT_PLAINTEXT=accepted.`,
    );
  }
  return value;
}

const isLoopback = (address: string): boolean => /^(127\.|localhost$|\[::1\]$)/.test(new URL(address).hostname);

/**
 * Reads a file that the caller named.
 *
 * @throws AgentError `bad-file`
 */
export function readNamedFile(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AgentError('bad-file', `${what} cannot be read from ${path}; check the name and the rights.`, { cause });
  }
}
