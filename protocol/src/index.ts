export { aeadOpen, aeadSeal } from './aead.js';
export * from './answer-days.js';
export { concat, equalBytes, fromBase64Url, fromHex, toBase64Url, toHex } from './bytes.js';
export {
  decodeCbor,
  decodeCborSequence,
  eachOfCborSequence,
  encodeCbor,
  readArray,
  readBytes,
  readText,
  readUint,
} from './cbor.js';
export { addDays, civilDay, civilDayBounds, daysOfDate, zoneOffset } from './civil-day.js';
export * from './coach-answer.js';
export * from './consent.js';
export { CONSENT_CONTEXT } from './consent-context.js';
export * from './content.js';
export { createEcho, type Echo, type EchoOptions } from './echo.js';
export * from './envelope.js';
export * from './erasure.js';
export * from './erasure-counts.js';
export { ProtocolError, type ProtocolErrorCode } from './error.js';
export * from './figures.js';
export { deriveKey, hmac, hmacLabel, leafOf, sha256, utf8 } from './hash.js';
export { type Hasher, pureHasher, useHasher } from './hasher.js';
export { jwsBytes, jwsText, MAX_JWS } from './jws.js';
export * from './kept-keys.js';
export * from './kept-pins.js';
export { dataKeyId } from './key-id.js';
export * from './keys.js';
export * from './log/index.js';
export * from './message.js';
export { padTo, sizeClassOf, unpad } from './padding.js';
export * from './programme.js';
export * from './programme-revisions.js';
export { PREFIXES, prefixOf } from './pseudonym-prefix.js';
export * from './read.js';
export * from './receipt.js';
export * from './recovery.js';
export * from './release.js';
export * from './replay.js';
export * from './retirement.js';
export { fromRfc3339, toRfc3339 } from './rfc3339.js';
export * from './rotation.js';
export * from './sample.js';
export { BOUNDS, decodeSeries, encodeSeries, type Series } from './series.js';
export * from './signature.js';
export * from './standing-box.js';
export * from './summarise.js';
export * from './summary.js';
export * from './token.js';
export * from './topics.js';
export * from './window.js';
