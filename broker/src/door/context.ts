import { setTimeout as pauseFor } from 'node:timers/promises';
import {
  CachedKeyDirectory,
  type Clock,
  HttpRegistry,
  JoseTokenVerifier,
  type Registry,
  readServicesFile,
  readTokenFile,
} from '@fit4work/registry';
import { stderrLogger } from '../adapters/logger.js';
import { TokenAuthenticator } from '../authenticator.js';
import type { RegistryConfig } from '../config.js';
import { LIMITS } from '../core/limits.js';
import type { Logger } from '../ports.js';
import { REFUSAL_LOG_MS, RefusalLog } from '../refusal-log.js';
import { Tally } from '../tally.js';
import { Door } from './door.js';

export interface DoorOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly registry?: Registry;
  readonly refusalLogMs?: number;
}

const pause = (ms: number): Promise<void> => pauseFor(ms, undefined, { ref: false });

export interface DoorContext {
  readonly door: Door;
  readonly logger: Logger;
  /** Asks the registry what changed; every so often. */
  readonly refresh: () => Promise<void>;
  readonly lookMs: number;
}

/** @throws RegistryError `bad-services-file`, `bad-token-file` */
export async function createDoor(config: RegistryConfig, overrides: DoorOverrides = {}): Promise<DoorContext> {
  const clock = overrides.clock ?? { now: () => Math.floor(Date.now() / 1000) };
  const logger = overrides.logger ?? stderrLogger();
  const { registryToken } = config;
  const token = registryToken && (await readTokenFile(registryToken));
  const keys = new CachedKeyDirectory({
    services: await readServicesFile(config.services, 'FIT4WORK_BROKER_SERVICES'),
    registry: overrides.registry ?? new HttpRegistry(config.registryUrl, token),
    absence: config.registryAbsence,
    ...{ clock, logger, pause },
  });
  const authenticator = new TokenAuthenticator(keys, new JoseTokenVerifier(clock));
  const log = new RefusalLog({ logger, pause, everyMs: overrides.refusalLogMs ?? REFUSAL_LOG_MS });
  const door = new Door({ authenticator, refusals: new Tally(log, { note: () => undefined }) });
  return { door, logger, refresh: () => keys.refresh(), lookMs: LIMITS.lookMs };
}
