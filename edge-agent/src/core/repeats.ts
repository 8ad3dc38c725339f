/** Different notifications of one second that are remembered: no sensor sends so many. */
const MOST = 64;

/**
 * Recognises a notification that comes twice: one link may deliver a packet again, and a heart rate that is told twice in a
 * second in the very same bytes says nothing more than the first.
 */
export class Repeats {
  private second = Number.NaN;
  private readonly seen = new Set<string>();

  /** Whether the same bytes came in this second already. */
  isRepeat(at: number, bytes: Uint8Array): boolean {
    if (at !== this.second) {
      this.second = at;
      this.seen.clear();
    }
    const key = bytes.join();
    if (this.seen.has(key)) return true;
    if (this.seen.size < MOST) this.seen.add(key);
    return false;
  }
}
