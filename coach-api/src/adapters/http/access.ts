import type { FastifyRequest } from 'fastify';
import { CoachError } from '../../error.js';
import type { OpenSession } from '../../identity/sessions.js';
import type { Coach } from '../../ports.js';

/**
 * Who may ask a route: `anyone`; `person`, who proves it to the route by a token of the 24 words; `session`, whoever is logged in;
 * one role; `operator`, by a token for what watches the service; or `broker`, by a token for what lets agents in: the broker, its
 * door for other brokers, and the anchor's for leaves over HTTP.
 */
export type Access = 'anyone' | 'person' | 'session' | 'coach' | 'administrator' | 'operator' | 'broker';

/** Who asks, as the guard found it. */
export interface Principal {
  /** Of a coach. */
  readonly coach: Coach | undefined;
  /** Where they are logged in, and do not show a bearer token. */
  readonly session: OpenSession | undefined;
  /** Of the session. */
  readonly id: string | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route without it is not taken in. */
    readonly access?: Access;
    /** What takes a recent login: `send` always does, `read` where a purpose is given and it is the first of that person in the session. */
    readonly stepUp?: 'send' | 'read';
    /** Whether a page asks it by itself: no session is kept alive by it. */
    readonly byItself?: true;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/** Who reads, and in which session. @throws CoachError `unauthorised` */
export const readerOf = (request: FastifyRequest) => ({
  coach: coachOf(request).id,
  session: request.principal?.session?.idHash,
});

/** @throws CoachError `unauthorised` */
export function coachOf({ principal }: FastifyRequest): Coach {
  if (principal?.coach === undefined) throw unauthorised();
  return principal.coach;
}

/** @throws CoachError `unauthorised` */
export function sessionOf({ principal }: FastifyRequest): { readonly session: OpenSession; readonly id: string } {
  const { session, id } = principal ?? {};
  if (session === undefined || id === undefined) throw unauthorised();
  return { session, id };
}

export const unauthorised = (): CoachError =>
  new CoachError('unauthorised', 'Nobody is logged in with this request: log in, or give a valid bearer token.');
