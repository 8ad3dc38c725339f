import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { deployed, rabbitNode, type Supervisor, writeWhole } from '@fit4work/demo';
import type { Cables } from './cables.js';
import { BROKERS, type BrokerName } from './core/parts.js';
import { NameService, type Nodes } from './name-service.js';
import { quietPort } from './quiet-port.js';

export interface BrokerNodes {
  /** Ports of MQTT. */
  readonly ports: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface BrokerNodesOptions {
  readonly supervisor: Supervisor;
  readonly cables: Cables;
  readonly folder: string;
  /** Address of the door that a node asks, by its name. */
  readonly doorOf: (name: BrokerName) => string;
  /** Milliseconds until one that ended is started again. */
  readonly reviveAfter: number;
}

const nodeOf = (name: string): string => `${name}@localhost`;
/** Three virtual machines on few cores: none of them spins while it waits. */
const GENTLE = '+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none';

/** Starts three nodes of one cluster, whose connections to each other pass through cables. */
export async function startBrokers(options: BrokerNodesOptions): Promise<BrokerNodes> {
  const { supervisor, cables, folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [nodes, cookie]: [Nodes, string] = [new Map(), randomBytes(24).toString('hex')];
  const distribution = new Map<string, number>();
  for (const name of BROKERS) distribution.set(name, await quietPort());
  const services: NameService[] = [];
  const ports = new Map<string, number>();
  for (const name of BROKERS) {
    const others = new Map<string, number>();
    for (const other of BROKERS) {
      if (other === name) continue;
      const cable = await cables.lay({ from: name, to: [{ name: other, port: distribution.get(other) ?? 0 }] });
      others.set(other, cable.port);
    }
    services.push(await NameService.open(nodes, others));
    ports.set(name, await quietPort());
  }
  const start = (name: BrokerName, i: number): Promise<void> => {
    const own = join(folder, name);
    const place = { name: nodeOf(name), folder: own, door: options.doorOf(name), names: services[i]?.port ?? 0 };
    const node = { ...place, distribution: distribution.get(name) ?? 0, port: ports.get(name) ?? 0 };
    const spec = rabbitNode(node, (settings) => `${settings}\n${deployed('rabbitmq-cluster.conf', NAMES)}`);
    writeWhole(join(own, '.erlang.cookie'), cookie);
    const env = {
      ...spec.env,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${GENTLE} ${spec.env.RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS} -start_epmd false`,
    };
    return supervisor.service({ ...spec, name, env, reviveAfter: options.reviveAfter }, () => undefined);
  };
  await Promise.all(BROKERS.map(start));
  return { ports, close: async () => void (await Promise.all(services.map((service) => service.close()))) };
}

/** The nodes of the file as they are called here. */
const NAMES = Object.fromEntries(BROKERS.map((name, i) => [`rabbit@broker-${i + 1}.example`, nodeOf(name)]));
