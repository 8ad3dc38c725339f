import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Named } from '@fit4work/settings';
import { type Environment, reader } from '../config.js';
import { AnchorError } from '../error.js';
import { WITNESS } from '../settings.js';

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

/** A name in the configuration file, and the setting whose variable goes before it. */
const IN_FILE: Readonly<Record<string, Named>> = {
  host: WITNESS.HOST,
  port: WITNESS.PORT,
  plaintext: WITNESS.PLAINTEXT,
  key: WITNESS.KEY,
  logs: WITNESS.LOG_VKEYS,
  state: WITNESS.STATE,
  evidence: WITNESS.EVIDENCE,
  rate: WITNESS.RATE,
  trustedProxy: WITNESS.TRUSTED_PROXY,
  addressConnections: WITNESS.ADDRESS_CONNECTIONS,
};

/** @throws AnchorError `bad-config` */
export function toWitnessConfig(environment: Environment): WitnessConfig {
  const env = reader(environment);
  const stateFile = env.required(WITNESS.STATE);
  return Object.freeze({
    host: env.host(WITNESS),
    port: env.integer(WITNESS.PORT),
    keyFile: env.required(WITNESS.KEY),
    logsFile: env.required(WITNESS.LOG_VKEYS),
    stateFile,
    statementsFile: `${stateFile}.statements`,
    evidenceFolder: env.optional(WITNESS.EVIDENCE) ?? `${stateFile}.evidence`,
    perSecond: env.integer(WITNESS.RATE),
    trustedProxy: env.networks(WITNESS.TRUSTED_PROXY),
    connectionsOfOne: env.integer(WITNESS.ADDRESS_CONNECTIONS),
  });
}

/**
 * The settings of a configuration file, over which those of the environment go.
 * @param file where none is given, the one that the environment names, if any
 * @throws AnchorError `bad-config`
 */
export function readWitnessConfig(
  environment: Environment,
  file = environment[WITNESS.CONFIG.variable],
): WitnessConfig {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  return toWitnessConfig(file === undefined || file === '' ? set : { ...settingsOf(file), ...set });
}

function settingsOf(file: string): Environment {
  return Object.fromEntries(
    Object.entries(readObject(file)).map(([name, value]) => {
      const setting = IN_FILE[name];
      if (setting === undefined) throw bad(file, `has the setting "${name}", which there is not: remove it`);
      if (typeof value !== 'string' && typeof value !== 'number') {
        throw bad(file, `has no text and no number for "${name}": correct it`);
      }
      // Paths are meant from where the file is, so that the whole folder can be moved.
      const text =
        setting.kind === 'file' || setting.kind === 'folder' ? resolve(dirname(file), String(value)) : String(value);
      return [setting.variable, text];
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
