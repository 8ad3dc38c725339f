/*
 * Which records the coach API does not take. It answers a refusal with nothing, and a broker may lose what it is given: that
 * what was sent after a record is confirmed, again and again, and the record is not, tells one from the other.
 */

/** How far a record that waits was passed over. */
export interface Passing {
  /** Highest sequence of an envelope that had been sent when the record was sent last. */
  readonly mark: number;
  /** How often, when it was to be sent again, an envelope beyond that was confirmed. */
  readonly times: number;
}

/** Once may be an accident on the way. */
const MOST_PASSES = 2;

/** The record is sent, for the first time or again. @param flight highest sequences that were sent and received */
export const onSent = (
  before: Passing | undefined,
  { sent, received }: { readonly sent: number; readonly received: number },
): Passing => ({
  mark: sent,
  times: (before?.times ?? 0) + (before !== undefined && received > before.mark ? 1 : 0),
});

export const isPassedOver = (passing: Passing | undefined): boolean => (passing?.times ?? 0) >= MOST_PASSES;

/** Whether a grant or keys may go out again: what is passed over does with what is new alone, as an agent makes it each quarter of an hour. */
export const maySend = (passing: Passing | undefined, sent: number): boolean =>
  !isPassedOver(passing) || sent > (passing?.mark ?? 0);

/** Milliseconds after which a withdrawal that is passed over goes again: until it arrives a coach can look. */
export const WITHDRAWAL_RESEND = 60_000;
