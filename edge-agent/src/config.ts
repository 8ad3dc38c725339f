import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressProblem } from './core/address.js';
import { AgentError } from './error.js';
import type { Pins } from './ports.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the process's environment. */
export const readEnv = (): Environment => process.env;

/** What the environment says. Where it is silent, what was pinned at enrolment counts. */
export interface AgentSettings {
  /** Folder of vault.db. */
  readonly state: string;
  readonly coachUrl: string | undefined;
  readonly brokerUrl: string | undefined;
  readonly logUrl: string | undefined;
  readonly zone: string | undefined;
  /** Of the employee's page on this machine. */
  readonly pagePort: number;
  /** What the vault may grow to, in bytes. */
  readonly limit: number;
  /** How many days samples are kept after they were measured. */
  readonly keepDays: number;
  /** Whether an address beyond this machine may do without TLS. */
  readonly plaintext: boolean;
}

/** What the agent goes by. An address is empty as long as nothing is pinned and the environment is silent. */
export interface AgentConfig {
  readonly settings: AgentSettings;
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

const ADDRESSES = {
  coachUrl: { variable: 'FIT4WORK_AGENT_COACH_URL', of: 'coach API', protocols: ['http:', 'https:'] },
  brokerUrl: { variable: 'FIT4WORK_AGENT_BROKER_URL', of: 'broker', protocols: ['mqtt:', 'mqtts:', 'ws:', 'wss:'] },
  logUrl: { variable: 'FIT4WORK_AGENT_LOG_URL', of: 'log', protocols: ['http:', 'https:'] },
} as const;
type AddressName = keyof typeof ADDRESSES;

/**
 * @param platform of the machine, as Node names it
 * @throws AgentError `bad-configuration`
 */
export function toSettings(env: Environment, platform: string = process.platform): AgentSettings {
  const zone = given(env, 'FIT4WORK_AGENT_ZONE');
  if (zone !== undefined) checkZone(zone, 'FIT4WORK_AGENT_ZONE');
  return Object.freeze({
    state: given(env, 'FIT4WORK_AGENT_STATE') ?? stateFolder(env, platform),
    coachUrl: given(env, ADDRESSES.coachUrl.variable),
    brokerUrl: given(env, ADDRESSES.brokerUrl.variable),
    logUrl: given(env, ADDRESSES.logUrl.variable),
    zone,
    pagePort: pagePort(env),
    limit: count(env, 'FIT4WORK_AGENT_LIMIT_MIB', 1024) * 2 ** 20,
    keepDays: count(env, 'FIT4WORK_AGENT_KEEP_DAYS', 400),
    plaintext: env.FIT4WORK_AGENT_PLAINTEXT === 'accepted',
  });
}

/** @throws AgentError `bad-configuration` */
function count(env: Environment, name: string, otherwise: number): number {
  const text = given(env, name) ?? String(otherwise);
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new AgentError('bad-configuration', `${name} is ${text}; set it to a whole number from 1 to 9999999.`);
}

const DEFAULT_PAGE_PORT = 7348;

/** @throws AgentError `bad-configuration` */
function pagePort({ FIT4WORK_AGENT_PAGE_PORT: text = '' }: Environment): number {
  if (text === '') return DEFAULT_PAGE_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new AgentError('bad-configuration', 'FIT4WORK_AGENT_PAGE_PORT must be a port from 1 to 65535.');
}

/**
 * What the environment says, and else what was pinned.
 *
 * @throws AgentError `bad-configuration`
 */
export function toConfig(settings: AgentSettings, pins?: Pins): AgentConfig {
  const address = (name: AddressName): string => addressOf(name, settings, pins);
  const zone = settings.zone ?? (pins?.zone || DEFAULT_ZONE);
  const addresses = { coachUrl: address('coachUrl'), brokerUrl: address('brokerUrl'), logUrl: address('logUrl') };
  return Object.freeze({ settings, state: settings.state, ...addresses, zone, pagePort: settings.pagePort });
}

/** @throws AgentError `bad-configuration` */
export function checkZone(zone: string, from: string): string {
  if (zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)) return zone;
  throw new AgentError('bad-configuration', `${from} is ${zone}; set it to a name of the IANA time zone database.`);
}

/** @throws AgentError `bad-configuration` */
export const checkCoachUrl = (coachUrl: string, from: string, { plaintext }: AgentSettings): string =>
  checkAddress(coachUrl, { from, protocols: ADDRESSES.coachUrl.protocols, plaintext });

function addressOf(name: AddressName, settings: AgentSettings, pins: Pins | undefined): string {
  const { variable, of, protocols } = ADDRESSES[name];
  const told = settings[name];
  const value = told ?? pins?.[name] ?? '';
  const from = told === undefined ? `The pinned address of the ${of}` : variable;
  if (value === '' && pins === undefined) return value;
  if (value === '') throw new AgentError('bad-configuration', `${variable} is not set; set it.`);
  return checkAddress(value, { from, protocols, plaintext: settings.plaintext });
}

function checkAddress(
  value: string,
  { from, protocols, plaintext }: { from: string; protocols: readonly string[]; plaintext: boolean },
): string {
  const problem = addressProblem(value, protocols);
  if (problem === 'none') {
    throw new AgentError('bad-configuration', `${from} must begin with ${protocols.join(' or ')}//.`);
  }
  if (problem === 'plaintext' && !plaintext) {
    throw new AgentError(
      'bad-configuration',
      `${from} is not on this machine and not encrypted; use TLS, or set FIT4WORK_AGENT_PLAINTEXT=accepted.`,
    );
  }
  return value;
}

function given(env: Environment, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}

/** Where a platform keeps what a program must not lose and its owner does not look at. */
function stateFolder(env: Environment, platform: string): string {
  const home = given(env, platform === 'win32' ? 'USERPROFILE' : 'HOME');
  const base = {
    win32: given(env, 'LOCALAPPDATA') ?? (home && join(home, 'AppData', 'Local')),
    darwin: home && join(home, 'Library', 'Application Support'),
    other: given(env, 'XDG_STATE_HOME') ?? (home && join(home, '.local', 'state')),
  }[platform === 'win32' || platform === 'darwin' ? platform : 'other'];
  if (base !== undefined) return join(base, 'fit4work');
  throw new AgentError('bad-configuration', 'FIT4WORK_AGENT_STATE is not set, nor is there a home folder; set it.');
}

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
