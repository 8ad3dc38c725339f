import { type Environment, reader } from '../config.js';

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
  const env = reader(environment, 'FIT4WORK_MIRROR_');
  return Object.freeze({
    host: env.host(),
    port: env.integer('PORT', { min: 0, max: 65_535, otherwise: 0 }),
    source: env.required('SOURCE', 'the address of the log, or its folder'),
    logDir: env.required('LOG_DIR', 'the public folder of the copy'),
    state: env.required('STATE', 'the folder of its state'),
    policyFile: env.required('POLICY', 'the policy file'),
    pollMs: env.integer('POLL_MS', { min: 10, max: 3_600_000, otherwise: 5_000 }),
    silentSeconds: env.integer('SILENT_SECONDS', { min: 1, max: 604_800, otherwise: 600 }),
    connectionsOfOne: env.integer('ADDRESS_CONNECTIONS', { min: 1, max: 1024, otherwise: 512 }),
  });
}
