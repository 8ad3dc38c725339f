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

const TLS_ALWAYS = { 'strict-transport-security': 'max-age=31536000' } as const;

/** @param overTls whether whoever asks does it over TLS, here or at a proxy */
export function setHeaders(reply: FastifyReply, overTls: boolean): void {
  reply.headers({ ...HEADERS, ...(overTls ? TLS_ALWAYS : {}) });
  // An answer is of whoever asked, as it was at that moment.
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}
