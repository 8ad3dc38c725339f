import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Address, freePort } from '../gate.js';
import { writeWhole } from '../state.js';
import type { ProcessSpec, Supervisor } from '../supervisor.js';
import { deployed } from './deployed.js';
import { foreign } from './foreign-spec.js';
import { programsOf } from './installed.js';

/** A node of that name has its data below it; the port of its name service is another in each run, so that nobody meets it. */
const NODE = 'fit4work@localhost';

/**
 * Starts a node with its name service.
 *
 * @param door where it asks
 * @returns its port of MQTT @throws DemoError `missing-program`
 */
export async function startRabbit(
  supervisor: Supervisor,
  { folder, door }: { readonly folder: string; readonly door: Address },
): Promise<number> {
  const [, epmd = ''] = programsOf('rabbitmq');
  const [names, distribution, port] = [await freePort(), await freePort(), await freePort()];
  const nameService = foreign({
    name: 'epmd',
    answers: names,
    command: [epmd, '-port', String(names), '-address', '127.0.0.1'],
  });
  await supervisor.service(nameService, () => undefined);
  const place = { name: NODE, folder, door: door.url, names, distribution, port };
  // One node: a quorum queue that was made a moment before it is killed would not come back (docs/brokers.md).
  const classic = (settings: string): string =>
    settings.replace('mqtt.durable_queue_type = quorum', 'mqtt.durable_queue_type = classic');
  await supervisor.service({ name: 'rabbitmq', ...rabbitNode(place, classic) }, () => undefined);
  return port;
}

export interface RabbitPlace {
  readonly name: string;
  readonly folder: string;
  /** Address of the door that it asks. */
  readonly door: string;
  /** Ports of the name service, of the distribution, and of MQTT. */
  readonly names: number;
  readonly distribution: number;
  readonly port: number;
}

/**
 * A node with the settings of `deploy/`, whose files are written.
 *
 * @param adapt makes of these settings those of this node
 * @throws DemoError `missing-program`
 */
export function rabbitNode(
  { name, folder, door, names, distribution, port }: RabbitPlace,
  adapt: (settings: string) => string,
): Omit<ProcessSpec, 'name'> {
  const [server = ''] = programsOf('rabbitmq');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (called: string): string => join(folder, called);
  writeWhole(file('definitions.json'), deployed('rabbitmq-definitions.json'));
  writeWhole(file('plugins'), '[rabbitmq_mqtt,rabbitmq_auth_backend_http].');
  const settings = deployed('rabbitmq.conf', {
    'http://127.0.0.1:1884': door,
    '127.0.0.1:1885': `127.0.0.1:${port}`,
    '/etc/rabbitmq/fit4work-definitions.json': file('definitions.json'),
  });
  writeWhole(file('rabbitmq.conf'), adapt(settings));
  const env = { ...environment(folder, { names, distribution }), RABBITMQ_NODENAME: name };
  return foreign({ name, answers: port, command: [server], env });
}

const environment = (
  folder: string,
  { names, distribution }: { readonly names: number; readonly distribution: number },
): Record<string, string> => ({
  HOME: folder,
  // What is started is then the virtual machine itself, and no shell that it would survive.
  RUNNING_UNDER_SYSTEMD: 'true',
  RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
  RABBITMQ_MNESIA_BASE: join(folder, 'data'),
  RABBITMQ_LOG_BASE: join(folder, 'log'),
  RABBITMQ_DIST_PORT: String(distribution),
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  ERL_EPMD_PORT: String(names),
  ERL_EPMD_ADDRESS: '127.0.0.1',
});
