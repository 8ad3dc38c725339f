import { flag, list, members, number, oneOf, orNull, text } from '../../kit/read-json.js';

/* What the coach API answers of people, programmes and messages without a read. */

export const METRICS = ['steps', 'heart-rate', 'sleep'] as const;
export type Metric = (typeof METRICS)[number];
export const metric = oneOf(...METRICS);

const readGrant = members({
  id: text,
  scope: list(members({ metric, granularities: list(oneOf('raw', 'hour', 'day')) })),
  /** First and last civil day that it is about. */
  from: text,
  until: text,
  /** Unix seconds */
  expires: number,
});
export type SharedGrant = ReturnType<typeof readGrant>;

const readPerson = members({ pseudonym: text, grants: list(readGrant) });
export type Person = ReturnType<typeof readPerson>;
export const readPeople = members({ people: list(readPerson) });
export const readGrants = members({ grants: list(readGrant) });

export const KINDS = ['walk', 'run', 'cycle', 'strength', 'mobility', 'rest'] as const;
export type Kind = (typeof KINDS)[number];

export type Target =
  | { readonly kind: 'steps'; readonly steps: number }
  | { readonly kind: 'heart-rate'; readonly low: number; readonly high: number }
  | { readonly kind: 'effort'; readonly effort: number };

const TARGETS = {
  steps: members({ kind: oneOf('steps'), steps: number }),
  'heart-rate': members({ kind: oneOf('heart-rate'), low: number, high: number }),
  effort: members({ kind: oneOf('effort'), effort: number }),
} as const;
const readTargetKind = members({ kind: oneOf('steps', 'heart-rate', 'effort') });
const readTarget = (json: unknown): Target => TARGETS[readTargetKind(json).kind](json);

const session = { day: text, kind: oneOf(...KINDS), minutes: number, target: orNull(readTarget) };
const readSession = members({ ...session, note: text });
export type Session = ReturnType<typeof readSession>;

const plan = { title: text, from: text, until: text, sessions: list(readSession), advice: text };
const readWarning = members({ rule: text, day: text, sentence: text });
export type Warning = ReturnType<typeof readWarning>;
export const readWarnings = members({ warnings: list(readWarning) });

export const readPlan = members({ ...plan, warnings: list(readWarning) });

export const readProgramme = members({
  ...plan,
  ...{ leaf: text, time: number, id: text, revision: number, stands: flag },
  ...{ told: flag, acknowledged: flag },
});
export type Programme = ReturnType<typeof readProgramme>;
export const readProgrammes = members({ programmes: list(readProgramme) });

const readAdherent = members({
  ...{ place: number, ...session },
  state: oneOf('done', 'not-done', 'unreported', 'ahead'),
  effort: orNull(number),
  measured: orNull(members({ steps: number, activeMinutes: number })),
  reached: orNull(flag),
});
export type Adherent = ReturnType<typeof readAdherent>;
const readAdherentWeek = members({
  ...{ from: text, until: text, sessions: number, due: number, done: number, share: orNull(number) },
  ...{ minutesDue: number, minutesDone: number, measuredDays: number },
  ...{ steps: orNull(number), activeMinutes: orNull(number) },
});
export type AdherentWeek = ReturnType<typeof readAdherentWeek>;
export const readAdherence = members({ sessions: list(readAdherent), weeks: list(readAdherentWeek) });
export type Adherence = ReturnType<typeof readAdherence>;

export const readProposal = members({
  change: oneOf('ease', 'keep', 'grow'),
  reasons: list(members({ reason: text, sentence: text })),
  programme: members({ id: text, ...plan }),
  warnings: list(readWarning),
});
export type Proposal = ReturnType<typeof readProposal>;

export const readMessage = members({
  ...{ leaf: text, time: number, told: flag, acknowledged: flag },
  from: oneOf('coach', 'person'),
  text,
  report: orNull(members({ programme: text, session: number, done: flag, effort: orNull(number) })),
});
export type Message = ReturnType<typeof readMessage>;
export const readMessages = members({ messages: list(readMessage) });
