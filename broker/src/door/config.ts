import { type Environment, LOOPBACK, portOf, type RegistryConfig, registryOf } from '../config.js';
import { BrokerError } from '../error.js';

export interface DoorConfig extends RegistryConfig {
  readonly host: string;
  readonly port: number;
}

/** @throws BrokerError `bad-config` */
export function toDoorConfig(env: Environment): DoorConfig {
  const host = env.FIT4WORK_BROKER_DOOR_HOST ?? '127.0.0.1';
  // Passwords of everybody who comes in pass here.
  if (!LOOPBACK.includes(host) && env.FIT4WORK_BROKER_PLAINTEXT !== 'accepted') {
    throw new BrokerError(
      'bad-config',
      'FIT4WORK_BROKER_DOOR_HOST is not loopback and the door speaks plain HTTP: put TLS before it and set FIT4WORK_BROKER_PLAINTEXT=accepted.',
    );
  }
  return Object.freeze({ host, port: portOf(env, 'DOOR_PORT') ?? 1884, ...registryOf(env) });
}
