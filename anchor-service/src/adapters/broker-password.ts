import sodium from 'libsodium-wrappers';

/** The key with which a service signs its way into the broker. */
export interface BrokerKey {
  readonly kid: string;
  /** Ed25519, 32 bytes. */
  readonly seed: Uint8Array;
}

const LIFETIME_SECONDS = 300;

/** A short-lived EdDSA JWT (RFC 7519, RFC 8037) that serves as MQTT password. @param now Unix seconds */
export function brokerPassword(username: string, key: BrokerKey, now: number): string {
  const header = { alg: 'EdDSA', typ: 'JWT', kid: key.kid };
  const claims = { sub: username, aud: 'f4w-broker', iat: now, exp: now + LIFETIME_SECONDS };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const { privateKey } = sodium.crypto_sign_seed_keypair(key.seed);
  return `${signed}.${Buffer.from(sodium.crypto_sign_detached(signed, privateKey)).toString('base64url')}`;
}
