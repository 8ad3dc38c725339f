import { type TObject, type TProperties, type TSchema, type TUnion, Type } from 'typebox';

/* Shapes of the page's API. Of what comes in, nothing is coerced and nothing unknown is accepted. */

const closed = { additionalProperties: false } as const;
const open = { additionalProperties: true } as const;

const nullable = <T extends TSchema>(schema: T): TUnion<[T, ReturnType<typeof Type.Null>]> =>
  Type.Union([schema, Type.Null()]);

/** An answer that tells more than is named here, as the command does with `--json`. */
const answer = <T extends TProperties>(properties: T, description: string): TObject<T> =>
  Type.Object(properties, { ...open, description });

const Time = Type.Integer({ description: 'Unix seconds' });
const Day = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'a civil day' });
const Id = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'leaf of a record' });
const Metric = Type.Union([Type.Literal('steps'), Type.Literal('heart-rate'), Type.Literal('sleep')]);
const Granularity = Type.Union([Type.Literal('raw'), Type.Literal('hour'), Type.Literal('day')]);
const Language = Type.Union([Type.Literal('nl'), Type.Literal('en')]);
const Passphrase = Type.String({ minLength: 1, maxLength: 1024 });
const Coach = Type.String({ minLength: 1, maxLength: 256 });
const Any = Type.Object({}, open);

export const Problem = Type.Object(
  { type: Type.String(), title: Type.String(), status: Type.Integer(), detail: Type.String(), code: Type.String() },
  { description: 'RFC 9457' },
);

export const Empty = Type.Object({}, closed);
export const Nothing = Type.Null({ description: 'done' });

export const ServiceQuery = Type.Object({ challenge: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, closed);
export const ServiceAnswer = Type.Object({ proof: Type.String() });

export const LoginBody = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}[.][0-9]{1,12}$' }) }, closed);
export const LoginAnswer = Type.Object({
  csrf: Type.String({ description: 'to be sent in x-fit4work-csrf with every request' }),
});
export const SessionAnswer = Type.Object({
  unlockedFor: Type.Integer({ description: 'seconds for which the past stays open' }),
});
export const UnlockBody = Type.Object({ passphrase: Passphrase }, closed);

export const StatusAnswer = answer(
  {
    pseudonym: Type.String(),
    samples: nullable(Type.Object({ steps: Type.Integer(), 'heart-rate': Type.Integer(), sleep: Type.Integer() })),
    envelopes: nullable(Type.Integer()),
    receipts: nullable(Type.Integer()),
    anchored: nullable(Type.Integer()),
    recordsWaiting: nullable(Type.Integer()),
    days: nullable(Type.Object({ from: Day, until: Day })),
    wearables: nullable(Type.Array(Any)),
    grants: nullable(Type.Array(Any)),
    damaged: Type.Array(Type.String()),
  },
  'what `status --json` says; null is what was changed on disk, and `damaged` names it',
);

export const WearablesAnswer = Type.Object({
  wearables: nullable(
    Type.Array(
      answer(
        {
          wearable: Type.Integer(),
          address: Type.String(),
          family: Type.String(),
          device: nullable(Type.String()),
          synchronised: nullable(Time),
        },
        'a wearable on the allow-list',
      ),
    ),
  ),
});

export const SamplesQuery = Type.Object(
  {
    from: Day,
    until: Day,
    metrics: Type.Optional(Type.String({ maxLength: 64, description: 'of steps, heart-rate, sleep; commas between' })),
    granularity: Type.Optional(Granularity),
  },
  closed,
);
export const SamplesAnswer = answer(
  {
    days: Type.Array(answer({ day: Day }, 'windows by hour or day, samples at raw')),
    closed: Type.Array(Day),
    damaged: Type.Array(Day),
  },
  'what `samples --json` says; days that are closed need the passphrase',
);

export const ReadsAnswer = Type.Object({
  sound: Type.Boolean(),
  reads: Type.Array(
    answer(
      {
        digest: Id,
        coach: nullable(Type.String()),
        purpose: nullable(Type.String()),
        time: nullable(Time),
        grants: Type.Array(Type.String()),
        proof: nullable(Any),
        problems: Type.Array(Type.String()),
        acknowledged: nullable(Time),
      },
      'one act of a coach opening data, verified here',
    ),
  ),
});
export const SeenBody = Type.Object({ digests: Type.Array(Id, { minItems: 1, maxItems: 200 }) }, closed);

export const GrantsQuery = Type.Object({ history: Type.Optional(Type.Literal('all')) }, closed);
export const GrantsAnswer = Type.Object({
  complete: Type.Boolean(),
  damaged: Type.Array(Type.String()),
  events: Type.Array(answer({ event: Type.String() }, 'a grant, a withdrawal or a lapse')),
});

const Scope = Type.Array(
  Type.Object(
    { metric: Metric, granularities: Type.Array(Granularity, { minItems: 1, maxItems: 3, uniqueItems: true }) },
    closed,
  ),
  { minItems: 1, maxItems: 3 },
);
const asked = {
  coach: Coach,
  scope: Scope,
  from: Day,
  until: Day,
  expires: Type.Integer({ minimum: 0, maximum: 253_402_300_799, description: 'Unix seconds' }),
  language: Language,
} as const;
export const OfferBody = Type.Object(asked, closed);
export const OfferAnswer = Type.Object({
  scope: Any,
  notice: Type.Object({ language: Language, text: Type.String(), sha256: Id }),
  preview: answer(
    {
      past: nullable(Type.Object({ from: Day, until: Day })),
      shown: Type.Array(Any, { description: 'by day, by hour and by sample, as far as asked' }),
      future: nullable(Type.Object({ from: Day, until: Day })),
      example: nullable(Any),
      damaged: Type.Array(Day),
    },
    'exactly what the coach will see',
  ),
});
export const GrantBody = Type.Object({ ...asked, notice: Id, passphrase: Passphrase }, closed);
export const GrantAnswer = Type.Object({
  grant: Id,
  stored: Type.Boolean({ description: 'the coach API has said so, signed' }),
  proven: Type.Boolean(),
});

export const WithdrawalBody = Type.Union([
  Type.Object({ grant: Id, passphrase: Passphrase }, closed),
  Type.Object({ coach: Coach, passphrase: Passphrase }, closed),
  Type.Object({ all: Type.Literal(true), passphrase: Passphrase }, closed),
]);
export const WithdrawalAnswer = Type.Object({ withdrawn: Type.Array(Id), stored: Type.Boolean() });
