import type { Said } from './words.js';

/** Why the administrator's command was not done. The list is closed. */
type AdminErrorCode =
  | 'bad-command' // what was typed
  | 'bad-file' // the token's, or the sheet
  | 'unreachable' // transient: try again
  | 'refused'; // by the coach API

/** One sentence in each language that names the thing and the remedy; never a token, a code of an invitation or a name. */
export class AdminError extends Error {
  override readonly name = 'AdminError';

  constructor(
    readonly code: AdminErrorCode,
    readonly said: Said,
    options?: {
      readonly cause?: unknown;
      /** What the coach API called it. */
      readonly refusal?: string;
    },
  ) {
    super(said.en, { cause: options?.cause });
    this.refusal = options?.refusal;
  }

  readonly refusal: string | undefined;
}
