import { DAY_STATUSES, FIGURES } from '@fit4work/protocol';
import { Type } from 'typebox';
import { Day, Metric, nullable, Pseudonym } from './schemas.js';

/* Shapes of summaries. What the numbers mean is said in protocol/SPEC.md, sections 4 and 20. */

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });
const SummaryGranularity = Type.Union([Type.Literal('day'), Type.Literal('hour')]);

/** Why somebody reads, in one line; the person sees it. */
export const Purpose = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });

export const SummariesParams = Type.Object({ pseudonym: Pseudonym }, closed);

export const SummariesQuery = Type.Object(
  {
    metrics: Type.String({ minLength: 1, maxLength: 64, description: 'steps, heart-rate, sleep; commas between' }),
    granularity: SummaryGranularity,
    from: Day,
    until: Day,
    purpose: Purpose,
    format: Type.Optional(
      Type.Union(
        [Type.Literal('json'), Type.Literal('fhir'), Type.Literal('open-mhealth'), Type.Literal('ieee-1752')],
        { description: 'all but json by day only; goes before Accept, where application/fhir+json asks for fhir' },
      ),
    ),
  },
  closed,
);

const values = {
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
};

const DayStatus = Type.Enum(DAY_STATUSES);

const DayAnswer = Type.Object({
  date: Day,
  status: Type.Object({
    steps: Type.Optional(DayStatus),
    'heart-rate': Type.Optional(DayStatus),
    sleep: Type.Optional(DayStatus),
  }),
  window: nullable(
    Type.Object(
      { start: Type.String({ description: 'ISO 8601, UTC' }), seconds: Count },
      { description: 'by day only' },
    ),
  ),
  wornSeconds: nullable(Count),
  ...values,
});

const Hour = Type.Object({
  date: Day,
  start: Type.Optional(Type.String({ description: 'ISO 8601, UTC' })),
  wornSeconds: nullable(Count),
  ...values,
});

const Decimal = nullable(Type.Number({ description: 'to the hundredth' }));

const Trend = Type.Object({
  direction: Type.Union([
    Type.Literal('higher'),
    Type.Literal('lower'),
    Type.Literal('steady'),
    Type.Literal('unknown'),
  ]),
  recent: Decimal,
  recentDays: Count,
  baseline: Decimal,
  spread: Decimal,
  baselineDays: Count,
  z: Decimal,
});

const Figures = Type.Object({
  coverage: Type.Object({ days: Count, wornSeconds: Count, seconds: Count }),
  metrics: Type.Array(
    Type.Object({
      metric: Metric,
      days: Type.Object({
        ...{ measured: Count, 'not-measured': Count, 'not-worn': Count },
        ...{ 'not-received': Count, erased: Count, 'not-shared': Count },
      }),
      staleSince: nullable(Day),
      figures: Type.Array(
        Type.Object({
          figure: Type.Enum(FIGURES),
          total: nullable(Count),
          days: Count,
          mean: Decimal,
          trend: Trend,
        }),
      ),
      shift: Type.Optional(Type.Object({ minutes: nullable(Count), pairs: Count })),
    }),
  ),
});

export const ProvenRead = Type.Object({
  leaf: Type.String(),
  metrics: Type.Array(Metric),
  from: Day,
  until: Day,
  time: Type.Integer({ description: 'Unix seconds; it covers the same, or less of it, for 900 from then' }),
  index: Count,
  size: Count,
  record: Type.String({ description: 'the signed read record, base64' }),
  proof: Type.String({ description: 'a .tlog-proof file' }),
});

export const SummariesAnswer = Type.Object({
  pseudonym: Pseudonym,
  granularity: SummaryGranularity,
  reads: Type.Array(ProvenRead, {
    description: 'together they name what was shared of the ask; one that was made before may name more',
  }),
  days: Type.Array(DayAnswer),
  hours: Type.Optional(Type.Array(Hour)),
  figures: Figures,
});

/** Never serialised: they are written by the rules of their formats. */
export const FhirAnswer = Type.Unsafe<string>({
  type: 'object',
  description: 'a Bundle of HL7 FHIR R4, type collection',
  additionalProperties: true,
});
export const DataPoints = Type.Unsafe<string>({
  type: 'string',
  description: 'a data point of Open mHealth or IEEE 1752.1 a line',
});
