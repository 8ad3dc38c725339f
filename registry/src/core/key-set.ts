import { fromBase64Url, keyIdOf, toBase64Url } from '@fit4work/protocol';
import { RegistryError, type RegistryErrorCode } from '../error.js';
import { type Principal, SERVICE_ROLES } from './principal.js';

/** A public key that a token may be signed with, and whom it speaks for. */
export interface KnownKey {
  readonly kid: string;
  /** base64url, as in the JWK */
  readonly x: string;
  readonly principal: Principal;
}

export type KeySet = ReadonlyMap<string, KnownKey>;

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type ReadPrincipal = (jwk: Fields) => Principal | undefined;

function agentOf({ f4w_pseudonym: pseudonym }: Fields): Principal | undefined {
  return typeof pseudonym === 'string' && /^[0-9a-f]{32}$/.test(pseudonym) ? { kind: 'agent', pseudonym } : undefined;
}

function serviceOf({ f4w_role: role }: Fields): Principal | undefined {
  const kind = SERVICE_ROLES.find((known) => known === role);
  return kind && { kind };
}

function readKey(value: unknown, principalOf: ReadPrincipal): KnownKey | undefined {
  if (!isRecord(value) || value.kty !== 'OKP' || value.crv !== 'Ed25519') return undefined;
  const { kid, x } = value;
  const principal = principalOf(value);
  if (typeof kid !== 'string' || typeof x !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(x)) return undefined;
  // The key id is the key's thumbprint: a set cannot give one key the name of another.
  return principal && toBase64Url(keyIdOf(fromBase64Url(x))) === kid ? { kid, x, principal } : undefined;
}

function readKeys(jwks: unknown, principalOf: ReadPrincipal, code: RegistryErrorCode): KeySet {
  if (!isRecord(jwks) || !Array.isArray(jwks.keys)) {
    throw new RegistryError(code, 'The key set is not a JWKS: it must be an object with an array "keys".');
  }
  const keys = jwks.keys.map((value: unknown, i) => {
    const key = readKey(value, principalOf);
    if (key === undefined) {
      throw new RegistryError(
        code,
        `Key ${i + 1} of the key set is not an Ed25519 JWK with its thumbprint as kid and the member that names whose it is.`,
      );
    }
    return [key.kid, key] as const;
  });
  return new Map(keys);
}

/** Keys of agents as the registry serves them: each JWK has `f4w_pseudonym`. @throws RegistryError `bad-registry` */
export const readAgentKeys = (jwks: unknown): KeySet => readKeys(jwks, agentOf, 'bad-registry');

/** Keys of services from their file: each JWK has `f4w_role`. @throws RegistryError `bad-services-file` */
export const readServiceKeys = (jwks: unknown): KeySet => readKeys(jwks, serviceOf, 'bad-services-file');
