/** What can go wrong with a set of keys. The list is closed. */
export type RegistryErrorCode =
  | 'bad-services-file' // missing or malformed
  | 'bad-token-file' // missing, malformed, or readable by others
  | 'registry-unavailable' // transient: the keys that are known go on serving
  | 'registry-refused' // it takes another token, or none was shown: as above
  | 'bad-registry'; // the registry answered something that is not a key set

/** The message is one sentence that names the thing and the remedy; it never carries a token or a key. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';

  constructor(
    readonly code: RegistryErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
