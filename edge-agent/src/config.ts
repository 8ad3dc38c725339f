import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Named, Otherwise, Whole } from '@fit4work/settings';
import { addressProblem } from './core/address.js';
import type { Said } from './core/language.js';
import { COMMAND_REFUSALS, PINNED_ADDRESSES } from './core/refusal-words/command-refusals.js';
import { AgentError } from './error.js';
import type { Pins } from './ports.js';
import { SETTINGS } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the process's environment. */
export const readEnv = (): Environment => process.env;

/** Whether a bug shows where it happened. */
export const isDebug = (env: Environment): boolean =>
  SETTINGS.DEBUG.words.some((word) => env[SETTINGS.DEBUG.variable] === word);

/** What the environment says. Where it is silent, what was pinned at enrolment counts. */
export interface AgentSettings {
  /** Folder of vault.db. */
  readonly state: string;
  readonly coachUrl: string | undefined;
  readonly brokerUrl: string | undefined;
  readonly logUrl: string | undefined;
  readonly zone: string | undefined;
  /** Of the employee's page on this machine, as it is written: `pagePortOf` reads it where the page is served. */
  readonly pagePort: string | undefined;
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
}

const DEFAULT_ZONE = 'Europe/Brussels';

const ADDRESSES = { coachUrl: SETTINGS.COACH_URL, brokerUrl: SETTINGS.BROKER_URL, logUrl: SETTINGS.LOG_URL } as const;
type AddressName = keyof typeof ADDRESSES;

/**
 * @param platform of the machine, as Node names it
 * @throws AgentError `bad-configuration`
 */
export function toSettings(env: Environment, platform: string = process.platform): AgentSettings {
  const zone = given(env, SETTINGS.ZONE.variable);
  if (zone !== undefined) checkZone(zone, SETTINGS.ZONE.variable);
  return Object.freeze({
    state: given(env, SETTINGS.STATE.variable) ?? stateFolder(env, platform),
    coachUrl: given(env, ADDRESSES.coachUrl.variable),
    brokerUrl: given(env, ADDRESSES.brokerUrl.variable),
    logUrl: given(env, ADDRESSES.logUrl.variable),
    zone,
    pagePort: given(env, SETTINGS.PAGE_PORT.variable),
    limit: count(env, SETTINGS.LIMIT_MIB) * 2 ** 20,
    keepDays: count(env, SETTINGS.KEEP_DAYS),
    plaintext: SETTINGS.PLAINTEXT.words.some((word) => env[SETTINGS.PLAINTEXT.variable] === word),
  });
}

/** @throws AgentError `bad-configuration` */
function count(env: Environment, setting: Named<Whole & Otherwise<number>>): number {
  const { variable, least, most, otherwise } = setting;
  const text = given(env, variable) ?? String(otherwise);
  const value = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.notWholeNumber({ variable, text, least, most }));
}

/** A port that is wrong must keep nobody from withdrawing. @throws AgentError `bad-configuration` */
export function pagePortOf({ pagePort }: Pick<AgentSettings, 'pagePort'>): number {
  const { variable, least, most, otherwise } = SETTINGS.PAGE_PORT;
  const text = pagePort ?? String(otherwise);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= least && port <= most) return port;
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.notPort({ variable, least, most }));
}

/**
 * What the environment says, and else what was pinned.
 *
 * @throws AgentError `bad-configuration`
 */
export function toConfig(settings: AgentSettings, pins?: Pins): AgentConfig {
  const address = (name: AddressName): string => addressOf(name, settings, pins);
  const zone = zoneOf(settings, pins);
  const addresses = { coachUrl: address('coachUrl'), brokerUrl: address('brokerUrl'), logUrl: address('logUrl') };
  return Object.freeze({ settings, state: settings.state, ...addresses, zone });
}

/**
 * Samples are kept by civil day and by their place in it: under another zone all of them would move.
 *
 * @throws AgentError `bad-configuration` for another zone than that of the enrolment
 */
function zoneOf({ zone }: AgentSettings, pins: Pins | undefined): string {
  const pinned = pins?.zone || undefined;
  if (zone === undefined || pinned === undefined || zone === pinned) return pinned ?? zone ?? DEFAULT_ZONE;
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.otherZone(zone, pinned));
}

/** @throws AgentError `bad-configuration` */
export function checkZone(zone: string, from: string): string {
  if (zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)) return zone;
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.notZone(from, zone));
}

/** @throws AgentError `bad-configuration` */
export const checkCoachUrl = (coachUrl: string, from: string, { plaintext }: AgentSettings): string =>
  checkAddress(coachUrl, { from: named(from), protocols: ADDRESSES.coachUrl.protocols, plaintext });

function addressOf(name: AddressName, settings: AgentSettings, pins: Pins | undefined): string {
  const { variable, protocols } = ADDRESSES[name];
  const told = settings[name];
  const value = told ?? pins?.[name] ?? '';
  const from = told === undefined ? PINNED_ADDRESSES[name] : named(variable);
  if (value === '' && pins === undefined) return value;
  if (value === '') throw new AgentError('bad-configuration', COMMAND_REFUSALS.notSet(variable));
  return checkAddress(value, { from, protocols, plaintext: settings.plaintext });
}

/** A variable or an option, which has one name in every language. */
const named = (name: string): Said => ({ en: name, nl: name });

function checkAddress(
  value: string,
  { from, protocols, plaintext }: { from: Said; protocols: readonly string[]; plaintext: boolean },
): string {
  const problem = addressProblem(value, protocols);
  if (problem === 'none') {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.otherProtocol(from, protocols));
  }
  if (problem === 'plaintext' && !plaintext) {
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.plaintext(from));
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
  throw new AgentError('bad-configuration', COMMAND_REFUSALS.noStateFolder);
}

/**
 * Reads a file that the caller named.
 *
 * @param what it holds, out of NAMED_FILES
 * @throws AgentError `bad-file`
 */
export function readNamedFile(path: string, what: Said): string {
  try {
    return utf8Text(readFileSync(path), what);
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    throw new AgentError('bad-file', COMMAND_REFUSALS.fileUnreadable(what, path), { cause });
  }
}

/**
 * What was read of a file or of standard input: bytes that are no text are refused, never replaced.
 *
 * @param what it holds, out of NAMED_FILES
 * @throws AgentError `bad-file`
 */
export function utf8Text(bytes: Uint8Array, what: Said): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AgentError('bad-file', COMMAND_REFUSALS.notUtf8(what), { cause });
  }
}
