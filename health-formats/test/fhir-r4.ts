/*
 * What R4 (HL7 FHIR 4.0.1) asks of the resources that an export has: their elements and how often each may stand, the form of
 * primitive values, the required value sets, and the invariants that JSON alone does not show. Written from the specification,
 * for these resources alone; an element that is not in the table is a fault.
 */

interface Element {
  readonly min: 0 | 1;
  readonly many?: true;
  readonly type: string;
}

const one = (type: string): Element => ({ min: 1, type });
const maybe = (type: string): Element => ({ min: 0, type });
const any = (type: string): Element => ({ min: 0, many: true, type });

/** `value` of a Quantity is a decimal, which JSON has as a number. */
const STRUCTURES: Readonly<Record<string, Readonly<Record<string, Element>>>> = {
  Bundle: {
    resourceType: one('code'),
    id: maybe('id'),
    type: one('bundle-type'),
    timestamp: maybe('instant'),
    entry: any('BundleEntry'),
  },
  BundleEntry: { fullUrl: maybe('uri'), resource: maybe('Resource') },
  Patient: { resourceType: one('code'), id: maybe('id'), identifier: any('Identifier') },
  Device: { resourceType: one('code'), id: maybe('id'), deviceName: any('DeviceName') },
  DeviceName: { name: one('string'), type: one('device-nametype') },
  Observation: {
    resourceType: one('code'),
    id: maybe('id'),
    meta: maybe('Meta'),
    status: one('observation-status'),
    category: any('CodeableConcept'),
    code: one('CodeableConcept'),
    subject: maybe('Reference'),
    effectiveDateTime: maybe('dateTime'),
    effectivePeriod: maybe('Period'),
    valueQuantity: maybe('Quantity'),
    dataAbsentReason: maybe('CodeableConcept'),
    device: maybe('Reference'),
  },
  CarePlan: {
    resourceType: one('code'),
    id: maybe('id'),
    status: one('request-status'),
    intent: one('care-plan-intent'),
    title: maybe('string'),
    description: maybe('string'),
    subject: one('Reference'),
    period: maybe('Period'),
    created: maybe('dateTime'),
    activity: any('CarePlanActivity'),
  },
  CarePlanActivity: { detail: maybe('CarePlanDetail'), reference: maybe('Reference') },
  CarePlanDetail: {
    code: maybe('CodeableConcept'),
    status: one('care-plan-activity-status'),
    doNotPerform: maybe('boolean'),
    scheduledTiming: maybe('Timing'),
    description: maybe('string'),
  },
  Timing: { repeat: maybe('TimingRepeat') },
  TimingRepeat: { boundsPeriod: maybe('Period'), duration: maybe('decimal'), durationUnit: maybe('units-of-time') },
  Meta: { profile: any('canonical') },
  Identifier: { system: maybe('uri'), value: maybe('string') },
  CodeableConcept: { coding: any('Coding'), text: maybe('string') },
  Coding: { system: maybe('uri'), code: maybe('code'), display: maybe('string') },
  Reference: { reference: maybe('string') },
  Period: { start: maybe('dateTime'), end: maybe('dateTime') },
  Quantity: { value: maybe('decimal'), unit: maybe('string'), system: maybe('uri'), code: maybe('code') },
};

const YEAR = '([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)';
const TIME = 'T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?(Z|(\\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))';
const DATE = '-(0[1-9]|1[0-2])-(0[1-9]|[1-2][0-9]|3[0-1])';

