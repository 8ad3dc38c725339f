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
