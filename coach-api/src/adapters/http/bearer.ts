import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { CoachError } from '../../error.js';
import type { Coach } from '../../ports.js';

/** @throws CoachError `unauthorised` unless the bearer token has this hash */
export function requireToken(request: FastifyRequest, tokenSha256: string): void {
  if (!equal(hashOf(request), tokenSha256)) throw unauthorised();
}

/** @throws CoachError `unauthorised` */
export function requireCoach(request: FastifyRequest, coaches: readonly Coach[]): Coach {
  const hash = hashOf(request);
  const coach = coaches.find(({ tokenSha256 }) => equal(hash, tokenSha256));
  if (coach === undefined) throw unauthorised();
  return coach;
}

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

const equal = (hash: Buffer, hex: string): boolean => timingSafeEqual(hash, Buffer.from(hex, 'hex'));

const unauthorised = (): CoachError => new CoachError('unauthorised', 'A valid bearer token is needed.');
