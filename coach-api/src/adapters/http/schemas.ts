import { type TSchema, type TUnion, Type } from 'typebox';

/* Shapes of the HTTP side. Nothing is coerced and nothing unknown is accepted. */

const closed = { additionalProperties: false } as const;

export const Problem = Type.Object({
  code: Type.String(),
  message: Type.String(),
  metric: Type.Optional(Type.String()),
  login: Type.Optional(Type.String({ description: 'where logging in mends it' })),
});

export const nullable = <T extends TSchema>(schema: T): TUnion<[T, ReturnType<typeof Type.Null>]> =>
  Type.Union([schema, Type.Null()]);

export const Key = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
export const Pseudonym = Type.String({ pattern: '^[0-9a-f]{32}$' });
const DAY = { pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' } as const;
export const Day = Type.String(DAY);
/** A day of which more is to be said than its name says. */
export const DayThat = (description: string) => Type.String({ ...DAY, description });
export const Metric = Type.Union([Type.Literal('steps'), Type.Literal('heart-rate'), Type.Literal('sleep')]);
export const Count = (description: string) => Type.Integer({ minimum: 0, description });
export const Time = (description = '') =>
  Type.Integer({ description: description === '' ? 'Unix seconds' : `Unix seconds; ${description}` });
const Granularity = Type.Union([Type.Literal('raw'), Type.Literal('hour'), Type.Literal('day')]);

export const Empty = Type.Object({}, closed);

export const InvitationAnswer = Type.Object({
  version: Type.Literal(1),
  number: Type.Integer({ description: 'by which the administrator names it from now on' }),
  code: Type.String(),
  expires: Time(),
  coachApi: Type.Object({
    url: Type.String(),
    signingKey: Key,
    boxKey: Key,
    certificates: Type.Array(Type.String({ description: 'SHA-256 of the DER, hexadecimal' })),
  }),
  broker: Type.Object({ url: Type.String() }),
  log: Type.Object({ url: Type.String(), policy: Type.String() }),
  link: Type.String({ description: 'all but the number, behind a number sign' }),
  qr: nullable(Type.String({ description: 'the link as SVG; null where it is too long for a QR code' })),
});

export const AgentNumber = Type.Integer({ minimum: 1, maximum: 65_535, description: 'of the agents of a person' });
export const Certificate = Type.String({ pattern: '^[A-Za-z0-9_-]{1,1024}$' });
/** Kept pins of 16,384 bytes at the most. */
export const KeptBytes = Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 21_846 });

export const EnrolmentBody = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
    pseudonym: Pseudonym,
    agent: AgentNumber,
    identityKey: Key,
    vaultKey: Key,
    agentKey: Key,
    certificate: Certificate,
    kept: Type.Optional(KeptBytes),
  },
  closed,
);

export const EnrolmentAnswer = Type.Object({ version: Type.Literal(1), pseudonym: Pseudonym, agent: AgentNumber });

const jwk = {
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Key,
  kid: Key,
  alg: Type.Literal('EdDSA'),
  use: Type.Literal('sig'),
};

/**
 * The public key of an agent (RFC 8037), with the days of the challenge that it is in: the first and the last, in UTC; null where it has
 * no end. Whose it is, is for the broker alone.
 */
export const AgentJwk = Type.Object({
  ...jwk,
  f4w_challenge: Type.Object({ from: Day, until: Type.Union([Day, Type.Null()]) }),
});

export const Jwks = Type.Object({ keys: Type.Array(Type.Object({ ...jwk, f4w_pseudonym: Pseudonym })) });

const Prefix = Type.String({ pattern: '^[0-9a-f]{2}$' });

/** The parts of that which anybody is in: those whose pseudonyms begin with a prefix, and the entity tag of their part. */
export const KeySetIndex = Type.Object({ parts: Type.Array(Type.Object({ prefix: Prefix, tag: Type.String() })) });

/** Which part. */
export const PartPath = Type.Object({ prefix: Prefix }, closed);

/** Which agent, by the RFC 7638 thumbprint of its key. */
export const KeyPath = Type.Object({ kid: Key }, closed);

const Grants = Type.Array(
  Type.Object({
    id: Type.String(),
    scope: Type.Array(Type.Object({ metric: Metric, granularities: Type.Array(Granularity) })),
    from: Day,
    until: Day,
    expires: Time(),
  }),
);
export const PeopleAnswer = Type.Object({
  people: Type.Array(Type.Object({ pseudonym: Pseudonym, grants: Grants })),
});
export const GrantsAnswer = Type.Object({ grants: Grants });

export const ReadsAnswer = Type.Object({
  reads: Type.Array(
    Type.Object({
      leaf: Type.String(),
      pseudonym: Pseudonym,
      purpose: Type.String(),
      metrics: Type.Array(Metric),
      granularity: Granularity,
      from: Day,
      until: Day,
      time: Time(),
      index: nullable(Count('where its leaf stands in the log')),
    }),
  ),
});

export const Health = Type.Object({ status: Type.Literal('ok') });
export const Readiness = Type.Object({
  broker: Type.Boolean(),
  database: Type.Boolean(),
  log: Type.Boolean({ description: 'whether it is believed, and said so in the last five minutes' }),
  logAge: nullable(Count('seconds since its checkpoint was verified last')),
  openings: Type.Boolean({ description: 'false while something of the last week was opened in silence' }),
  journal: Type.Boolean({
    description:
      'whether the journals can be written, and the database has what they have: if not, start the service anew',
  }),
  districts: Type.Optional(
    Type.Array(Type.String(), { description: 'who is looked after here, where several coach APIs share the work' }),
  ),
});
export const DayPath = Type.Object({ day: Day }, closed);
