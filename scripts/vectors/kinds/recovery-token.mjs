import { base64url } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { jws } from '../jws.mjs';
import { KEYS } from '../keys.mjs';
import { TIME } from './sample-values.mjs';

/* Clause 17.3. `now` is the clock of whoever reads. */

const claims = { sub: base64url(KEYS.identity.keyId), aud: 'f4w-recovery', iat: TIME, exp: TIME + 300 };

/** @param {object} [change] @param {import('../keys.mjs').SigningKey} [key] @param {string} [type] */
const signed = (change = {}, key = KEYS.identity, type = 'JWT') =>
  jws({ type, key, payload: { ...claims, ...change } });

/** @param {string} name @param {number} now */
const right = (name, now) =>
  valid(name, '17.3', { key: 'identity', now, token: signed(), expect: { issued: TIME, expires: TIME + 300 } });

/** @param {string} name @param {string} text @param {{ refused: string, now?: number }} as */
const wrong = (name, text, { refused, now = TIME }) =>
  invalid(name, '17.3', { key: 'identity', now, token: text, refused });

const MALFORMED = { refused: 'malformed' };

export const recoveryToken = () => ({
  description: 'What a person who recovers gives to the coach API. `key` is the identity that is enrolled.',
  spec: 'SPEC.md clause 17.3',
  keys: { identity: KEYS.identity, stranger: KEYS.stranger },
  cases: [
    right('of this second', TIME),
    right('of a clock that is 30 seconds ahead', TIME - 30),
    right('that ended 30 seconds ago', TIME + 330),
    wrong('that begins in 31 seconds', signed(), { refused: 'out-of-range', now: TIME - 31 }),
    wrong('that ended 31 seconds ago', signed(), { refused: 'out-of-range', now: TIME + 331 }),
    wrong('that would live for 301 seconds', signed({ exp: TIME + 301 }), { refused: 'out-of-range' }),
    wrong('that ends before it begins', signed({ exp: TIME - 1 }), { refused: 'out-of-range' }),
    wrong('for the broker', signed({ aud: 'f4w-broker' }), MALFORMED),
    wrong('whose subject is another key', signed({ sub: base64url(KEYS.stranger.keyId) }), MALFORMED),
    wrong('without a subject', signed({ sub: undefined }), MALFORMED),
    wrong('without an end', signed({ exp: undefined }), MALFORMED),
    wrong('with a member more', signed({ jti: 'x' }), MALFORMED),
    wrong('of the type of consent', signed({}, KEYS.identity, 'f4w-grant+jws'), MALFORMED),
    wrong('of a stranger', signed({ sub: base64url(KEYS.stranger.keyId) }, KEYS.stranger), {
      refused: 'bad-signature',
    }),
  ],
});
