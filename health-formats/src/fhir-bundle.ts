import { LOINC } from './fhir-codes.js';
import {
  collectionOf,
  deviceOf,
  type Entry,
  type FhirMaker,
  type Found,
  type Json,
  observation,
  patientOf,
} from './fhir-resources.js';
import { isOf, type MeasuredDay, type SleepNight, type Sourced, soleFamily } from './measured-day.js';
import { nightFigures } from './night-figures.js';

/*
 * HL7 FHIR R4 (4.0.1): a Bundle of type collection for each day, with a Patient that is a pseudonym and no more, a Device for
 * each family of wearables, and Observations: the day's steps, every heart rate, the sleep of every period.
 */

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
      return observed(found, { sources: [each], ...referents }, maker);
    }),
    ...day.nights.flatMap((night) => sleep(night, maker, referents)),
  ];
  return collectionOf(observations, [referents.patient, ...referents.devices.values()], maker.ids);
}

/** By the one wearable that all of its sources came from, where there is one. */
function observed(
  found: Found,
  { sources, patient, devices }: Referents & { readonly sources: readonly Sourced[] },
  { ids }: FhirMaker,
): Entry {
  return observation(found, { patient, device: devices.get(soleFamily(sources) ?? '') }, ids);
}

/** The steps of the civil day, which may last 23 or 25 hours; a day without a steps sample says nothing. */
function steps({ samples, bounds }: MeasuredDay, maker: FhirMaker, referents: Referents): readonly Entry[] {
  const sources = samples.filter(isOf('steps'));
  if (sources.length === 0) return [];
  const value = sources.reduce((sum, { sample }) => sum + sample.value, 0);
  const effectivePeriod = { start: maker.at(bounds.start), end: maker.at(bounds.end) };
  return [observed({ code: LOINC.steps, effectivePeriod, value }, { sources, ...referents }, maker)];
}

function sleep(night: SleepNight, maker: FhirMaker, referents: Referents): readonly Entry[] {
  const { episode, asleep } = nightFigures(night);
  if (episode === undefined) return [];
  const effectivePeriod = { start: maker.at(episode.start), end: maker.at(episode.end) };
  return [observed({ code: LOINC.sleep, effectivePeriod, value: asleep }, { sources: night, ...referents }, maker)];
}
