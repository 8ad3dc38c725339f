const XON = 0x11;
const XOFF = 0x13;
const LF = 0x0a;
const CR = 0x0d;

/** Longer than anything that is read here, and short enough for a wearable that never ends its line. */
const MOST_BYTES = 512;

/**
 * A serial line out of notifications that are cut anywhere. XOFF and XON stand between any two bytes; they tell whether the
 * other side has room, and belong to no line.
 */
export class UartLines {
  private line: number[] = [];
  private tooLong = false;
  private held = false;

  /** Whether the other side asks not to be sent anything. */
  get paused(): boolean {
    return this.held;
  }

  /** The lines that these bytes end, without their endings; undefined for one that is longer than any may be. */
  add(bytes: Uint8Array): readonly (string | undefined)[] {
    const lines: (string | undefined)[] = [];
    for (const byte of bytes) {
      if (byte === XOFF || byte === XON) this.held = byte === XOFF;
      else if (byte === LF) lines.push(this.end());
      else if (this.line.length < MOST_BYTES) this.line.push(byte);
      else this.tooLong = true;
    }
    return lines;
  }

  private end(): string | undefined {
    if (this.line.at(-1) === CR && !this.tooLong) this.line.pop();
    const text = this.tooLong ? undefined : String.fromCharCode(...this.line);
    this.line = [];
    this.tooLong = false;
    return text;
  }
}
