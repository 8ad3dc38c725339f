import { utf8 } from '@fit4work/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASIS, type BasisCodes, MAX_GRANTS } from '../../core/basis.js';
import { coachOf } from './access.js';

export interface BasisOptions {
  readonly basis: Pick<BasisCodes, 'of'>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Ids of the grants under which the answer was read. */
    restsOn: readonly string[] | undefined;
  }
}

const NAME = 'f4w-basis';

/** In the description of an answer. */
export const BASIS_HEADER = {
  [NAME]: { type: 'string', pattern: BASIS, description: 'names this answer in a programme that rests on it' },
} as const;

/** Goes with every answer that was read: SHA-256 of its bytes, and a code that this service gave it to this coach, under the grants that follow. */
export function basisHeader({ basis }: BasisOptions) {
  return async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    const pseudonym = pseudonymOf(request.params);
    const { restsOn: grants = [] } = request;
    // A programme can name no more.
    if (
      grants.length <= MAX_GRANTS &&
      reply.statusCode === 200 &&
      typeof payload === 'string' &&
      pseudonym !== undefined
    ) {
      reply.header(NAME, basis.of(utf8(payload), { coach: coachOf(request).id, pseudonym }, grants));
    }
    return payload;
  };
}

const pseudonymOf = (params: unknown): string | undefined =>
  typeof params === 'object' && params !== null && 'pseudonym' in params ? String(params.pseudonym) : undefined;
