import { isReportOf, type LeafedProgramme } from '@fit4work/protocol';
import type { OwnMessage } from './shown-message.js';
import type { SessionState, ShownSession } from './shown-programme.js';

/* What was said of the sessions of a programme (SPEC.md clauses 12.4 and 13.1). */

/**
 * The sessions of a programme with the last that the person said of each. What was said of an earlier revision goes on to
 * count where the session stands in the same place with the same day and kind.
 *
 * @param programmes every revision that is known
 * @param own in the order in which it was made, which among equal times decides
 */
export function reportedSessions(
  { record }: LeafedProgramme,
  programmes: readonly LeafedProgramme[],
  own: readonly OwnMessage[],
): readonly ShownSession[] {
  return record.sessions.map((session, place) => {
    const reports = own.flatMap((each) => {
      const { report } = each.message;
      return report !== null && isReportOf(report, { of: record, place }, programmes) ? [stateOf(each)] : [];
    });
    const last = reports.reduce<SessionState | null>((a, b) => (a === null || b.time >= a.time ? b : a), null);
    return { ...session, number: place + 1, report: last };
  });
}

const stateOf = ({ message: { report, text, time }, received }: OwnMessage): SessionState => ({
  done: report?.done ?? false,
  effort: report?.effort ?? null,
  note: text,
  time,
  received,
});
