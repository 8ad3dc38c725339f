import { Type } from 'typebox';
import { BASIS } from '../../core/basis.js';
import { LOAD_RULES } from '../../core/programmes/load-check.js';
import { Count, Day, nullable, Pseudonym, Time } from './schemas.js';

/* Shapes of programmes and messages. Their limits are those of protocol/SPEC.md, sections 12, 13 and 18. */

const closed = { additionalProperties: false } as const;
export const Leaf = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Name = Type.String({ maxLength: 256 });
/** What a coach sends has a title that can be read; programmes of before may have none (protocol/SPEC.md, clause 12.1). */
const Title = Type.String({ maxLength: 256, pattern: '\\S', description: 'not empty, and not of spaces alone' });
const Prose = Type.String({ maxLength: 4_096 });
export const ProgrammeId = Type.String({ pattern: '^[0-9a-f]{32}$' });
/** @param description with its unit */
const upTo = (maximum: number, description: string) => Type.Integer({ minimum: 0, maximum, description });
export const Effort = upTo(10, 'perceived effort, 0 (rest) to 10');
export const Place = upTo(399, 'which of the sessions of the programme, from 0');

export const PersonParams = Type.Object({ pseudonym: Pseudonym }, closed);

export const Session = Type.Object(
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
    minutes: upTo(1_440, 'minutes'),
    target: nullable(
      Type.Union([
        Type.Object({ kind: Type.Literal('steps'), steps: upTo(100_000, 'steps') }, closed),
        Type.Object(
          { kind: Type.Literal('heart-rate'), low: upTo(250, 'beats a minute'), high: upTo(250, 'beats a minute') },
          closed,
        ),
        Type.Object({ kind: Type.Literal('effort'), effort: Effort }, closed),
      ]),
    ),
    note: Name,
  },
  closed,
);

export const planContent = {
  title: Name,
  from: Day,
  until: Day,
  sessions: Type.Array(Session, { maxItems: 400 }),
  advice: Prose,
};

/** Told by the coach, to reckon with once; it is not kept. */
export const Person = Type.Object(
  {
    age: Type.Integer({ minimum: 16, maximum: 100, description: 'years' }),
    restingRate: Type.Integer({ minimum: 30, maximum: 120, description: 'beats a minute' }),
  },
  closed,
);

export const ProgrammeBody = Type.Object(
  {
    id: Type.Optional(ProgrammeId),
    ...planContent,
    title: Title,
    summaries: Type.Optional(
      Type.Array(Type.String({ pattern: BASIS }), {
        ...{ maxItems: 64, description: 'f4w-basis of each answer that it rests on, as this coach got it' },
      }),
    ),
    person: Type.Optional(Person),
    overruled: Type.Optional(Type.Array(Type.Enum(LOAD_RULES), { maxItems: LOAD_RULES.length })),
  },
  closed,
);

const fate = {
  leaf: Leaf,
  time: Time(),
  told: Type.Boolean({ description: 'whether the broker took it for the person' }),
  acknowledged: Type.Boolean(),
  index: nullable(Count('where its leaf stands in the log')),
};

export const ProgrammeAnswer = Type.Object({
  ...fate,
  id: ProgrammeId,
  revision: Count('0 is the first'),
  stands: Type.Boolean({ description: 'whether no revision of it comes after it' }),
  ...planContent,
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
      session: Place,
      done: Type.Boolean(),
      effort: nullable(Effort),
    }),
  ),
});

export const MessagesAnswer = Type.Object({ messages: Type.Array(MessageAnswer) });
