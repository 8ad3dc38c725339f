import { base64url, concat, filled, flipped, utf8 } from './bytes.mjs';
import { invalid } from './cases.mjs';
import { KEYS, SMALL_ORDER, secondSignature, sign } from './keys.mjs';

/* Signed JSON (clause 1.7), right or wrong in one place. */

/** @param {unknown} value @returns {string} */
export const json = (value) =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** @typedef {{ type: string, key: import('./keys.mjs').SigningKey, payload: object }} SignedJson */

/**
 * @param {SignedJson} signed
 * @param {{ header?: object, headerText?: string, payloadText?: string, parts?: (parts: string[]) => string[], signature?: (right: Uint8Array) => Uint8Array }} [wrong]
 * @returns {string}
 */
export function jws({ type, key, payload }, wrong = {}) {
  const header = wrong.header ?? { alg: 'EdDSA', typ: type, kid: base64url(key.keyId) };
  const texts = [wrong.headerText ?? json(header), wrong.payloadText ?? json(payload)];
  const input = texts.map((text) => base64url(utf8(text))).join('.');
  const signature = (wrong.signature ?? ((right) => right))(sign(key, utf8(input)));
  const parts = [...input.split('.'), base64url(signature)];
  return (wrong.parts?.(parts) ?? parts).join('.');
}

