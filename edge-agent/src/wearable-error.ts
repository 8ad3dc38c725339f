/**
 * Who is at fault, and so what to do: `transient` retry later, `peer` refuse and count, `bug` a caller broke the port's
 * contract.
 */
export type WearableFault = 'transient' | 'peer' | 'bug';

const FAULTS = {
  /** This machine has no usable Bluetooth, or its radio went away. */
  'no-radio': 'transient',
  /** The wearable was not heard. */
  'not-found': 'transient',
  /** A step took longer than it may. */
  timeout: 'transient',
  /** The link broke. */
  'link-lost': 'transient',
  /** The wearable, or the central, was closed by its owner. */
  closed: 'transient',
  /** The wearable does not accept the key that was agreed at pairing. */
  'auth-refused': 'peer',
  /** It lacks a characteristic that its kind has. */
  'not-a-band': 'peer',
  /** It answered a request with a refusal. */
  refused: 'peer',
  /** It sent bytes that its protocol does not allow. */
  malformed: 'peer',
  /** A driver's file holds none, or a wearable is paired with a family that there is none of. */
  'no-family': 'bug',
  /** A driver threw something else than what it may throw. */
  driver: 'bug',
  /** The clock of this machine is behind what was stored already: nothing can be placed by it. */
  'clock-behind': 'transient',
  /** The clock of this machine is years ahead of a wearable that goes on where it was read: it only claims that time. */
  'clock-ahead': 'transient',
  /** The clock of this machine was moved while the wearable was listened to: nobody knows when it told what it told. */
  'clock-jumped': 'transient',
  /** What it gives next was stamped ahead: it is read when its time has come. */
  unplaceable: 'transient',
  /** The vault has no room for its history: it keeps it. */
  'vault-full': 'transient',
  /** A batch was asked for before the one before it was acknowledged. */
  unacknowledged: 'bug',
} as const satisfies Record<string, WearableFault>;

export type WearableErrorCode = keyof typeof FAULTS;

/** What can go wrong with a wearable. The message carries no byte that the wearable sent. */
export class WearableError extends Error {
  override readonly name = 'WearableError';
  readonly code: WearableErrorCode;

  constructor(code: WearableErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  get fault(): WearableFault {
    return FAULTS[this.code];
  }
}
