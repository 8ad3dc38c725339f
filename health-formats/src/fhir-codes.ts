import type { DayStatus } from '@fit4work/protocol';

/* The codes of FHIR documents: LOINC for what was observed, UCUM for its unit, HL7's own for its category. */

const loinc = (code: string, display: string) => ({ system: 'http://loinc.org', code, display });

export interface Observed {
  /** The most specific first. */
  readonly coding: readonly ReturnType<typeof loinc>[];
  readonly text: string;
  readonly category: keyof typeof CATEGORIES;
  readonly unit: string;
  /** UCUM. */
  readonly ucum: string;
  readonly profile?: string;
}

const CATEGORY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/observation-category';

export const CATEGORIES = {
  'vital-signs': { system: CATEGORY_SYSTEM, code: 'vital-signs', display: 'Vital Signs' },
  activity: { system: CATEGORY_SYSTEM, code: 'activity', display: 'Activity' },
} as const;

const HEART_RATE = loinc('8867-4', 'Heart rate');

/** R4 asks every heart rate to follow its vital signs profile: this category, this code beside others, this unit. */
const heartRate = (text: string, ...coding: readonly ReturnType<typeof loinc>[]): Observed => ({
  ...{ coding: [...coding, HEART_RATE], text, category: 'vital-signs', unit: 'beats/minute', ucum: '/min' },
  profile: 'http://hl7.org/fhir/StructureDefinition/heartrate',
});

export const LOINC = {
  steps: {
    coding: [loinc('41950-7', 'Number of steps in 24 hour Measured')],
    text: 'Steps of the day',
    category: 'activity',
    unit: 'steps/day',
    ucum: '/d',
  },
  heartRate: heartRate('Heart rate'),
  meanHeartRate: heartRate('Mean heart rate of the day', loinc('41924-2', 'Heart rate 24 hour mean')),
  lowestHeartRate: heartRate('Lowest heart rate of the day', loinc('8883-1', 'Heart rate 24 hour minimum')),
  highestHeartRate: heartRate('Highest heart rate of the day', loinc('8873-2', 'Heart rate 24 hour maximum')),
  restingHeartRate: heartRate('Resting heart rate', loinc('40443-4', 'Heart rate --resting')),
  sleep: {
    coding: [loinc('93832-4', 'Sleep duration')],
    text: 'Time asleep in the period',
    category: 'activity',
    unit: 's',
    ucum: 's',
  },
  sleepOfDay: {
    coding: [loinc('93832-4', 'Sleep duration')],
    text: 'Time asleep in the periods that end on the day',
    category: 'activity',
    unit: 's',
    ucum: 's',
  },
} as const satisfies Readonly<Record<string, Observed>>;

const absent = (code: string, display: string) => ({
  ...{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code, display },
});

/** Why there is no value, in HL7's words, of which each has a wider meaning than ours. */
export const ABSENT: Readonly<Record<Exclude<DayStatus, 'measured'>, ReturnType<typeof absent>>> = {
  'not-measured': absent('not-performed', 'Not Performed'),
  'not-worn': absent('not-performed', 'Not Performed'),
  'not-received': absent('temp-unknown', 'Temporarily Unknown'),
  erased: absent('masked', 'Masked'),
  'not-shared': absent('masked', 'Masked'),
};

export const quantityOf = ({ unit, ucum }: Observed, value: number) => ({
  value,
  unit,
  system: 'http://unitsofmeasure.org',
  code: ucum,
});
