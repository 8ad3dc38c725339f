import type { Programme, Session, SessionTarget } from '@fit4work/protocol';
import { type Entry, entryOf, type Json, patientOf } from './fhir-resources.js';
import type { SummaryMaker } from './told-day.js';

/*
 * A programme as one Bundle of HL7 FHIR R4 (4.0.1): a Patient that is a pseudonym and no more, and a CarePlan with an activity for
 * each session. What is aimed at stands in the activity's description: R4 has no element for it there.
 */

/** What became of a session. */
export type ActivityState = 'done' | 'not-done' | 'unreported' | 'ahead';

export interface PlannedProgramme {
  readonly programme: Pick<Programme, 'title' | 'from' | 'until' | 'sessions' | 'advice' | 'time'>;
  /** Whether no revision of it comes after it. */
  readonly stands: boolean;
  /** Whether its last day is over wherever the person is. */
  readonly over: boolean;
  /** Of each session in its place. */
  readonly states: readonly ActivityState[];
}

/** In the words of R4. That nothing was said of a session that is over does not mean that it was not done. */
const STATUS: Readonly<Record<ActivityState, string>> = {
  done: 'completed',
  'not-done': 'cancelled',
  unreported: 'unknown',
  ahead: 'scheduled',
};

export function carePlanBundle(planned: PlannedProgramme, maker: SummaryMaker): Json {
  const patient = patientOf(maker);
  const plan = carePlan(planned, patient, maker);
  return {
    ...{ resourceType: 'Bundle', id: maker.ids('fhir/Bundle', [plan]), type: 'collection' },
    entry: [patient, plan],
  };
}

function carePlan(
  { programme, states, ...planned }: PlannedProgramme,
  patient: Entry,
  { ids, at }: SummaryMaker,
): Entry {
  const { title, from, until, sessions, advice, time } = programme;
  return entryOf(ids, {
    resourceType: 'CarePlan',
    ...{ status: statusOf(planned), intent: 'plan' },
    ...text('title', title),
    ...text('description', advice),
    subject: { reference: patient.fullUrl },
    period: { start: from, end: until },
    created: at(time),
    ...(sessions.length === 0
      ? {}
      : { activity: sessions.map((session, place) => ({ detail: detailOf(session, states[place] ?? 'unreported') })) }),
  });
}

function statusOf({ stands, over }: Pick<PlannedProgramme, 'stands' | 'over'>): string {
  if (!stands) return 'revoked';
  return over ? 'completed' : 'active';
}

/** A string of R4 has a character that is not white space. */
const text = (name: string, value: string): Json => (value.trim() === '' ? {} : { [name]: value });

function detailOf({ day, kind, minutes, target, note }: Session, state: ActivityState): Json {
  const described = [...(target === null ? [] : [aimOf(target)]), ...(note.trim() === '' ? [] : [note])];
  return {
    ...{ code: { text: kind }, status: STATUS[state], doNotPerform: false },
    scheduledTiming: {
      repeat: {
        boundsPeriod: { start: day, end: day },
        ...(minutes === 0 ? {} : { duration: minutes, durationUnit: 'min' }),
      },
    },
    ...text('description', described.join(' – ')),
  };
}

function aimOf(target: SessionTarget): string {
  if (target.kind === 'steps') return `${target.steps} steps`;
  if (target.kind === 'effort') return `perceived effort ${target.effort} of 10 (Borg CR10)`;
  return `heart rate ${target.low} to ${target.high} beats/minute`;
}
