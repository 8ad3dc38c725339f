import { fromBase64Url, keyIdOf, prefixOf, toBase64Url } from '@fit4work/protocol';
import { RegistryError, type RegistryErrorCode } from '../error.js';
import { type Principal, SERVICE_ROLES, userNameOf } from './principal.js';

/** A public key that a token may be signed with, and whom it speaks for. */
export interface KnownKey {
  readonly kid: string;
  /** base64url, as in the JWK */
  readonly x: string;
  readonly principal: Principal;
}

export type KeySet = ReadonlyMap<string, KnownKey>;

/** The keys of agents whose pseudonyms begin alike. */
export interface KeyPart {
  /** The entity tag (RFC 9110 section 8.8.3) under which they were answered; undefined where there was none. */
  readonly tag: string | undefined;
  readonly keys: readonly KnownKey[];
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** 32 bytes in base64url: the last of 43 digits has two bits to spare, which are zero (RFC 4648 section 3.5). */
const KEY = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

type ReadPrincipal = (jwk: Fields) => Principal | undefined;

function agentOf({ f4w_pseudonym: pseudonym }: Fields): Principal | undefined {
  return typeof pseudonym === 'string' && /^[0-9a-f]{32}$/.test(pseudonym) ? { kind: 'agent', pseudonym } : undefined;
}

function serviceOf({ f4w_role: role }: Fields): Principal | undefined {
  const kind = SERVICE_ROLES.find((known) => known === role);
  return kind && { kind };
}

/** @param known which key there was under that name: nothing of it is reckoned once more where it is the same */
function readKey(value: unknown, principalOf: ReadPrincipal, known?: KeySet): KnownKey | undefined {
  if (!isRecord(value) || value.kty !== 'OKP' || value.crv !== 'Ed25519') return undefined;
  const { kid, x } = value;
  const principal = principalOf(value);
  const before = typeof kid === 'string' ? known?.get(kid) : undefined;
  if (before !== undefined && before.x === x && isSame(before.principal, principal)) return before;
  if (typeof kid !== 'string' || typeof x !== 'string' || !KEY.test(x)) return undefined;
  // The key id is the key's thumbprint: a set cannot give one key the name of another.
  return principal && toBase64Url(keyIdOf(fromBase64Url(x))) === kid ? { kid, x, principal } : undefined;
}

const isSame = (one: Principal, other: Principal | undefined): boolean =>
  other !== undefined && userNameOf(one) === userNameOf(other);

function readKeys(
  jwks: unknown,
  code: RegistryErrorCode,
  read: (value: unknown) => KnownKey | undefined,
): readonly KnownKey[] {
  if (!isRecord(jwks) || !Array.isArray(jwks.keys)) {
    throw new RegistryError(code, 'The key set is not a JWKS: it must be an object with an array "keys".');
  }
  return jwks.keys.map((value: unknown, i) => {
    const key = read(value);
    if (key === undefined) {
      throw new RegistryError(
        code,
        `Key ${i + 1} of the key set is not an Ed25519 JWK with its thumbprint as kid and the member that names whose it is.`,
      );
    }
    return key;
  });
}

const byKid = (keys: readonly KnownKey[]): KeySet => new Map(keys.map((key) => [key.kid, key]));

/**
 * Keys of agents as the registry serves them: each JWK has `f4w_pseudonym`, which begins with the prefix of the part.
 *
 * @param before what was known of the part; of a key that is in it still, the very object
 * @throws RegistryError `bad-registry`
 */
export function readAgentKeys(
  jwks: unknown,
  { prefix, before }: { readonly prefix: string; readonly before: readonly KnownKey[] },
): readonly KnownKey[] {
  const known = byKid(before);
  const ofPart: ReadPrincipal = (jwk) => {
    const principal = agentOf(jwk);
    return principal?.kind === 'agent' && prefixOf(principal.pseudonym) === prefix ? principal : undefined;
  };
  return readKeys(jwks, 'bad-registry', (value) => readKey(value, ofPart, known));
}

/** Keys of services from their file: each JWK has `f4w_role`. @throws RegistryError `bad-services-file` */
export const readServiceKeys = (jwks: unknown): KeySet =>
  byKid(readKeys(jwks, 'bad-services-file', (value) => readKey(value, serviceOf)));
