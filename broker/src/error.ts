/** What can go wrong in the broker. The list is closed. */
export type BrokerErrorCode =
  | 'bad-config' // the environment asks for something that is not possible
  | 'busy-port'
  | 'refused'; // a client did what the law does not allow

/** The message is one sentence that names the thing and the remedy; it never carries a token, a topic or a key. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';

  constructor(
    readonly code: BrokerErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
