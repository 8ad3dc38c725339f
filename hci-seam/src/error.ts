type SeamErrorCode =
  /** `FIT4WORK_HCI` or a target given in code cannot be understood. */
  | 'bad-target'
  /** No kernel socket can be had on this machine. */
  | 'no-bluetooth'
  /** The bytes from the radio are not H4. */
  | 'bad-stream'
  /** The connection to the radio ended or could not be made. */
  | 'closed'
  /** The Bluetooth host (noble, bleno) threw while it parsed a packet; the packet is dropped. */
  | 'host-fault'
  /** A packet was written before a bind. */
  | 'not-bound';

class SeamError extends Error {
  override readonly name = 'SeamError';
  readonly code: SeamErrorCode;

  constructor(code: SeamErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export = SeamError;
