/* The codes of the FHIR export: LOINC for what was observed, UCUM for its unit, HL7's own for its category. */

const loinc = (code: string, display: string) => ({ system: 'http://loinc.org', code, display });

interface Observed {
  readonly coding: ReturnType<typeof loinc>;
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

export const LOINC: Readonly<Record<'steps' | 'heartRate' | 'sleep', Observed>> = {
  steps: {
    coding: loinc('41950-7', 'Number of steps in 24 hour Measured'),
    text: 'Steps of the day',
    category: 'activity',
    unit: 'steps/day',
    ucum: '/d',
  },
  // R4 asks every heart rate to follow its vital signs profile: this category, this code, this unit.
  heartRate: {
    coding: loinc('8867-4', 'Heart rate'),
    text: 'Heart rate',
    category: 'vital-signs',
    unit: 'beats/minute',
    ucum: '/min',
    profile: 'http://hl7.org/fhir/StructureDefinition/heartrate',
  },
  sleep: {
    coding: loinc('93832-4', 'Sleep duration'),
    text: 'Time asleep in the period',
    category: 'activity',
    unit: 's',
    ucum: 's',
  },
};

export const quantityOf = ({ unit, ucum }: Observed, value: number) => ({
  value,
  unit,
  system: 'http://unitsofmeasure.org',
  code: ucum,
});
