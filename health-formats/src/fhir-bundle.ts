import type { ContentIds } from './content-id.js';
import { CATEGORIES, LOINC, quantityOf } from './fhir-codes.js';
import { isOf, type MeasuredDay, type SleepNight, type Sourced, soleFamily } from './measured-day.js';
import { nightFigures } from './night-figures.js';
import type { OffsetTime } from './offset-time.js';

/*
 * HL7 FHIR R4 (4.0.1): a Bundle of type collection for each day, with a Patient that is a pseudonym and no more, a Device for
 * each family of wearables, and Observations: the day's steps, every heart rate, the sleep of every period.
 */

type Json = Readonly<Record<string, unknown>>;

interface Entry {
  readonly fullUrl: string;
  readonly resource: { readonly resourceType: string; readonly id: string } & Json;
}

export interface FhirMaker {
  /** 32 hexadecimal digits. */
  readonly pseudonym: string;
  readonly at: OffsetTime;
  readonly ids: ContentIds;
}

/** What the observations of one bundle refer to. */
interface Referents {
  readonly patient: Entry;
  readonly devices: ReadonlyMap<string, Entry>;
}

export function fhirBundle(day: MeasuredDay, maker: FhirMaker): Json {
  const families = [...new Set([...day.samples, ...day.nights.flat()].map(({ family }) => family))].sort();
  const referents: Referents = {
    patient: patientOf(maker),
    devices: new Map(families.map((family) => [family, deviceOf(family, maker)])),
  };
  const observations = [
    ...steps(day, maker, referents),
    ...day.samples.filter(isOf('heart-rate')).map((each) => {
      const { start, value } = each.sample;
      const found = { code: LOINC.heartRate, effectiveDateTime: maker.at(start), value };
      return observation(found, { sources: [each], ...referents }, maker.ids);
    }),
    ...day.nights.flatMap((night) => sleep(night, maker, referents)),
  ];
  return {
    resourceType: 'Bundle',
    id: maker.ids('fhir/Bundle', observations),
    type: 'collection',
    entry: [referents.patient, ...referents.devices.values(), ...observations],
  };
}

function entryOf(ids: ContentIds, resource: { resourceType: string } & Json): Entry {
  const id = ids(`fhir/${resource.resourceType}`, resource);
  const { resourceType, ...rest } = resource;
  return { fullUrl: `urn:uuid:${id}`, resource: { resourceType, id, ...rest } };
}

const patientOf = ({ pseudonym, ids }: FhirMaker): Entry =>
  entryOf(ids, {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${dashed(pseudonym)}` }],
  });

/** The 16 bytes of a pseudonym in the form of a UUID, so that `urn:uuid` can carry them. */
const dashed = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const deviceOf = (family: string, { ids }: FhirMaker): Entry =>
  entryOf(ids, { resourceType: 'Device', deviceName: [{ name: family, type: 'model-name' }] });

interface Found {
  readonly code: (typeof LOINC)[keyof typeof LOINC];
  readonly value: number;
  readonly effectiveDateTime?: string;
  readonly effectivePeriod?: { readonly start: string; readonly end: string };
}

function observation(
  { code, value, ...effective }: Found,
  { sources, patient, devices }: Referents & { readonly sources: readonly Sourced[] },
  ids: ContentIds,
): Entry {
  const device = devices.get(soleFamily(sources) ?? '');
  return entryOf(ids, {
    resourceType: 'Observation',
    ...(code.profile === undefined ? {} : { meta: { profile: [code.profile] } }),
    status: 'final',
    category: [{ coding: [CATEGORIES[code.category]] }],
    code: { coding: [code.coding], text: code.text },
    subject: { reference: patient.fullUrl },
    ...effective,
    valueQuantity: quantityOf(code, value),
    ...(device === undefined ? {} : { device: { reference: device.fullUrl } }),
  });
}

/** The steps of the civil day, which may last 23 or 25 hours; a day without a steps sample says nothing. */
function steps({ samples, bounds }: MeasuredDay, { at, ids }: FhirMaker, referents: Referents): readonly Entry[] {
  const sources = samples.filter(isOf('steps'));
  if (sources.length === 0) return [];
  const value = sources.reduce((sum, { sample }) => sum + sample.value, 0);
  const effectivePeriod = { start: at(bounds.start), end: at(bounds.end) };
  return [observation({ code: LOINC.steps, effectivePeriod, value }, { sources, ...referents }, ids)];
}

function sleep(night: SleepNight, { at, ids }: FhirMaker, referents: Referents): readonly Entry[] {
  const { episode, asleep } = nightFigures(night);
  if (episode === undefined) return [];
  const effectivePeriod = { start: at(episode.start), end: at(episode.end) };
  return [observation({ code: LOINC.sleep, effectivePeriod, value: asleep }, { sources: night, ...referents }, ids)];
}
