import { type TSchema, type TUnion, Type } from 'typebox';

/* Shapes of the HTTP side. Nothing is coerced and nothing unknown is accepted. */

const closed = { additionalProperties: false } as const;

export const Problem = Type.Object({
  code: Type.String(),
  message: Type.String(),
  metric: Type.Optional(Type.String()),
});

export const nullable = <T extends TSchema>(schema: T): TUnion<[T, ReturnType<typeof Type.Null>]> =>
  Type.Union([schema, Type.Null()]);

export const Key = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
export const Pseudonym = Type.String({ pattern: '^[0-9a-f]{32}$' });
export const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });
const Metric = Type.Union([Type.Literal('steps'), Type.Literal('heart-rate'), Type.Literal('sleep')]);
const Granularity = Type.Union([Type.Literal('raw'), Type.Literal('hour'), Type.Literal('day')]);

export const Empty = Type.Object({}, closed);

export const InvitationAnswer = Type.Object({
  version: Type.Literal(1),
  code: Type.String(),
  expires: Type.Integer({ description: 'Unix seconds' }),
  coachApi: Type.Object({
    url: Type.String(),
    signingKey: Key,
    boxKey: Key,
    certificates: Type.Array(Type.String({ description: 'SHA-256 of the DER, hexadecimal' })),
  }),
  broker: Type.Object({ url: Type.String() }),
  log: Type.Object({ url: Type.String(), policy: Type.String() }),
  link: Type.String({ description: 'all of the above, behind a number sign' }),
  qr: nullable(Type.String({ description: 'the link as SVG; null where it is too long for a QR code' })),
});

export const AgentNumber = Type.Integer({ minimum: 1, maximum: 65_535 });
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

export const EnrolmentAnswer = Type.Object({ version: Type.Literal(1), pseudonym: Pseudonym, agent: Type.Integer() });

/** The public key of an agent (RFC 8037), with whose it is. */
export const Jwk = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Key,
  kid: Key,
  alg: Type.Literal('EdDSA'),
  use: Type.Literal('sig'),
  f4w_pseudonym: Pseudonym,
});

export const Jwks = Type.Object({ keys: Type.Array(Jwk) });

/** Which agent, by the RFC 7638 thumbprint of its key. */
export const KeyPath = Type.Object({ kid: Key }, closed);

export const PeopleAnswer = Type.Object({
  people: Type.Array(
    Type.Object({
      pseudonym: Pseudonym,
      grants: Type.Array(
        Type.Object({
          id: Type.String(),
          scope: Type.Array(Type.Object({ metric: Metric, granularities: Type.Array(Granularity) })),
          from: Day,
          until: Day,
          expires: Type.Integer({ description: 'Unix seconds' }),
        }),
      ),
      envelopes: Type.Object({ stored: Type.Integer(), anchored: Type.Integer() }),
    }),
  ),
});

export const SummariesParams = Type.Object({ pseudonym: Pseudonym }, closed);

export const SummariesQuery = Type.Object(
  {
    metrics: Type.String({ minLength: 1, maxLength: 64, description: 'steps, heart-rate, sleep; commas between' }),
    granularity: Type.Union([Type.Literal('day'), Type.Literal('hour')]),
    from: Day,
    until: Day,
    purpose: Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
  },
  closed,
);

const Count = Type.Integer({ minimum: 0 });

const Window = Type.Object({
  date: Day,
  start: Type.Optional(Type.String({ description: 'ISO 8601, UTC; by hour only' })),
  wornSeconds: nullable(Count),
  steps: Type.Optional(Type.Object({ total: nullable(Count), activeMinutes: Count })),
  heartRate: Type.Optional(
    Type.Object({
      mean: nullable(Type.Number()),
      minimum: nullable(Count),
      maximum: nullable(Count),
      minutes: Count,
      resting: nullable(Count),
      zones: Type.Object({
        reference: Type.Integer({ description: 'maximal heart rate against which the zones are reckoned' }),
        minutes: Type.Array(Count, { description: 'from very light to near maximal' }),
      }),
    }),
  ),
  sleep: Type.Optional(
    Type.Object({
      minutesAsleep: nullable(Count),
      minutesAwakeInBed: nullable(Count),
      stageMinutes: nullable(Type.Array(Count)),
      periods: Type.Array(Type.Object({ start: Type.String(), end: Type.String() })),
      efficiency: nullable(Type.Integer({ minimum: 0, maximum: 100, description: 'percent' })),
      interruptions: Count,
    }),
  ),
  missing: Type.Optional(Type.Array(Metric)),
});

export const SummariesAnswer = Type.Object({
  pseudonym: Pseudonym,
  granularity: Granularity,
  read: Type.Object({
    leaf: Type.String(),
    index: Count,
    size: Count,
    record: Type.String({ description: 'the signed read record, base64' }),
    proof: Type.String({ description: 'a .tlog-proof file' }),
  }),
  days: Type.Optional(Type.Array(Window)),
  hours: Type.Optional(Type.Array(Window)),
});

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
      time: Type.Integer({ description: 'Unix seconds' }),
      index: nullable(Count),
    }),
  ),
});

export const Health = Type.Object({ status: Type.Literal('ok') });
export const Readiness = Type.Object({ broker: Type.Boolean(), log: Type.Boolean() });
