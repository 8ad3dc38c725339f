/** What was stamped last. */
export interface LastStamp {
  /** Size of its checkpoint; 0 when there is none. */
  readonly size: number;
  /** Hours since 1970 (UTC) in which it was made; -1 when nobody knows. */
  readonly hour: number;
}

/** UTC hours since 1970. @param time Unix seconds */
export const hourOf = (time: number): number => Math.floor(time / 3600);

/**
 * Whether the published checkpoint is to be stamped now: once in an hour, at its first published checkpoint, and only if the
 * log grew since the last one. So what was published after an hour's stamp waits until the next hour begins, and nothing
 * waits longer.
 */
export function isDue(last: LastStamp, publishedSize: number, hour: number): boolean {
  return hour > last.hour && publishedSize > 0 && publishedSize >= last.size;
}