/** The regular expressions of the specification's page on data types. */
const PRIMITIVES: Readonly<Record<string, RegExp>> = {
  string: /^[ \r\n\t\S]+$/,
  uri: /^\S+$/,
  canonical: /^\S+$/,
  code: /^[^\s]+(\s[^\s]+)*$/,
  id: /^[A-Za-z0-9\-.]{1,64}$/,
  instant: new RegExp(`^${YEAR}${DATE}${TIME}$`),
  dateTime: new RegExp(`^${YEAR}(-(0[1-9]|1[0-2])|${DATE}(${TIME})?)?$`),
  'bundle-type':
    /^(document|message|transaction|transaction-response|batch|batch-response|history|searchset|collection)$/,
  'observation-status': /^(registered|preliminary|final|amended|corrected|cancelled|entered-in-error|unknown)$/,
  'request-status': /^(draft|active|on-hold|revoked|completed|entered-in-error|unknown)$/,
  'care-plan-intent': /^(proposal|plan|order|option)$/,
  'care-plan-activity-status':
    /^(not-started|scheduled|in-progress|on-hold|completed|cancelled|stopped|unknown|entered-in-error)$/,
  'units-of-time': /^(s|min|h|d|wk|mo|a)$/,
  'device-nametype': /^(udi-label-name|user-friendly-name|patient-reported-name|manufacturer-name|model-name|other)$/,
};

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Faults of a bundle; empty where R4 takes it. */
export function fhirFaults(bundle: unknown): readonly string[] {
  const faults = structureFaults('Bundle', bundle, 'Bundle');
  const entries = isObject(bundle) ? listOf(bundle.entry).filter(isObject) : [];
  const urls = entries.map(({ fullUrl }) => fullUrl);
  // bdl-7; and that a urn:uuid names the resource by its own id is how references within a bundle are found.
  if (new Set(urls).size !== urls.length) faults.push('bdl-7: a fullUrl stands twice');
  for (const { fullUrl, resource } of entries) {
    if (!isObject(resource)) continue;
    if (fullUrl !== `urn:uuid:${String(resource.id)}`) faults.push('a fullUrl is not of its resource');
    if (resource.resourceType === 'Observation') faults.push(...observationFaults(resource, entries));
    if (resource.resourceType === 'CarePlan') faults.push(...carePlanFaults(resource, entries));
  }
  return faults;
}

function structureFaults(type: string, value: unknown, path: string): string[] {
  if (type === 'Resource') return structureFaults(isObject(value) ? String(value.resourceType) : '', value, path);
  const structure = STRUCTURES[type];
  if (structure === undefined) return primitiveFaults(type, value, path);
  if (!isObject(value)) return [`${path} is no ${type}`];
  // ele-1
  if (Object.keys(value).length === 0) return [`${path} is empty`];
  const unknown = Object.keys(value).filter((name) => structure[name] === undefined);
  return [
    ...unknown.map((name) => `${path}.${name} is no element of ${type}`),
    ...Object.entries(structure).flatMap(([name, element]) => elementFaults(element, value[name], `${path}.${name}`)),
  ];
}

function elementFaults({ min, many, type }: Element, value: unknown, path: string): string[] {
  if (value === undefined) return min === 0 ? [] : [`${path} is missing`];
  if (many === undefined) return structureFaults(type, value, path);
  if (!Array.isArray(value) || value.length === 0) return [`${path} is no list of something`];
  return value.flatMap((each, at) => structureFaults(type, each, `${path}[${at}]`));
}

function primitiveFaults(type: string, value: unknown, path: string): string[] {
  if (type === 'boolean') return typeof value === 'boolean' ? [] : [`${path} is no boolean`];
  if (type === 'decimal') return typeof value === 'number' && Number.isFinite(value) ? [] : [`${path} is no decimal`];
  return typeof value === 'string' && PRIMITIVES[type]?.test(value) === true ? [] : [`${path} is no ${type}`];
}

/** LOINC code to what has to go with it. */
const heartRate = (effective: string) => ({ ucum: '/min', category: 'vital-signs', effective, also: '8867-4' });
const CODES: Readonly<
  Record<
    string,
    { readonly ucum: string; readonly category: string; readonly effective: string; readonly also?: string }
  >
> = {
  '41950-7': { ucum: '/d', category: 'activity', effective: 'effectivePeriod' },
  '8867-4': heartRate('effectiveDateTime'),
  '41924-2': heartRate('effectivePeriod'),
  '8883-1': heartRate('effectivePeriod'),
  '8873-2': heartRate('effectivePeriod'),
  '40443-4': heartRate('effectivePeriod'),
  '93832-4': { ucum: 's', category: 'activity', effective: 'effectivePeriod' },
};

