import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Role } from '../../core/capacities.js';
import type { Coach } from '../../ports.js';
import { unauthorised } from './access.js';

/** Tokens that do not change, for programs, the demo and tests. */
export interface Tokens {
  readonly coaches: readonly Coach[];
  readonly adminTokenSha256: string | undefined;
}

export type Bearer = { readonly role: 'coach'; readonly coach: Coach } | { readonly role: Exclude<Role, 'coach'> };

/** Whose the bearer token is. @throws CoachError `unauthorised` */
export function bearerOf(request: FastifyRequest, { coaches, adminTokenSha256 }: Tokens): Bearer {
  const hash = hashOf(request);
  const coach = coaches.find(({ tokenSha256 }) => isEqual(hash, tokenSha256));
  if (coach !== undefined) return { role: 'coach', coach };
  if (isEqual(hash, adminTokenSha256)) return { role: 'administrator' };
  throw unauthorised();
}

/** Whether the bearer token is the one of this hash. @throws CoachError `unauthorised` where there is none */
export const isToken = (request: FastifyRequest, sha256: string | undefined): boolean =>
  isEqual(hashOf(request), sha256);

/** A token that is not compared but verified. @throws CoachError `unauthorised` where there is none */
export function requireBearer(request: FastifyRequest): string {
  const [, token] = /^Bearer ([A-Za-z0-9._-]{1,2048})$/.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw unauthorised();
  return token;
}

function hashOf(request: FastifyRequest): Buffer {
  const [, token] = /^Bearer ([\x21-\x7e]{1,256})$/.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw unauthorised();
  return createHash('sha256').update(token).digest();
}

const isEqual = (hash: Buffer, hex: string | undefined): boolean =>
  hex !== undefined && timingSafeEqual(hash, Buffer.from(hex, 'hex'));
