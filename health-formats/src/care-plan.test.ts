import { addDays, cryptoReady, SESSION_KINDS, type Session, type SessionTarget } from '@fit4work/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fhirFaults } from '../test/fhir-r4.js';
import { type ActivityState, carePlanBundle, type PlannedProgramme } from './care-plan.js';
import { summaryMaker } from './told-day.js';

await cryptoReady;
const PSEUDONYM = '0123456789abcdef0123456789abcdef';
const FROM = '2026-05-04';
const STATES: readonly ActivityState[] = ['done', 'not-done', 'unreported', 'ahead'];

const targets: fc.Arbitrary<SessionTarget | null> = fc.constantFrom(
  ...[null, { kind: 'steps', steps: 3_000 } as const, { kind: 'effort', effort: 3 } as const],
  { kind: 'heart-rate', low: 108, high: 131 },
);
const words = fc.constantFrom('', ' ', 'Rustig tempo.', 'é\n\t"<>');
const sessions: fc.Arbitrary<readonly Session[]> = fc.array(
  fc.record({
    ...{
      day: fc.integer({ min: 0, max: 27 }).map((days) => addDays(FROM, days)),
      kind: fc.constantFrom(...SESSION_KINDS),
    },
    ...{ minutes: fc.integer({ min: 0, max: 1440 }), target: targets, note: words },
  }),
  { maxLength: 20 },
);
const planned: fc.Arbitrary<PlannedProgramme> = fc.record({
  programme: fc.record({
    ...{ title: words, from: fc.constant(FROM), until: fc.constant('2026-05-31'), sessions, advice: words },
    time: fc.integer({ min: 0, max: 4_000_000_000 }),
  }),
  ...{ stands: fc.boolean(), over: fc.boolean() },
  states: fc.array(fc.constantFrom(...STATES), { minLength: 20, maxLength: 20 }),
});

const bundleOf = (one: PlannedProgramme) => JSON.parse(JSON.stringify(carePlanBundle(one, summaryMaker(PSEUDONYM))));

describe('a programme as a CarePlan', () => {
  it('is one that R4 takes, with an activity for each session in its place, under the same names each time', () => {
    fc.assert(
      fc.property(planned, (one) => {
        const bundle = bundleOf(one);
        expect(fhirFaults(bundle)).toEqual([]);
        expect(bundle.entry[1].resource.activity ?? []).toHaveLength(one.programme.sessions.length);
        expect(bundleOf(one)).toEqual(bundle);
      }),
    );
  });

  it('says what the programme says', () => {
    const session = { day: FROM, minutes: 30, note: 'Brisk.' };
    const programme = {
      ...{ title: 'Start to walk', from: FROM, until: '2026-05-10', advice: 'Drink.', time: 1_777_900_000 },
      sessions: [
        { ...session, kind: 'walk', target: { kind: 'steps', steps: 3_000 } } as const,
        { ...session, kind: 'run', target: { kind: 'heart-rate', low: 108, high: 131 } } as const,
        { ...session, kind: 'cycle', target: { kind: 'effort', effort: 3 } } as const,
        { day: FROM, kind: 'rest', minutes: 0, note: '', target: null } as const,
      ],
    };
    const [patient, plan] = bundleOf({ programme, stands: true, over: false, states: STATES }).entry;
    expect(plan.resource).toMatchObject({
      ...{ status: 'active', intent: 'plan', title: 'Start to walk', description: 'Drink.' },
      ...{ created: '2026-05-04T13:06:40Z', period: { start: FROM, end: '2026-05-10' } },
      subject: { reference: patient.fullUrl },
    });
    const details = plan.resource.activity.map(({ detail }: { detail: object }) => detail);
    const repeat = { boundsPeriod: { start: FROM, end: FROM }, duration: 30, durationUnit: 'min' };
    expect(details[0]).toEqual({
      ...{ code: { text: 'walk' }, status: 'completed', doNotPerform: false, scheduledTiming: { repeat } },
      description: '3000 steps – Brisk.',
    });
    expect(details.map(({ status, description }: Record<string, string>) => [status, description])).toEqual([
      ['completed', '3000 steps – Brisk.'],
      ['cancelled', 'heart rate 108 to 131 beats/minute – Brisk.'],
      ['unknown', 'perceived effort 3 of 10 (Borg CR10) – Brisk.'],
      ['scheduled', undefined],
    ]);
    expect(details[3].scheduledTiming).toEqual({ repeat: { boundsPeriod: repeat.boundsPeriod } });
  });

  it('is revoked once another revision stands, and completed once it is over', () => {
    const programme = { title: '', from: FROM, until: FROM, advice: '', time: 1, sessions: [] };
    const status = (stands: boolean, over: boolean) =>
      bundleOf({ programme, stands, over, states: [] }).entry[1].resource.status;
    expect([status(true, false), status(true, true), status(false, true)]).toEqual(['active', 'completed', 'revoked']);
  });
});
