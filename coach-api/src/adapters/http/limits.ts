import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Allowance, neighbourhood, RateLimit } from '../../core/rate-limit.js';
import { CoachError } from '../../error.js';
import type { Clock } from '../../ports.js';

export interface LimitsOptions {
  readonly clock: Clock;
  /** Requests a minute of one address, whoever asks; behind a proxy that is not trusted all have one. */
  readonly perAddress: number;
  /** Requests a minute of whoever is known. */
  readonly perCredential: number;
}

const WINDOW = 60;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether it is answered however often, and however busy the service is. */
    readonly unlimited?: true;
  }
}

/** Before anything of a request is looked at. */
export function limitAddresses(app: FastifyInstance, { clock, perAddress }: LimitsOptions): void {
  const limit = new RateLimit({ most: perAddress, window: WINDOW });
  app.addHook('onRequest', async (request, reply) => {
    // What was passed on was counted where it came in.
    if (isUnlimited(request) || request.passed) return;
    tell(reply, limit.take(neighbourhood(request.ip), clock.now()), perAddress);
  });
}

/** Once it is known who asks, wherever they are. */
export function limitCredentials(app: FastifyInstance, { clock, perCredential }: LimitsOptions): void {
  const limit = new RateLimit({ most: perCredential, window: WINDOW });
  app.addHook('onRequest', async (request, reply) => {
    const name = nameOf(request);
    if (name !== undefined && request.routeOptions.config.polled !== true)
      tell(reply, limit.take(name, clock.now()), perCredential);
  });
}

/** By whom requests are counted together; undefined of somebody who is nobody here. */
export function nameOf({ principal, routeOptions }: FastifyRequest): string | undefined {
  if (principal === undefined) return undefined;
  if (principal.coach !== undefined) return `coach ${principal.coach.id}`;
  // A token of one kind takes nothing from those of another: an administrator could keep the keys of agents from the broker.
  return principal.session === undefined
    ? `token ${routeOptions.config.access}`
    : `session ${principal.session.idHash}`;
}

export const isUnlimited = (request: FastifyRequest): boolean =>
  !request.is404 && request.routeOptions.config.unlimited === true;

/**
 * Says in each answer what is left (the fields of draft-ietf-httpapi-ratelimit-headers-10).
 *
 * @throws CoachError `too-many-requests`
 */
export function tell(reply: FastifyReply, { allowed, left, wait }: Allowance, most: number): void {
  reply.header('ratelimit-policy', `"minute";q=${most};w=${WINDOW}`);
  reply.header('ratelimit', `"minute";r=${left};t=${wait}`);
  if (allowed) return;
  throw new CoachError('too-many-requests', 'These are too many requests: go on when Retry-After is over.', {
    retryAfter: wait,
  });
}
