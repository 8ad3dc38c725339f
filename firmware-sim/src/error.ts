export type SimErrorCode =
  /** The plan, or the command line, cannot be understood. */
  | 'bad-plan'
  /** A recording cannot be read or is malformed. */
  | 'bad-recording';

/** `message` is one sentence that names the thing and the remedy; it carries no health value and no key. */
export class SimError extends Error {
  override readonly name = 'SimError';
  readonly code: SimErrorCode;

  constructor(code: SimErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
