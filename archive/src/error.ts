/** Why an archive is not written or not read. The list is closed. */
export type ArchiveErrorCode =
  /** A member has a name or a size that this form cannot carry. */
  | 'bad-member'
  /** Bytes that {@link tarHeader} and its fellows never write. */
  | 'unsound';

/** One sentence that names the thing; never what is in the archive. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';

  constructor(
    readonly code: ArchiveErrorCode,
    message: string,
  ) {
    super(message);
  }
}
