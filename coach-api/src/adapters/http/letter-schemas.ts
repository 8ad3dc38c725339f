import { Type } from 'typebox';
import { Day, nullable, Pseudonym } from './schemas.js';

/* Shapes of programmes and messages. Their limits are those of protocol/SPEC.md, sections 12, 13 and 18. */

const closed = { additionalProperties: false } as const;
const Leaf = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Name = Type.String({ maxLength: 256 });
const Prose = Type.String({ maxLength: 4_096 });
const ProgrammeId = Type.String({ pattern: '^[0-9a-f]{32}$' });
const count = (maximum: number) => Type.Integer({ minimum: 0, maximum });

export const PersonParams = Type.Object({ pseudonym: Pseudonym }, closed);

const Session = Type.Object(
  {
    day: Day,
    kind: Type.Union([
      Type.Literal('walk'),
      Type.Literal('run'),
      Type.Literal('cycle'),
      Type.Literal('strength'),
      Type.Literal('mobility'),
      Type.Literal('rest'),
    ]),
    minutes: count(1_440),
    target: nullable(
      Type.Union([
        Type.Object({ kind: Type.Literal('steps'), steps: count(100_000) }, closed),
        Type.Object({ kind: Type.Literal('heart-rate'), low: count(250), high: count(250) }, closed),
        Type.Object({ kind: Type.Literal('effort'), effort: count(10) }, closed),
      ]),
    ),
    note: Name,
  },
  closed,
);

const programme = {
  title: Name,
  from: Day,
  until: Day,
  sessions: Type.Array(Session, { maxItems: 400 }),
  advice: Prose,
};

export const ProgrammeBody = Type.Object(
  {
    id: Type.Optional(ProgrammeId),
    ...programme,
    summaries: Type.Optional(Type.Array(Leaf, { maxItems: 64, description: 'SHA-256 of summaries that it rests on' })),
  },
  closed,
);

const fate = {
  leaf: Leaf,
  time: Type.Integer({ description: 'Unix seconds' }),
  told: Type.Boolean({ description: 'whether the broker took it for the person' }),
  acknowledged: Type.Boolean(),
  index: nullable(Type.Integer({ minimum: 0, description: 'where its leaf stands in the log' })),
};

export const ProgrammeAnswer = Type.Object({
  ...fate,
  id: ProgrammeId,
  revision: Type.Integer({ minimum: 0 }),
  ...programme,
});

export const ProgrammesAnswer = Type.Object({ programmes: Type.Array(ProgrammeAnswer) });

export const MessageBody = Type.Object({ text: Prose, answers: Type.Optional(nullable(Leaf)) }, closed);

export const MessageAnswer = Type.Object({
  ...fate,
  from: Type.Union([Type.Literal('coach'), Type.Literal('person')]),
  answers: nullable(Leaf),
  text: Type.String(),
  report: nullable(
    Type.Object({
      programme: Leaf,
      session: Type.Integer(),
      done: Type.Boolean(),
      effort: nullable(Type.Integer({ minimum: 0, maximum: 10 })),
    }),
  ),
});

export const MessagesAnswer = Type.Object({ messages: Type.Array(MessageAnswer) });
