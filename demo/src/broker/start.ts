import { join } from 'node:path';
import type { Address } from '../gate.js';
import type { Made, Service } from '../service.js';
import type { State } from '../state.js';
import type { Supervisor } from '../supervisor.js';
import { startMosquitto } from './mosquitto.js';
import type { BrokerName } from './names.js';
import { startRabbit } from './rabbitmq.js';

export interface BrokerPlace {
  readonly broker: BrokerName;
  readonly state: State;
  readonly supervisor: Supervisor;
}

/**
 * Starts the broker that was asked for, but for our own programs before or beside it.
 *
 * @returns those
 */
export async function startBroker({ broker, state, supervisor }: BrokerPlace, made: Made): Promise<readonly Service[]> {
  const folder = join(state.root, 'broker');
  if (broker === 'aedes') return [ownBroker(made)];
  if (broker === 'mosquitto') {
    const socket = await startMosquitto(supervisor, folder);
    return [ownBroker(made, { FIT4WORK_BROKER_BEHIND: socket })];
  }
  const { door: gate } = made.gates;
  const port = await startRabbit(supervisor, { folder, door: gate });
  return [ownBroker(made, { FIT4WORK_BROKER_BEHIND: `127.0.0.1:${port}` }), doorOf(made)];
}

export const doorOf = (made: Made): Service => ({
  name: 'broker-door',
  program: 'broker/door/main',
  env: asked(made, 'DOOR_PORT', made.gates.door),
  gate: made.gates.door,
});

export const ownBroker = (made: Made, more: Readonly<Record<string, string>> = {}): Service => ({
  name: 'broker',
  program: 'broker/main',
  env: { ...asked(made, 'PORT', made.gates.broker), ...certified(made), ...more },
  gate: made.gates.broker,
});

const certified = ({ brokerTls }: Made): Record<string, string> =>
  brokerTls === undefined ? {} : { FIT4WORK_BROKER_TLS_CERT: brokerTls.cert, FIT4WORK_BROKER_TLS_KEY: brokerTls.key };

const asked = ({ keys, gates }: Made, port: string, { listenOn }: Address): Record<string, string> => ({
  [`FIT4WORK_BROKER_${port}`]: String(listenOn),
  FIT4WORK_BROKER_REGISTRY_URL: `${gates.coach.url}/v1/agents/key-set`,
  FIT4WORK_BROKER_REGISTRY_TOKEN: keys.registryToken,
  FIT4WORK_BROKER_SERVICES: keys.brokerServices,
});
