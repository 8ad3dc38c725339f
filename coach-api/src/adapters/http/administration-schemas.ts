import { Type } from 'typebox';
import { Count, Day, nullable, Time } from './schemas.js';

const closed = { additionalProperties: false } as const;

/** Both databases and JSON have it exactly. */
const LARGEST = 2_147_483_647;

const Numbered = Type.Integer({ minimum: 1, maximum: LARGEST, description: 'by which it is named' });
const Seats = Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'how many may take part' });
const NumberText = Type.String({ pattern: '^[1-9][0-9]{0,8}$' });

/** A number as a path has it. */
export const NumberPath = Type.Object({ number: NumberText }, closed);

export const ChallengeBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
    from: Day,
    until: Type.Optional(Day),
    seats: Type.Optional(Seats),
  },
  closed,
);

export const ChallengeChangeBody = Type.Object(
  { until: Type.Optional(Day), seats: Type.Optional(Seats) },
  { ...closed, minProperties: 1 },
);

const Invitations = Count('invitations');

export const ChallengeAnswer = Type.Object({
  number: Numbered,
  name: Type.String(),
  from: Day,
  until: nullable(Day),
  seats: nullable(Seats),
  taken: Count('seats that are taken: invitations open or used'),
  invitations: Type.Object({
    ...{ open: Invitations, used: Invitations, expired: Invitations, revoked: Invitations, suspended: Invitations },
  }),
});

export const ChallengesAnswer = Type.Object({ challenges: Type.Array(ChallengeAnswer) });

const FEW = 'null where it is of one to four people';

export const RetentionAnswer = Type.Object({
  days: nullable(Type.Integer({ description: 'after the end of a challenge; null where nothing expires' })),
  destroys: Type.Boolean({ description: 'whether what expires is destroyed; it is counted alone otherwise' }),
  counts: Type.Array(
    Type.Object({
      day: Day,
      counted: Type.Boolean({ description: 'whether it was counted alone' }),
      people: nullable(Count(FEW)),
      envelopes: nullable(Count(FEW)),
    }),
  ),
});

/** Nothing at all asks for the first challenge and seven days. */
export const InvitationBody = nullable(
  Type.Object(
    {
      challenge: Type.Optional(Numbered),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'days for which it can be used' })),
    },
    closed,
  ),
);

export const InvitationsQuery = Type.Object(
  { challenge: Type.Optional(NumberText), after: Type.Optional(NumberText) },
  closed,
);

/** Neither its code nor who used it. */
export const InvitationEntryAnswer = Type.Object({
  number: Numbered,
  challenge: Numbered,
  state: Type.Union([Type.Literal('open'), Type.Literal('used'), Type.Literal('expired'), Type.Literal('revoked')]),
  expires: Time(),
  suspended: Type.Boolean({ description: 'whether the agents of whoever used it are held off' }),
});

export const InvitationsAnswer = Type.Object({
  invitations: Type.Array(InvitationEntryAnswer, { description: 'at most 500: go on after the number of the last' }),
});
