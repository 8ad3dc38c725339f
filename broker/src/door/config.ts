import { acceptsPlaintext, type Environment, LOOPBACK, portOf, type RegistryConfig, registryOf } from '../config.js';
import { BrokerError } from '../error.js';
import { DOOR_SETTINGS } from '../settings.js';

export interface DoorConfig extends RegistryConfig {
  readonly host: string;
  readonly port: number;
}

/** @throws BrokerError `bad-config` */
export function toDoorConfig(env: Environment): DoorConfig {
  const host = env[DOOR_SETTINGS.DOOR_HOST.variable] ?? DOOR_SETTINGS.DOOR_HOST.otherwise;
  // Passwords of everybody who comes in pass here.
  if (!LOOPBACK.includes(host) && !acceptsPlaintext(env)) {
    throw new BrokerError(
      'bad-config',
      'FIT4WORK_BROKER_DOOR_HOST is not loopback and the door speaks plain HTTP: put TLS before it and set FIT4WORK_BROKER_PLAINTEXT=accepted.',
    );
  }
  const { DOOR_PORT } = DOOR_SETTINGS;
  return Object.freeze({ host, port: portOf(env, DOOR_PORT) ?? DOOR_PORT.otherwise, ...registryOf(env) });
}
