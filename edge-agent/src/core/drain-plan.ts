/* When the outbox sends what: a pure decision. Times in milliseconds of a monotone clock. */

/** Envelopes on their way at once: enough to fill the pipe, few enough to be sent again cheaply. */
const IN_FLIGHT = 256;
const FIRST_PATIENCE = 3_000;
const LONGEST_PATIENCE = 60_000;

export interface Flight {
  /** Highest sequence handed to the broker since the last rewind. */
  readonly sent: number;
  /** Highest sequence that a receipt covers. */
  readonly received: number;
  /** When the last receipt made progress, or something was first sent after a pause. */
  readonly progressAt: number;
  /** How long to wait for progress before everything unreceived is sent again. */
  readonly patience: number;
}

export const restFlight = (received: number, now: number): Flight => ({
  sent: received,
  received,
  progressAt: now,
  patience: FIRST_PATIENCE,
});

/** After a receipt: progress restores patience. A receipt never goes back. */
export function onReceipt(flight: Flight, sequence: number, now: number): Flight {
  if (sequence <= flight.received) return flight;
  return { sent: Math.max(flight.sent, sequence), received: sequence, progressAt: now, patience: FIRST_PATIENCE };
}

/** Without progress for long enough, goes back to the last receipt and doubles its patience. */
export function onTime(flight: Flight, now: number): Flight {
  if (flight.sent === flight.received) return { ...flight, progressAt: now };
  if (now - flight.progressAt < flight.patience) return flight;
  return {
    ...flight,
    sent: flight.received,
    progressAt: now,
    patience: Math.min(2 * flight.patience, LONGEST_PATIENCE),
  };
}

/** How many entries after `sent` may go out now. */
export const room = (flight: Flight): number => Math.max(0, flight.received + IN_FLIGHT - flight.sent);

/** How patient the drain is, in milliseconds. */
export interface DrainTimes {
  /** A leaf or record that is still missing after this long is sent again. */
  readonly resend: number;
  /** How often the log itself is asked while leaves wait: the broker may withhold checkpoints. */
  readonly poll: number;
  /** Without any progress for this long, somebody owes a receipt or a proof. */
  readonly overdue: number;
  /** A broker that does not answer for this long is away. */
  readonly unreachable: number;
}

export const PATIENT: DrainTimes = { resend: 5_000, poll: 15_000, overdue: 60_000, unreachable: 60_000 };

/** When to look again though nothing happens: at the next deadline of the flight, and as often as things are sent again. */
export function nextTurn({ sent, received, progressAt, patience }: Flight, resend: number, now: number): number {
  const deadline = sent === received ? resend : progressAt + patience - now;
  return Math.max(0, Math.min(resend, deadline));
}
