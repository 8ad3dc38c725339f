export type RadioErrorCode =
  /** The address is in use by another controller of this air. */
  | 'address-taken'
  /** An option, or a signal strength, is outside its range. */
  | 'bad-option'
  /** The port cannot be listened on. */
  | 'port-busy'
  /** The trace file cannot be made. */
  | 'trace-file';

/** `message` is one sentence that names the thing and the remedy. */
export class RadioError extends Error {
  override readonly name = 'RadioError';
  readonly code: RadioErrorCode;

  constructor(code: RadioErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