/** Of the value set that R4 asks to be extended only where none of it fits. */
const ABSENT = ['unknown', 'temp-unknown', 'masked', 'not-performed', 'error'];

const codings = (concept: unknown): readonly Json[] =>
  isObject(concept) ? listOf(concept.coding).filter(isObject) : [];

function observationFaults(observation: Json, entries: readonly Json[]): string[] {
  const faults: string[] = [];
  const [coding] = codings(observation.code);
  const asked = coding?.system === 'http://loinc.org' ? CODES[String(coding.code)] : undefined;
  if (asked === undefined) return ['an observation has another code'];
  const [category] = listOf(observation.category).flatMap(codings);
  if (
    category?.system !== 'http://terminology.hl7.org/CodeSystem/observation-category' ||
    category.code !== asked.category
  ) {
    faults.push('an observation has another category');
  }
  if (asked.also !== undefined && !codings(observation.code).some(({ code }) => code === asked.also)) {
    faults.push('a vital sign has not the code of its profile');
  }
  faults.push(...valueFaults(observation, asked.ucum));
  const effective = Object.keys(observation).filter((name) => name.startsWith('effective'));
  const when = observation.dataAbsentReason === undefined ? asked.effective : 'effectiveDateTime';
  if (effective.length !== 1 || effective[0] !== when) faults.push('an observation has another time');
  if (isObject(observation.effectivePeriod) && !isPeriod(observation.effectivePeriod)) faults.push('per-1');
  const targets = { subject: 'Patient', device: 'Device' } as const;
  for (const [name, type] of Object.entries(targets)) {
    const reference = observation[name];
    if (reference === undefined && name === 'device') continue;
    if (!leadsTo(type, reference, entries)) faults.push(`${name} leads to no ${type}`);
  }
  return faults;
}

function leadsTo(type: string, reference: unknown, entries: readonly Json[]): boolean {
  const target = entries.find(({ fullUrl }) => isObject(reference) && fullUrl === reference.reference);
  return isObject(target?.resource) && target.resource.resourceType === type;
}

function carePlanFaults(plan: Json, entries: readonly Json[]): string[] {
  const faults = leadsTo('Patient', plan.subject, entries) ? [] : ['subject leads to no Patient'];
  if (isObject(plan.period) && !isPeriod(plan.period)) faults.push('per-1');
  for (const { detail, reference } of listOf(plan.activity).filter(isObject)) {
    if (isObject(detail) === isObject(reference)) faults.push('cpl-3');
    const timing = isObject(detail) && isObject(detail.scheduledTiming) ? detail.scheduledTiming : {};
    const { duration, durationUnit, boundsPeriod } = isObject(timing.repeat) ? timing.repeat : {};
    if (duration !== undefined && durationUnit === undefined) faults.push('tim-1');
    if (Number(duration ?? 0) < 0) faults.push('tim-4');
    if (isObject(boundsPeriod) && !isPeriod(boundsPeriod)) faults.push('per-1');
  }
  return faults;
}

function valueFaults({ valueQuantity, dataAbsentReason }: Json, ucum: string): string[] {
  // obs-6, and that an observation says something at all.
  if ((valueQuantity === undefined) === (dataAbsentReason === undefined)) return ['obs-6'];
  if (dataAbsentReason !== undefined) {
    const [reason] = codings(dataAbsentReason);
    const isKnown = reason?.system === 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
    return isKnown && ABSENT.includes(String(reason.code)) ? [] : ['a value is absent for a reason that is none'];
  }
  const quantity = isObject(valueQuantity) ? valueQuantity : {};
  // qty-3, and UCUM as the vital signs profile demands it.
  const hasUnit =
    quantity.system === 'http://unitsofmeasure.org' && quantity.code === ucum && quantity.unit !== undefined;
  return hasUnit ? [] : ['a quantity has no unit of UCUM'];
}

const isPeriod = ({ start, end }: Json): boolean => Date.parse(String(start)) <= Date.parse(String(end));
