import { cryptoReady } from '@fit4work/protocol';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fhirFaults } from '../test/fhir-r4.js';
import { type ZonedDay, zonedDay } from '../test/measured-days.js';
import { contentIds } from './content-id.js';
import { fhirBundle } from './fhir-bundle.js';
import { offsetTimeIn } from './offset-time.js';

beforeAll(() => cryptoReady);

const PSEUDONYM = '0123456789abcdef0123456789abcdef';

interface Json {
  [name: string]: Json & (string | number);
}

const bundleOf = ({ zone, day }: ZonedDay): { text: string; bundle: Json; resources: Json[] } => {
  const maker = { pseudonym: PSEUDONYM, at: offsetTimeIn(zone), ids: contentIds(PSEUDONYM) };
  const text = JSON.stringify(fhirBundle(day, maker));
  const bundle: Json = JSON.parse(text);
  return { text, bundle, resources: Object.values(bundle.entry ?? {}).flatMap(({ resource }) => resource ?? []) };
};

const observed = (resources: readonly Json[], loinc: string): Json[] =>
  resources.filter(({ code }) => Object.values(code?.coding ?? {}).some((coding) => coding.code === loinc));
const seconds = (text: unknown): number => Date.parse(String(text)) / 1000;

describe('the FHIR bundle of a day', () => {
  it('is as R4 asks, whatever was measured', () => {
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        expect(fhirFaults(bundleOf(zoned).bundle)).toEqual([]);
      }),
    );
  });

  it('has every heart rate at its instant, the steps of the whole day, and the time asleep of each period', () => {
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        const { resources } = bundleOf(zoned);
        const { samples, bounds } = zoned.day;
        const heart = observed(resources, '8867-4').map((o) => [seconds(o.effectiveDateTime), o.valueQuantity?.value]);
        const rates = samples.flatMap(({ sample: s }) => (s.metric === 'heart-rate' ? [[s.start, s.value]] : []));
        expect(heart).toEqual(rates);
        const counts = samples.flatMap(({ sample }) => (sample.metric === 'steps' ? [sample.value] : []));
        const total = counts.reduce((sum, value) => sum + value, 0);
        const days = observed(resources, '41950-7').map((o) => [
          seconds(o.effectivePeriod?.start),
          seconds(o.effectivePeriod?.end),
          o.valueQuantity?.value,
        ]);
        expect(days).toEqual(counts.length === 0 ? [] : [[bounds.start, bounds.end, total]]);
        const asleep = zoned.day.nights
          .map((night) => night.filter(({ sample }) => sample.stage !== 'awake'))
          .filter((night) => night.length > 0)
          .map((night) => night.reduce((sum, { sample }) => sum + sample.duration, 0));
        expect(observed(resources, '93832-4').map((o) => o.valueQuantity?.value)).toEqual(asleep);
      }),
    );
  });

  it('knows the person by the pseudonym and nothing else, and a device by its family', () => {
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        const { resources } = bundleOf(zoned);
        const [patient, ...others] = resources.filter(({ resourceType }) => String(resourceType) === 'Patient');
        expect(others).toEqual([]);
        expect(Object.keys(patient ?? {})).toEqual(['resourceType', 'id', 'identifier']);
        expect(patient?.identifier).toEqual([
          { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:01234567-89ab-cdef-0123-456789abcdef' },
        ]);
        const devices = resources.filter(({ resourceType }) => String(resourceType) === 'Device');
        const families = new Set([...zoned.day.samples, ...zoned.day.nights.flat()].map(({ family }) => family));
        expect(devices.map(({ deviceName }) => Object.values(deviceName ?? {})[0]?.name)).toEqual([...families].sort());
      }),
    );
  });

  it('is the same bytes when it is made again', () => {
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        expect(bundleOf(zoned).text).toBe(bundleOf(zoned).text);
      }),
    );
  });
});

describe('the rules of R4 that the bundles are held to', () => {
  const sample = { metric: 'heart-rate', start: 1_773_136_800, value: 60 } as const;
  const day = {
    day: '2026-03-10',
    bounds: { start: 1_773_097_200, end: 1_773_183_600 },
    samples: [{ sample, family: 'huami' }],
    worn: [],
    nights: [],
  };
  const text = () => bundleOf({ zone: 'Europe/Brussels', day }).text;

  it.each([
    ['a status that is none', '"status":"final"', '"status":"done"'],
    ['a time without a zone', /("effectiveDateTime":"[^"+]*)[+]01:00/, '$1'],
    ['a missing code', /"code":\{"coding":\[.*?\],"text":"Heart rate"\},/, ''],
    ['an element that R4 does not have', '"subject":', '"person":'],
    ['a reference that leads nowhere', /"subject":\{"reference":"urn:uuid:./, '"subject":{"reference":"urn:uuid:z'],
    ['a unit that is not the profile’s', '"code":"/min"', '"code":"bpm"'],
    ['a name of the person', '"resourceType":"Patient",', '"resourceType":"Patient","name":[{"text":"A"}],'],
    ['a type of bundle that is none', '"type":"collection"', '"type":"heap"'],
    ['an empty list', /"category":\[.*?\]\}\]/, '"category":[]'],
  ])('refuse %s', (_, from, to) => {
    expect(fhirFaults(JSON.parse(text()))).toEqual([]);
    expect(text().replace(from, to)).not.toBe(text());
    expect(fhirFaults(JSON.parse(text().replace(from, to)))).not.toEqual([]);
  });
});
