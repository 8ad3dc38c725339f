import { type Environment, reader } from '../config.js';
import { MIRROR } from '../settings.js';

/** The settings of a mirror, as checked. */
export interface MirrorConfig {
  readonly host: string;
  readonly port: number;
  /** The log that is followed: its address, or its folder. */
  readonly source: string;
  /** The public folder of the copy. */
  readonly logDir: string;
  /** The folder of its state: what it holds the log to, evidence, and what is being fetched. */
  readonly state: string;
  readonly policyFile: string;
  readonly pollMs: number;
  /** Seconds without a word of the source after which the mirror says that it is not well. */
  readonly silentSeconds: number;
  /** Connections of one address at once. */
  readonly connectionsOfOne: number;
}

/** @throws AnchorError `bad-config` */
export function toMirrorConfig(environment: Environment): MirrorConfig {
  const env = reader(environment);
  return Object.freeze({
    host: env.host(MIRROR),
    port: env.integer(MIRROR.PORT),
    source: env.required(MIRROR.SOURCE),
    logDir: env.required(MIRROR.LOG_DIR),
    state: env.required(MIRROR.STATE),
    policyFile: env.required(MIRROR.POLICY),
    pollMs: env.integer(MIRROR.POLL_MS),
    silentSeconds: env.integer(MIRROR.SILENT_SECONDS),
    connectionsOfOne: env.integer(MIRROR.ADDRESS_CONNECTIONS),
  });
}
