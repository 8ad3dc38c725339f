/** What a page may do, word for word: whoever loosens it changes this too, and says why. */
const policyWith = (trustedTypes: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ].join('; ');

const FILE = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-encoding',
  'cache-control': 'no-cache',
};
const DOCUMENT = { ...FILE, 'content-type': 'text/html; charset=utf-8' };

/** All that the document of a page is served with, but its tag and what a server adds of each answer. */
export const PAGE_HEADERS = { ...DOCUMENT, 'content-security-policy': policyWith("'none'") };
export const PAGE_WITH_WORKER_HEADERS = { ...DOCUMENT, 'content-security-policy': policyWith('fit4work-worker') };
export const WORKER_HEADERS = {
  ...FILE,
  'content-type': 'text/javascript; charset=utf-8',
  'content-security-policy': "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
};

const OF_ONE_ANSWER = new Set([
  ...['etag', 'content-length', 'date', 'connection', 'keep-alive', 'transfer-encoding'],
  ...['ratelimit', 'ratelimit-policy'],
]);

/** The headers of an answer that are the same for everybody. */
export const lawOf = (headers: object): object =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_ANSWER.has(name)));
