import { hmac, toBase64Url, utf8 } from '@fit4work/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The cookies of a service, by whether browsers reach it over TLS. */
export interface CookieNames {
  readonly secure: boolean;
  readonly session: string;
  readonly login: string;
}

/**
 * With the prefix a browser takes a cookie from this host alone, over TLS, for the whole of it (RFC 6265bis, 4.1.3.2).
 *
 * @param origin of this service
 */
export function cookieNames(origin: string): CookieNames {
  const secure = origin.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return { secure, session: `${prefix}f4w-session`, login: `${prefix}f4w-login` };
}

/** A value that this service may have set; undefined where there is none, or where it is said twice. */
export function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && /^[A-Za-z0-9_-]{1,4096}$/.test(value) ? value : undefined;
}

export interface NewCookie {
  readonly name: string;
  readonly value: string;
  readonly secure: boolean;
  /** Seconds; without it until the browser is closed. 0 takes the cookie away. */
  readonly maxAge?: number;
}

export function setCookie(reply: FastifyReply, { name, value, secure, maxAge }: NewCookie): void {
  const life = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  reply.header('set-cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${life}`);
}

/** The token of a session, which says nothing of its id: who has a page of this service can ask for it, and another site cannot. */
export const csrfTokenOf = (id: string): string => toBase64Url(hmac(utf8(id), utf8('f4w/v1/csrf')));
