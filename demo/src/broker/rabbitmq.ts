import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Address, freePort } from '../gate.js';
import { writeWhole } from '../state.js';
import type { Supervisor } from '../supervisor.js';
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
  const [server = '', epmd = ''] = programsOf('rabbitmq');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, name);
  const [names, distribution, port] = [await freePort(), await freePort(), await freePort()];
  writeWhole(file('definitions.json'), deployed('rabbitmq-definitions.json'));
  writeWhole(file('plugins'), '[rabbitmq_mqtt,rabbitmq_auth_backend_http].');
  const settings = deployed('rabbitmq.conf', {
    // One node: a quorum queue that was made a moment before it is killed would not come back (docs/brokers.md).
    'mqtt.durable_queue_type = quorum': 'mqtt.durable_queue_type = classic',
    'http://127.0.0.1:1884': door.url,
    '127.0.0.1:1885': `127.0.0.1:${port}`,
    '/etc/rabbitmq/fit4work-definitions.json': file('definitions.json'),
  });
  writeWhole(file('rabbitmq.conf'), settings);
  const nameService = foreign({
    name: 'epmd',
    answers: names,
    command: [epmd, '-port', String(names), '-address', '127.0.0.1'],
  });
  await supervisor.service(nameService, () => undefined);
  const env = environment(folder, { names, distribution });
  const rabbit = foreign({ name: 'rabbitmq', answers: port, command: [server], env });
  await supervisor.service(rabbit, () => undefined);
  return port;
}

const environment = (
  folder: string,
  { names, distribution }: { readonly names: number; readonly distribution: number },
): Record<string, string> => ({
  HOME: folder,
  // What is started is then the virtual machine itself, and no shell that it would survive.
  RUNNING_UNDER_SYSTEMD: 'true',
  RABBITMQ_NODENAME: NODE,
  RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
  RABBITMQ_MNESIA_BASE: join(folder, 'data'),
  RABBITMQ_LOG_BASE: join(folder, 'log'),
  RABBITMQ_DIST_PORT: String(distribution),
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  ERL_EPMD_PORT: String(names),
  ERL_EPMD_ADDRESS: '127.0.0.1',
});