/** The last letter of base64url text with a bit set that stands for nothing. @param {string} text */
function loosened(text) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${text.slice(0, -1)}${letters[letters.indexOf(text.at(-1) ?? 'A') + 1]}`;
}

/** @param {SignedJson} signed @returns {readonly (readonly [name: string, compact: string, refused: string])[]} */
function brokenHeaders(signed) {
  const kid = base64url(signed.key.keyId);
  const right = { alg: 'EdDSA', typ: signed.type, kid };
  const header = (/** @type {object} */ changed) => jws(signed, { header: { ...right, ...changed } });
  return [
    ['no algorithm', jws(signed, { header: { typ: signed.type, kid } }), 'malformed'],
    ['the algorithm none', header({ alg: 'none' }), 'malformed'],
    ['another algorithm', header({ alg: 'ES256' }), 'malformed'],
    ['no type', jws(signed, { header: { alg: 'EdDSA', kid } }), 'malformed'],
    ['a type of nothing here', header({ typ: 'JOSE' }), 'malformed'],
    ['a type that is a number', header({ typ: 1 }), 'malformed'],
    ['a key id that is a number', header({ kid: 1 }), 'malformed'],
    ['no key id', jws(signed, { header: { alg: 'EdDSA', typ: signed.type } }), 'malformed'],
    ['the id of another key', header({ kid: base64url(KEYS.stranger.keyId) }), 'bad-signature'],
    [
      'a key id in hexadecimal',
      header({ kid: Buffer.from(signed.key.keyId).toString('hex') }),
      'bad-signature malformed',
    ],
    ['a member of the header more', header({ crit: [] }), 'malformed'],
    ['a header that is an array', jws(signed, { headerText: '[]' }), 'malformed'],
    ['white space in its header', jws(signed, { headerText: json(right).replace(',', ', ') }), 'not-canonical'],
    [
      'a member of the header twice',
      jws(signed, { headerText: json(right).replace('{', '{"alg":"EdDSA",') }),
      'not-canonical malformed',
    ],
  ];
}

/** @param {SignedJson} signed @returns {readonly (readonly [name: string, compact: string, refused: string])[]} */
function brokenTexts(signed) {
  const text = json(signed.payload);
  const payload = (/** @type {string} */ payloadText) => jws(signed, { payloadText });
  const either = 'not-canonical malformed';
  return [
    ['white space in its payload', payload(text.replace(':', ': ')), 'not-canonical'],
    ['a new line after its payload', payload(`${text}\n`), either],
    ['a member twice', payload(text.replace('"version":1', '"version":1,"version":1')), either],
    ['a version of 1.0', payload(text.replace('"version":1', '"version":1.0')), 'not-canonical'],
    ['a version of 1e0', payload(text.replace('"version":1', '"version":1e0')), 'not-canonical'],
    ['a letter escaped without need', payload(text.replace('ConsentRecord"', '\\u0043onsentRecord"')), 'not-canonical'],
    [
      'a slash that is escaped',
      payload(text.replace('https://w3id.org/dpv#', 'https:\\/\\/w3id.org/dpv#')),
      'not-canonical',
    ],
    ['an escape in capitals', payload(text.replace('"salt":"', '"salt":"\\u00E9')), either],
    ['a letter outside ASCII that is not escaped', payload(text.replace('"salt":"', '"salt":"é')), either],
    ['a payload that is no JSON', payload(text.slice(0, -1)), 'malformed'],
    ['a payload that is an array', payload('[]'), 'malformed'],
    ['a payload that is null', payload('null'), 'malformed'],
    ['a byte order mark', payload(`\ufeff${text}`), either],
  ];
}

/** @param {SignedJson} signed @returns {readonly (readonly [name: string, compact: string, refused: string])[]} */
function brokenParts(signed) {
  const parts = (/** @type {(parts: string[]) => string[]} */ change) => jws(signed, { parts: change });
  const either = 'malformed not-canonical bad-signature';
  const turned = (/** @type {string} */ part) => (part.startsWith('A') ? `B${part.slice(1)}` : `A${part.slice(1)}`);
  return [
    ['two parts', parts((all) => all.slice(0, 2)), 'malformed'],
    ['four parts', parts((all) => [...all, '']), 'malformed'],
    ['no part', '', 'malformed'],
    ['a signature padded with "="', parts(([head = '', body = '', tail = '']) => [head, body, `${tail}==`]), either],
    [
      'a signature with unused bits that are not zero',
      parts(([head = '', body = '', tail = '']) => [head, body, loosened(tail)]),
      either,
    ],
    ['a header with a letter outside base64url', parts(([head = '', ...rest]) => [`${head}+`, ...rest]), either],
    [
      'a signature with a letter turned',
      parts(([head = '', body = '', tail = '']) => [head, body, turned(tail)]),
      'bad-signature',
    ],
    ['an empty signature', parts(([head = '', body = '']) => [head, body, '']), either],
    ['a signature of 63 bytes', jws(signed, { signature: (right) => right.subarray(1) }), 'bad-signature malformed'],
    ['a scalar S not below the group order', jws(signed, { signature: secondSignature }), 'bad-signature'],
    ['a bit of its signature turned', jws(signed, { signature: (right) => flipped(right, 40) }), 'bad-signature'],
  ];
}

/** @param {SignedJson} signed @param {string} key its name among the keys of the file */
export function brokenJws(signed, key) {
  const small = { alg: 'EdDSA', typ: signed.type, kid: base64url(KEYS.smallOrder.keyId) };
  const forged = jws(signed, { header: small, signature: () => concat(SMALL_ORDER, filled(32, 0)) });
  const broken = [...brokenHeaders(signed), ...brokenTexts(signed), ...brokenParts(signed)];
  return [
    ...broken.map(([name, compact, refused]) => invalid(`has ${name}`, '1.7', { key, jws: compact, refused })),
    invalid('has the key and signature of a stranger', '8.3', {
      key,
      jws: jws({ ...signed, key: KEYS.stranger }),
      refused: 'bad-signature',
    }),
    invalid('verifies under a key of small order alone', '1.6', {
      key: 'smallOrder',
      jws: forged,
      refused: 'bad-signature',
    }),
    invalid('has more than 16,384 characters', '18', {
      ...{ key, refused: 'too-large' },
      jws: jws({ ...signed, payload: { ...signed.payload, more: 'a'.repeat(12_000) } }),
    }),
  ];
}
