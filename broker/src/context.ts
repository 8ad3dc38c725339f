import { randomUUID } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import {
  CachedKeyDirectory,
  type Clock,
  HttpRegistry,
  JoseTokenVerifier,
  LeafQuota,
  type Registry,
  readServicesFile,
  readTokenFile,
} from '@fit4work/registry';
import { AedesBroker, type AedesBrokerOptions } from './adapters/aedes-broker.js';
import { httpWebhook } from './adapters/http-webhook.js';
import { stderrLogger } from './adapters/logger.js';
import { Porter } from './adapters/porter.js';
import { startStatusServer } from './adapters/status-server.js';
import { readTls } from './adapters/tls-files.js';
import { TokenAuthenticator } from './authenticator.js';
import { Broker } from './broker.js';
import type { Config } from './config.js';
import { LIMITS } from './core/limits.js';
import { LeafLaw } from './leaf-law.js';
import { type Deliver, OperatorNotices } from './operator-notices.js';
import type { Listener, Logger } from './ports.js';
import { PublishPace } from './publish-pace.js';
import { REFUSAL_LOG_MS, RefusalLog } from './refusal-log.js';
import { Tally } from './tally.js';

export interface Overrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly registry?: Registry;
  readonly lookMs?: number;
  readonly refusalLogMs?: number;
}

export interface Context {
  readonly logger: Logger;
  readonly broker: Broker;
}

const pause = (ms: number): Promise<void> => pauseFor(ms, undefined, { ref: false });

/** The one place where adapters are made. @throws RegistryError `bad-services-file`, `bad-token-file` @throws BrokerError `bad-config` */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const clock = overrides.clock ?? { now: () => Math.floor(Date.now() / 1000) };
  const logger = overrides.logger ?? stderrLogger();
  const deliver: Deliver = config.webhook ? await httpWebhook(config.webhook) : async () => true;
  const notices = new OperatorNotices({ deliver, newId: randomUUID, now: () => clock.now() });
  const log = new RefusalLog({ logger, pause, everyMs: overrides.refusalLogMs ?? REFUSAL_LOG_MS });
  const tally = new Tally(log, notices);
  const { registryToken } = config;
  const token = registryToken && (await readTokenFile(registryToken));
  const keys = new CachedKeyDirectory({
    services: await readServicesFile(config.services, 'FIT4WORK_BROKER_SERVICES'),
    registry: overrides.registry ?? new HttpRegistry(config.registryUrl, token),
    clock,
    logger: {
      warn: (event, fields) => {
        logger.warn(event, fields);
        notices.note(event);
      },
    },
    pause,
    absence: config.registryAbsence,
  });
  const { tls: files } = config;
  const certificate = files && { now: await readTls(files), read: () => readTls(files) };
  const authenticator = new TokenAuthenticator(keys, new JoseTokenVerifier(clock));
  const listener = listenerOf(config, {
    doors: { ...doorsOf(config), tls: certificate?.now },
    ...{ authenticator, clock, tally },
    lookMs: overrides.lookMs ?? LIMITS.lookMs,
  });
  const startStatus = startStatusServer;
  return {
    logger,
    broker: new Broker({ config, listener, startStatus, certificate, tally, notices, keys, logger, pause }),
  };
}

const doorsOf = ({ host, port, websocketPort, connections }: Config): Omit<AedesBrokerOptions['doors'], 'tls'> => ({
  ...{ host, port, websocketPort, connections },
});

interface ListenerParts extends Pick<AedesBrokerOptions, 'doors' | 'authenticator' | 'lookMs'> {
  readonly clock: Clock;
  readonly tally: Tally;
}

/** Our own broker, or a porter before another one. */
function listenerOf({ behind, leaves, pace }: Config, { clock, tally, ...parts }: ListenerParts): Listener {
  const options: AedesBrokerOptions = {
    ...parts,
    counts: tally,
    leaves: new LeafLaw(new LeafQuota(leaves), clock),
    pace: new PublishPace({ ...pace, pause, now: () => performance.now() / 1000, onSlowed: () => tally.slowed() }),
  };
  return behind === undefined ? new AedesBroker(options) : new Porter({ ...options, behind });
}
