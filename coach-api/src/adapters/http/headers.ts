import type { FastifyReply } from 'fastify';

/** With every answer. A browser may do nothing with one but show it: what a page needs it says itself. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** An answer is of whoever asked, as it was at that moment. */
const ANSWER = { 'cache-control': 'no-store' } as const;

const TLS_ALWAYS = { 'strict-transport-security': 'max-age=31536000' } as const;

/** @param overTls whether whoever asks does it over TLS, here or at a proxy */
export function setHeaders(reply: FastifyReply, overTls: boolean): void {
  const usual = { ...HEADERS, ...ANSWER, ...(overTls ? TLS_ALWAYS : {}) };
  for (const [name, value] of Object.entries(usual)) if (!reply.hasHeader(name)) reply.header(name, value);
}
