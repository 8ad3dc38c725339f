/**
 * Whether a command line asks for JSON, looked up before the line is understood: one that cannot be is refused in JSON as well.
 */
export function jsonAsked(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}
