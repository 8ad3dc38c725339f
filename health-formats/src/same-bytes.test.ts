import { cryptoReady, sha256, toHex, utf8 } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentIds } from './content-id.js';
import { jsonLines } from './data-point.js';
import { fhirBundle } from './fhir-bundle.js';
import { ieee1752 } from './ieee-1752.js';
import type { MeasuredDay, Sourced } from './measured-day.js';
import { offsetTimeIn } from './offset-time.js';
import { openMhealth } from './open-mhealth.js';

beforeAll(() => cryptoReady);

const PSEUDONYM = '0123456789abcdef0123456789abcdef';
const START = 1_773_097_200;

const asleep = { metric: 'sleep', start: START - 3600, duration: 7200, stage: 'light', confidence: 80 } as const;
const awake = { metric: 'sleep', start: START + 3600, duration: 600, stage: 'awake' } as const;
const deep = { metric: 'sleep', start: START + 4200, duration: 3600, stage: 'deep' } as const;
const walked = { metric: 'steps', start: START + 30_000, duration: 60, value: 97 } as const;
const stood = { metric: 'steps', start: START + 30_060, duration: 60, value: 0 } as const;
const beat = { metric: 'heart-rate', start: START + 30_000, value: 71, rr: [850, 861] } as const;

const huami = <S extends Sourced['sample']>(sample: S) => ({ sample, family: 'huami' });
const infinitime = <S extends Sourced['sample']>(sample: S) => ({ sample, family: 'infinitime' });

const DAY: MeasuredDay = {
  day: '2026-03-10',
  bounds: { start: START, end: START + 86_400 },
  samples: [huami(awake), infinitime(deep), huami(walked), infinitime(stood), huami(beat)],
  worn: [{ start: START, duration: 80_000 }],
  nights: [[huami(asleep), huami(awake), infinitime(deep)]],
};

const maker = () => ({ pseudonym: PSEUDONYM, at: offsetTimeIn('Europe/Brussels'), ids: contentIds(PSEUDONYM) });

/* An export that a person made last year and one of today tell the same by the same bytes: who changes them changes this on purpose. */
describe('a day in each format', () => {
  it.each([
    ['Open mHealth', () => jsonLines(openMhealth(DAY, maker())), '7c0bedd4a8b7b8caffbd57f7b12a1951'],
    ['IEEE 1752.1', () => jsonLines(ieee1752(DAY, maker())), '99a6d81fa3044197ebfad2e68cf651a9'],
    ['FHIR R4', () => JSON.stringify(fhirBundle(DAY, maker())), 'a9cf6cda319f373234d2286ae39540e4'],
  ])('has the bytes in %s that it always had', (_, text, digest) => {
    expect(toHex(sha256(utf8(text()))).slice(0, 32)).toBe(digest);
  });
});
