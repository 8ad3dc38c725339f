import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Environment, reader } from '../config.js';
import { AnchorError } from '../error.js';

/** The settings of a witness, as checked. */
export interface WitnessConfig {
  readonly host: string;
  readonly port: number;
  readonly keyFile: string;
  /** A policy file; the logs that it names are cosigned. */
  readonly logsFile: string;
  /** The file with the last cosigned checkpoint of each log. */
  readonly stateFile: string;
  /** The file with the policy statements that it cosigned, beside the other. */
  readonly statementsFile: string;
  /** The folder of evidence against a log; made when there is some. */
  readonly evidenceFolder: string;
  /** Requests a second of one address. */
  readonly perSecond: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxy: readonly string[];
  /** Connections of one address at once. */
  readonly connectionsOfOne: number;
}

const PREFIX = 'FIT4WORK_WITNESS_';

/** A name in the configuration file, and the variable that goes before it. */
const SETTINGS: Readonly<Record<string, string>> = {
  host: 'HOST',
  port: 'PORT',
  plaintext: 'PLAINTEXT',
  key: 'KEY',
  logs: 'LOG_VKEYS',
  state: 'STATE',
  evidence: 'EVIDENCE',
  rate: 'RATE',
  trustedProxy: 'TRUSTED_PROXY',
  addressConnections: 'ADDRESS_CONNECTIONS',
};
const PATHS = ['key', 'logs', 'state', 'evidence'];

/** @throws AnchorError `bad-config` */
export function toWitnessConfig(environment: Environment): WitnessConfig {
  const env = reader(environment, PREFIX);
  const stateFile = env.required('STATE', 'the file of its state');
  return Object.freeze({
    host: env.host(),
    port: env.integer('PORT', { min: 0, max: 65_535, otherwise: 0 }),
    keyFile: env.required('KEY', 'the key file of the witness'),
    logsFile: env.required('LOG_VKEYS', 'a policy file that names the logs to cosign'),
    stateFile,
    statementsFile: `${stateFile}.statements`,
    evidenceFolder: env.optional('EVIDENCE') ?? `${stateFile}.evidence`,
    perSecond: env.integer('RATE', { min: 1, max: 100_000, otherwise: 100 }),
    trustedProxy: env.networks('TRUSTED_PROXY'),
    connectionsOfOne: env.integer('ADDRESS_CONNECTIONS', { min: 1, max: 256, otherwise: 128 }),
  });
}

/**
 * The settings of a configuration file, over which those of the environment go.
 * @param file where none is given, the one that the environment names, if any
 * @throws AnchorError `bad-config`
 */
export function readWitnessConfig(environment: Environment, file = environment[`${PREFIX}CONFIG`]): WitnessConfig {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  return toWitnessConfig(file === undefined || file === '' ? set : { ...settingsOf(file), ...set });
}

function settingsOf(file: string): Environment {
  return Object.fromEntries(
    Object.entries(readObject(file)).map(([name, value]) => {
      const variable = SETTINGS[name];
      if (variable === undefined) throw bad(file, `has the setting "${name}", which there is not: remove it`);
      if (typeof value !== 'string' && typeof value !== 'number') {
        throw bad(file, `has no text and no number for "${name}": correct it`);
      }
      // Paths are meant from where the file is, so that the whole folder can be moved.
      const text = PATHS.includes(name) ? resolve(dirname(file), String(value)) : String(value);
      return [PREFIX + variable, text];
    }),
  );
}

function readObject(file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw bad(file, 'cannot be read as JSON: give the file that "init" made', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad(file, 'is no JSON object: give the file that "init" made');
  }
  return Object.fromEntries(Object.entries(value));
}

function bad(file: string, what: string, cause?: unknown): AnchorError {
  return new AnchorError('bad-config', `The configuration ${file} ${what}.`, { cause });
}
