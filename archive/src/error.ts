/** Why an archive is not written, which is the first, or not read. The list is closed. */
export type ArchiveErrorCode =
  /** A member has a name or a size that this form cannot carry. */
  | 'bad-member'
  /** A header in another form than is ever written. */
  | 'bad-header'
  /** It ends too early, or something stands where nothing should. */
  | 'cut-short'
  | 'repeated-member';

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
