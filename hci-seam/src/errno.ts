/** The system's own name for what went wrong (`EPERM`, `ENODEV`, …); empty if the error has none. */
function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

export = errnoOf;
