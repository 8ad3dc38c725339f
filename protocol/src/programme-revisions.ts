import { toHex } from './bytes.js';
import type { SessionReport } from './message.js';
import type { Programme, Session } from './programme.js';

/* Revisions of programmes (SPEC.md clauses 12.1, 12.3 and 12.4). */

/** A programme with its leaf in lower-case hexadecimal. */
export interface LeafedProgramme {
  readonly leaf: string;
  readonly record: Programme;
}

/** Leaves of those that stand: of each id the highest revision; of two, the later; of two at once, the one with the greater leaf. */
export function standingProgrammes(programmes: readonly LeafedProgramme[]): ReadonlySet<string> {
  const last = new Map<string, LeafedProgramme>();
  for (const each of programmes) {
    const id = toHex(each.record.id);
    const other = last.get(id);
    if (other === undefined || comesAfter(each, other)) last.set(id, each);
  }
  return new Set([...last.values()].map(({ leaf }) => leaf));
}

function comesAfter(a: LeafedProgramme, b: LeafedProgramme): boolean {
  if (a.record.revision !== b.record.revision) return a.record.revision > b.record.revision;
  if (a.record.time !== b.record.time) return a.record.time > b.record.time;
  return a.leaf > b.leaf;
}

const isSame = (a: Session, b: Session): boolean => a.day === b.day && a.kind === b.kind;

/**
 * Whether a report is of the session at a place of a programme: it names that programme or another revision of it, in which a session of
 * the same day and kind stands at the same place.
 *
 * @param programmes every one that is known
 */
export function isReportOf(
  report: SessionReport,
  { of, place }: { readonly of: Programme; readonly place: number },
  programmes: readonly LeafedProgramme[],
): boolean {
  // Of many reports most are of another place: they are not looked up.
  if (report.session !== place) return false;
  const named = toHex(report.programme);
  const revision = programmes.find(({ leaf, record }) => leaf === named && toHex(record.id) === toHex(of.id));
  const [meant, session] = [revision?.record.sessions[place], of.sessions[place]];
  return meant !== undefined && session !== undefined && isSame(meant, session);
}

/** What became of the sessions and of the rest of a programme in another revision. */
export interface ProgrammeDifference {
  readonly changed: readonly ('title' | 'from' | 'until' | 'advice')[];
  readonly added: readonly Session[];
  readonly removed: readonly Session[];
  /** Of the same day and kind, with another length, target or note. */
  readonly altered: readonly { readonly before: Session; readonly after: Session }[];
}

type Content = Pick<Programme, 'title' | 'from' | 'until' | 'advice' | 'sessions'>;

/** Sessions of one day and kind are held against each other in their order. */
export function programmeDifference(before: Content, after: Content): ProgrammeDifference {
  const names = ['title', 'from', 'until', 'advice'] as const;
  const left = [...before.sessions];
  const added: Session[] = [];
  const altered: { before: Session; after: Session }[] = [];
  for (const session of after.sessions) {
    const at = left.findIndex((each) => isSame(each, session));
    const [match] = at < 0 ? [] : left.splice(at, 1);
    if (match === undefined) added.push(session);
    else if (!isEqual(match, session)) altered.push({ before: match, after: session });
  }
  return { changed: names.filter((name) => before[name] !== after[name]), added, removed: left, altered };
}

const isEqual = (a: Session, b: Session): boolean =>
  a.minutes === b.minutes && a.note === b.note && targetText(a) === targetText(b);

function targetText({ target }: Session): string {
  if (target === null) return '';
  if (target.kind === 'heart-rate') return `${target.kind} ${target.low} ${target.high}`;
  return `${target.kind} ${target.kind === 'steps' ? target.steps : target.effort}`;
}
