import type { UpKind } from '@fit4work/protocol';

export interface Outgoing {
  readonly kind: UpKind;
  readonly bytes: Uint8Array;
  /** By which a receipt names it, in hexadecimal; of an envelope its leaf. */
  readonly leaf: string;
  /** Of an envelope; a receipt covers all up to its own. */
  readonly sequence?: number;
}

/** What was sent and has no receipt, in the order in which it goes again. */
export class Outbox {
  #waiting: readonly Outgoing[] = [];
  #confirmed = 0;

  get waiting(): readonly Outgoing[] {
    return this.#waiting;
  }

  /** How many things had a receipt so far. */
  get confirmed(): number {
    return this.#confirmed;
  }

  add(outgoing: Outgoing): void {
    this.#waiting = [...this.#waiting, outgoing];
  }

  holds(leaf: string): boolean {
    return this.#waiting.some((each) => each.leaf === leaf);
  }

  /** What counts no more is not sent again. */
  drop(kind: UpKind): void {
    this.#waiting = this.#waiting.filter((each) => each.kind !== kind);
  }

  /** @param records leaves that the receipt names */
  confirm(upTo: number, records: readonly string[]): void {
    const left = this.#waiting.filter(({ leaf, sequence }) =>
      sequence === undefined ? !records.includes(leaf) : sequence > upTo,
    );
    this.#confirmed += this.#waiting.length - left.length;
    this.#waiting = left;
  }
}
