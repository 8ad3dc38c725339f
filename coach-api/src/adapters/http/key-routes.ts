import type { FastifyPluginAsyncTypebox, Static } from '@fastify/type-provider-typebox';
import { jwkOf, keyIdOf, sha256, toBase64Url, utf8 } from '@fit4work/protocol';
import { Type } from 'typebox';
import { Empty, Key } from './schemas.js';

export interface KeyRoutesOptions {
  /** Public, the newest first. */
  readonly signingKeys: readonly Uint8Array[];
  /** What is sealed to this service is sealed to it. */
  readonly boxKey: Uint8Array;
  /** Signed rotations, the first first. */
  readonly rotations: readonly Uint8Array[];
}

const PublicKey = Type.Object({
  ...{ kty: Type.Literal('OKP'), crv: Type.Union([Type.Literal('Ed25519'), Type.Literal('X25519')]) },
  ...{ x: Key, kid: Key, use: Type.Union([Type.Literal('sig'), Type.Literal('enc')]) },
});

/** A JWK Set (RFC 7517) with a member of its own, which others ignore. */
const KeySet = Type.Object({
  keys: Type.Array(PublicKey, { description: 'signing keys, the newest first, and the newest box key; unsigned' }),
  f4w_rotations: Type.Array(
    Type.String({ description: 'how they came to be, signed: SPEC.md clauses 7.6 and 7.11, in base64url' }),
  ),
});

/** The public keys of this service, and the statements by which agents follow from those that they pinned. */
export const keyRoutes: FastifyPluginAsyncTypebox<KeyRoutesOptions> = async (app, options) => {
  const { signingKeys, boxKey, rotations } = options;
  const set: Static<typeof KeySet> = {
    keys: [...signingKeys.map(toSigningJwk), toBoxJwk(boxKey)],
    f4w_rotations: rotations.map(toBase64Url),
  };
  app.get(
    '/v1/jwks.json',
    { config: { access: 'anyone' }, schema: { querystring: Empty, response: { 200: KeySet } } },
    async () => set,
  );
};

const toSigningJwk = (key: Uint8Array): Static<typeof PublicKey> => ({
  ...{ ...jwkOf(key), kid: toBase64Url(keyIdOf(key)), use: 'sig' },
});

/** Its `kid` is its JWK thumbprint as well (RFC 7638, RFC 8037). */
function toBoxJwk(key: Uint8Array): Static<typeof PublicKey> {
  const thumbed = { crv: 'X25519', kty: 'OKP', x: toBase64Url(key) } as const;
  return { ...thumbed, kid: toBase64Url(sha256(utf8(JSON.stringify(thumbed)))), use: 'enc' };
}
