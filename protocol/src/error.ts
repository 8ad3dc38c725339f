/** Why bytes were refused. The list is closed: SPEC.md clause 1.5. */
export type ProtocolErrorCode =
  | 'malformed' // not the structure that the clause demands
  | 'not-canonical' // another encoding of the same value
  | 'unsupported-version'
  | 'bad-signature'
  | 'wrong-key' // the key id does not commit to this key
  | 'decryption-failed'
  | 'out-of-range' // a value outside the limits of its clause
  | 'too-large';

/** The peer's bytes were refused. The message never carries a value, a key or a name. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  constructor(
    readonly code: ProtocolErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
