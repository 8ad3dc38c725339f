import { type Programme, type Session, toHex } from '@fit4work/protocol';
import type { OwnMessage } from './shown-message.js';
import type { SessionState, ShownSession } from './shown-programme.js';

/* Which programme stands, and what was said of its sessions (SPEC.md clauses 12.1 and 13.1). */

interface Sent {
  readonly leaf: string;
  readonly record: Programme;
}

/** Leaves of those that stand: of each id the highest revision; of two, the later; of two at once, the one with the greater leaf. */
export function standing(programmes: readonly Sent[]): ReadonlySet<string> {
  const last = new Map<string, Sent>();
  for (const each of programmes) {
    const id = toHex(each.record.id);
    const other = last.get(id);
    if (other === undefined || comesAfter(each, other)) last.set(id, each);
  }
  return new Set([...last.values()].map(({ leaf }) => leaf));
}

function comesAfter(a: Sent, b: Sent): boolean {
  if (a.record.revision !== b.record.revision) return a.record.revision > b.record.revision;
  if (a.record.time !== b.record.time) return a.record.time > b.record.time;
  return a.leaf > b.leaf;
}

/**
 * The sessions of a programme with the last that the person said of each. What was said of an earlier revision goes on to
 * count where the session stands in the same place with the same day and kind.
 *
 * @param programmes every revision that is known
 * @param own in the order in which it was made, which among equal times decides
 */
export function reportedSessions(
  { record }: Sent,
  programmes: readonly Sent[],
  own: readonly OwnMessage[],
): readonly ShownSession[] {
  const revisions = new Map(
    programmes.filter((each) => toHex(each.record.id) === toHex(record.id)).map((each) => [each.leaf, each.record]),
  );
  return record.sessions.map((session, place) => {
    const reports = own.flatMap((each) => {
      const { report } = each.message;
      const meant = report?.session === place ? revisions.get(toHex(report.programme))?.sessions[place] : undefined;
      return meant !== undefined && isSame(meant, session) ? [stateOf(each)] : [];
    });
    const last = reports.reduce<SessionState | null>((a, b) => (a === null || b.time >= a.time ? b : a), null);
    return { ...session, number: place + 1, report: last };
  });
}

const isSame = (a: Session, b: Session): boolean => a.day === b.day && a.kind === b.kind;

const stateOf = ({ message: { report, text, time }, received }: OwnMessage): SessionState => ({
  done: report?.done ?? false,
  effort: report?.effort ?? null,
  note: text,
  time,
  received,
});
