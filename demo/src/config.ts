/** The only reader of the process's environment: what a child needs to find programs and a place for temporary files. */
export const readEnv = (): Readonly<Record<string, string>> => ({
  PATH: process.env.PATH ?? '',
  ...(process.env.TMPDIR === undefined ? {} : { TMPDIR: process.env.TMPDIR }),
});
