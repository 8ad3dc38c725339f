/** What can go wrong here. The list is closed. */
export type DemoIdentityErrorCode = 'bad-config' | 'busy-port' | 'too-large';

/** The message is one sentence that names the thing and the remedy. */
export class DemoIdentityError extends Error {
  override readonly name = 'DemoIdentityError';

  constructor(
    readonly code: DemoIdentityErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
  }
}
