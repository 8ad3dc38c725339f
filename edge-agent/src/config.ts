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
  /** Of the employee's page on this machine. */
  readonly pagePort: number;
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
    pagePort: pagePort(env),
  });
}

const DEFAULT_PAGE_PORT = 7348;

/** @throws AgentError `bad-configuration` */
function pagePort({ FIT4WORK_AGENT_PAGE_PORT: text = '' }: Environment): number {
  if (text === '') return DEFAULT_PAGE_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new AgentError('bad-configuration', 'FIT4WORK_AGENT_PAGE_PORT must be a port from 1 to 65535.');
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
