import { Type } from 'typebox';
import { LOAD_RULES } from '../../core/programmes/load-check.js';
import { LANGUAGES } from '../../core/programmes/plan-words.js';
import { ADAPTATION_REASONS } from '../../core/programmes/proposal.js';
import { TEMPLATE_NAMES } from '../../core/programmes/template-texts.js';
import { Effort, Leaf, Person, Place, ProgrammeAnswer, ProgrammeId, planContent, Session } from './letter-schemas.js';
import { Count, Day, nullable, Pseudonym } from './schemas.js';
import { ProvenRead, Purpose } from './summary-schemas.js';

/* Shapes of drafts, load checks, revisions, adherence and proposals. What the numbers mean is said in protocol/SPEC.md, section 21. */

const closed = { additionalProperties: false } as const;
const Language = Type.Enum(LANGUAGES);
const Minutes = Count('minutes');
const Sessions = Count('sessions');
const Steps = Count('steps');

export const DraftBody = Type.Object(
  {
    template: Type.Enum(TEMPLATE_NAMES),
    from: Day,
    weeks: Type.Integer({ minimum: 2, maximum: 16, description: 'weeks' }),
    aim: Type.Enum(['steps', 'heart-rate', 'effort'] as const, { description: 'heart-rate needs person' }),
    person: Type.Optional(Person),
    language: Language,
  },
  closed,
);

const Warning = Type.Object({ rule: Type.Enum(LOAD_RULES), day: Day, sentence: Type.String() });

export const DraftAnswer = Type.Object({ ...planContent, warnings: Type.Array(Warning) });

export const CheckBody = Type.Object(
  { from: Day, sessions: Type.Array(Session, { maxItems: 400 }), person: Type.Optional(Person), language: Language },
  closed,
);
export const CheckAnswer = Type.Object({ warnings: Type.Array(Warning) });

export const ProgrammeParams = Type.Object({ pseudonym: Pseudonym, leaf: Leaf }, closed);

export const ProgrammeQuery = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(['json', 'fhir'] as const, {
        description: 'goes before Accept, where application/fhir+json asks for fhir',
      }),
    ),
  },
  closed,
);

export const ComparedAnswer = Type.Object({
  ...ProgrammeAnswer.properties,
  basis: Type.Object({ grants: Type.Array(Leaf), summaries: Type.Array(Leaf) }),
  difference: nullable(
    Type.Object(
      {
        against: Leaf,
        changed: Type.Array(Type.Enum(['title', 'from', 'until', 'advice'] as const)),
        added: Type.Array(Session),
        removed: Type.Array(Session),
        altered: Type.Array(Type.Object({ before: Session, after: Session })),
      },
      { description: 'against the revision before' },
    ),
  ),
});

/** Never serialised: it is written by the rules of its format. */
export const CarePlanAnswer = Type.Unsafe<string>({
  type: 'object',
  description: 'a Bundle of HL7 FHIR R4 with a CarePlan, type collection',
  additionalProperties: true,
});

const purpose = Type.Optional(Purpose);
export const AdherenceQuery = Type.Object({ purpose }, closed);

const Reads = Type.Array(ProvenRead, { description: 'empty where no purpose was named, and so nothing was read' });

export const AdherenceAnswer = Type.Object({
  reads: Reads,
  sessions: Type.Array(
    Type.Object({
      place: Place,
      day: Day,
      kind: Session.properties.kind,
      minutes: Minutes,
      target: Session.properties.target,
      state: Type.Enum(['done', 'not-done', 'unreported', 'ahead'] as const),
      effort: nullable(Effort),
      measured: nullable(Type.Object({ steps: Steps, activeMinutes: Minutes }, { description: 'of the whole day' })),
      reached: nullable(Type.Boolean()),
    }),
  ),
  weeks: Type.Array(
    Type.Object({
      ...{ from: Day, until: Day, sessions: Sessions, due: Sessions, done: Sessions },
      share: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'done of what was due, to the hundredth' })),
      ...{ minutesDue: Minutes, minutesDone: Minutes, measuredDays: Count('days') },
      ...{ steps: nullable(Steps), activeMinutes: nullable(Minutes) },
    }),
  ),
});

export const ProposalBody = Type.Object(
  { programme: Leaf, purpose, person: Type.Optional(Person), language: Language },
  closed,
);

export const ProposalAnswer = Type.Object({
  reads: Reads,
  change: Type.Enum(['ease', 'keep', 'grow'] as const),
  reasons: Type.Array(Type.Object({ reason: Type.Enum(ADAPTATION_REASONS), sentence: Type.String() })),
  programme: Type.Object(
    { id: ProgrammeId, ...planContent },
    { description: 'to be sent, changed or left: nothing was sent' },
  ),
  warnings: Type.Array(Warning),
});
