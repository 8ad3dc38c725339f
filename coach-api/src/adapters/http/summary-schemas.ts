import { DAY_STATUSES, FIGURES } from '@fit4work/protocol';
import { Type } from 'typebox';
import { Count, Day, DayThat, Metric, nullable, Pseudonym, Time } from './schemas.js';

/* Shapes of summaries. What the numbers mean is said in protocol/SPEC.md, sections 4 and 20. */

const closed = { additionalProperties: false } as const;
const Minutes = Count('minutes');
const Seconds = Count('seconds');
const Days = Count('days');
const SummaryGranularity = Type.Union([Type.Literal('day'), Type.Literal('hour')]);

/** Why somebody reads, in one line; the person sees it. */
export const Purpose = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });

export const SummariesParams = Type.Object({ pseudonym: Pseudonym }, closed);

export const SummariesQuery = Type.Object(
  {
    metrics: Type.String({ minLength: 1, maxLength: 64, description: 'steps, heart-rate, sleep; commas between' }),
    granularity: SummaryGranularity,
    from: Day,
    to: DayThat('the last day, which is read too; what is answered calls it until'),
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

const BEATS = 'beats a minute';
const Instant = Type.String({ description: 'ISO 8601, UTC' });

const values = {
  steps: Type.Optional(
    Type.Object({
      total: nullable(Count('steps')),
      activeMinutes: Count('minutes at 100 steps a minute or more'),
    }),
  ),
  heartRate: Type.Optional(
    Type.Object({
      mean: nullable(Type.Number({ description: BEATS })),
      minimum: nullable(Count(BEATS)),
      maximum: nullable(Count(BEATS)),
      minutes: Count('minutes that have a heart rate'),
      resting: nullable(Count(`${BEATS}: the least mean of half an hour; by day only`)),
      zones: Type.Object({
        reference: Type.Integer({ description: `${BEATS}: the maximal heart rate that the zones are reckoned of` }),
        minutes: Type.Array(Minutes, {
          description: 'in five zones: below 57 % of the reference, from 57, 64, 77 and 96 % of it on',
        }),
      }),
    }),
  ),
  sleep: Type.Optional(
    Type.Object({
      minutesAsleep: nullable(Minutes),
      minutesAwakeInBed: nullable(Minutes),
      stageMinutes: nullable(
        Type.Array(Minutes, { description: 'awake in bed, light, deep, REM, asleep (stage unknown), restless' }),
      ),
      periods: Type.Array(Type.Object({ start: Instant, end: Instant })),
      efficiency: nullable(Type.Integer({ minimum: 0, maximum: 100, description: 'percent' })),
      interruptions: Count('times awake between two stretches asleep'),
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
  window: nullable(Type.Object({ start: Instant, seconds: Seconds }, { description: 'by day only' })),
  wornSeconds: nullable(Seconds),
  ...values,
});

const Hour = Type.Object({
  date: Day,
  start: Type.Optional(Instant),
  wornSeconds: nullable(Seconds),
  ...values,
});

const Decimal = nullable(
  Type.Number({ description: 'to the hundredth; steps, minutes or beats a minute, as the figure has it' }),
);

const Trend = Type.Object({
  direction: Type.Union([
    Type.Literal('higher'),
    Type.Literal('lower'),
    Type.Literal('steady'),
    Type.Literal('unknown'),
  ]),
  recent: Decimal,
  recentDays: Days,
  baseline: Decimal,
  spread: Decimal,
  baselineDays: Days,
  z: nullable(Type.Number({ description: 'to the hundredth; deviations, without a unit: 2 or more is higher' })),
});

const Figures = Type.Object({
  coverage: Type.Object({ days: Days, wornSeconds: Seconds, seconds: Seconds }),
  metrics: Type.Array(
    Type.Object({
      metric: Metric,
      days: Type.Object({
        ...{ measured: Days, 'not-measured': Days, 'not-worn': Days },
        ...{ 'not-received': Days, erased: Days, 'not-shared': Days },
      }),
      staleSince: nullable(Day),
      figures: Type.Array(
        Type.Object({
          figure: Type.Enum(FIGURES),
          total: nullable(Count('steps or minutes, as the figure has it')),
          days: Days,
          mean: Decimal,
          trend: Trend,
        }),
      ),
      shift: Type.Optional(Type.Object({ minutes: nullable(Minutes), pairs: Count('of days in a row') })),
    }),
  ),
});

export const ProvenRead = Type.Object({
  leaf: Type.String(),
  metrics: Type.Array(Metric),
  from: Day,
  until: Day,
  time: Time('it covers the same, or less of it, for 900 from then'),
  index: Count('where its leaf stands in the log'),
  size: Count('leaves in the log of the proof'),
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
