import { readProof } from '../proof.js';
import { flag, list, members, number, orAbsent, orNull, text } from '../read-json.js';

const readTarget = members({
  kind: text,
  steps: orAbsent(number),
  low: orAbsent(number),
  high: orAbsent(number),
  effort: orAbsent(number),
});
const readReport = members({ done: flag, effort: orNull(number) });
const readSession = members({
  number,
  day: text,
  kind: text,
  minutes: number,
  target: orNull(readTarget),
  note: text,
  /** What was last said of it. */
  report: orNull(readReport),
});
export type Session = ReturnType<typeof readSession>;

const readProgramme = members({
  leaf: text,
  coach: text,
  title: text,
  from: text,
  until: text,
  advice: text,
  sessions: list(readSession),
  proof: orNull(readProof),
  problems: list(text),
  acknowledged: orNull(number),
});
export type Programme = ReturnType<typeof readProgramme>;

export const readProgrammes = members({
  today: text,
  programmes: list(readProgramme),
  unbelieved: list(members({ problem: text })),
});
export type Programmes = ReturnType<typeof readProgrammes>;

export interface ToTell {
  /** Whatever was said of them. */
  readonly ofToday: readonly Session[];
  /** Of days before, of which nothing was said. */
  readonly earlier: readonly Session[];
}

/** Of which something is to be said. */
export const sessionsToTell = (sessions: readonly Session[], today: string): ToTell => ({
  ofToday: sessions.filter(({ day }) => day === today),
  earlier: sessions.filter(({ day, report }) => day < today && report === null),
});
