import { base64url, hex } from '../bytes.mjs';
import { invalid, valid } from '../cases.mjs';
import { json, jws } from '../jws.mjs';
import { KEYS } from '../keys.mjs';
import { PSEUDONYM, TIME } from './sample-values.mjs';

/* Section 17. `now` is the clock of the client that signs, and of the broker that reads. */

const SUBJECT = hex(PSEUDONYM);
const claims = { sub: SUBJECT, aud: 'f4w-broker', iat: TIME, exp: TIME + 300 };

/** @param {string} name @param {'agent' | 'coachApi'} key @param {string} subject */
function right(name, key, subject) {
  const payload = { ...claims, sub: subject };
  const text = jws({ type: 'JWT', key: KEYS[key], payload });
  return valid(name, '17.1', {
    key,
    now: TIME,
    userName: subject,
    payload: json(payload),
    token: text,
    expect: payload,
  });
}

/** @param {string} name @param {{ payload?: object, header?: object, members?: object, signature?: (right: Uint8Array) => Uint8Array, key?: import('../keys.mjs').SigningKey }} wrong */
function refused(name, { payload, header, members, signature, key = KEYS.agent }) {
  const expected = { alg: 'EdDSA', typ: 'JWT', kid: base64url(KEYS.agent.keyId) };
  const text = jws(
    { type: 'JWT', key, payload: { ...claims, ...payload } },
    { header: { ...expected, ...header }, ...(signature ? { signature } : {}) },
  );
  return invalid(name, '17.2', { key: 'agent', now: TIME, userName: SUBJECT, token: text, ...members, refused: true });
}

export const token = () => ({
  description: 'What a client of the broker gives as its password. `key` is enrolled for `userName`.',
  spec: 'SPEC.md section 17',
  keys: { agent: KEYS.agent, coachApi: KEYS.coachApi, stranger: KEYS.stranger },
  cases: [
    right('of an agent', 'agent', SUBJECT),
    right('of the coach API', 'coachApi', 'coach-api'),
    refused('for another audience', { payload: { aud: 'f4w-coach' } }),
    refused('for another subject than its user name', { payload: { sub: 'coach-api' } }),
    refused('for a user name that is not its subject', { members: { userName: 'anchor' } }),
    refused('that is over', { members: { now: TIME + 3600 } }),
    refused('that would live for an hour', { payload: { exp: TIME + 3600 } }),
    refused('without an end', { payload: { exp: undefined } }),
    refused('without a subject', { payload: { sub: undefined } }),
    refused('signed by a stranger', { key: KEYS.stranger }),
    refused('that names a key that is not enrolled', {
      key: KEYS.stranger,
      header: { kid: base64url(KEYS.stranger.keyId) },
    }),
    refused('under the algorithm none', { header: { alg: 'none' }, signature: () => new Uint8Array(0) }),
    refused('under a symmetric algorithm', { header: { alg: 'HS256' } }),
    refused('of the type of consent', { header: { typ: 'f4w-grant+jws' } }),
  ],
});
