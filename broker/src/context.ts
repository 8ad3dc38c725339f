import { setTimeout as pause } from 'node:timers/promises';
import {
  CachedKeyDirectory,
  type Clock,
  HttpRegistry,
  JoseTokenVerifier,
  LeafQuota,
  type Registry,
  readServicesFile,
} from '@fit4work/registry';
import { AedesBroker } from './adapters/aedes-broker.js';
import { stderrLogger } from './adapters/logger.js';
import { TokenAuthenticator } from './authenticator.js';
import type { Config } from './config.js';
import { LIMITS } from './core/limits.js';
import { LeafLaw } from './leaf-law.js';
import type { Logger } from './ports.js';
import { CountedRefusals } from './refusals.js';

export interface Overrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly registry?: Registry;
  readonly lookMs?: number;
}

export interface Context {
  readonly logger: Logger;
  readonly broker: AedesBroker;
}

/** The one place where adapters are made. @throws RegistryError `bad-services-file` */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const clock = overrides.clock ?? { now: () => Math.floor(Date.now() / 1000) };
  const logger = overrides.logger ?? stderrLogger();
  const keys = new CachedKeyDirectory({
    services: await readServicesFile(config.services, 'FIT4WORK_BROKER_SERVICES'),
    registry: overrides.registry ?? new HttpRegistry(config.registryUrl),
    clock,
    logger,
    pause: (ms) => pause(ms, undefined, { ref: false }),
  });
  const broker = new AedesBroker({
    host: config.host,
    port: config.port,
    authenticator: new TokenAuthenticator(keys, new JoseTokenVerifier(clock)),
    refusals: new CountedRefusals(logger),
    lookMs: overrides.lookMs ?? LIMITS.lookMs,
    leaves: new LeafLaw(new LeafQuota(config.leaves), clock),
  });
  return { logger, broker };
}
