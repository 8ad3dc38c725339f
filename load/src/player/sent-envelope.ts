import { toHex } from '@fit4work/protocol';
import { type Patience, patient } from '../core/patience.js';
import type { Half, Tally } from '../core/tally.js';

/** When an envelope was due, and where it is counted. */
export interface Due {
  /** Monotone milliseconds. */
  readonly at: number;
  readonly half: Half;
  readonly tally: Tally;
}

/** One envelope on its way: it is over when it has a receipt and a proof. */
export class SentEnvelope {
  readonly leafName: string;
  /** For its leaf. */
  patience: Patience;
  #isProven = false;

  constructor(
    readonly sequence: number,
    readonly sealed: { readonly bytes: Uint8Array; readonly leaf: Uint8Array },
    readonly due: Due,
  ) {
    this.leafName = toHex(sealed.leaf);
    this.patience = patient('leaves', due.at);
    due.tally.due();
  }

  get isProven(): boolean {
    return this.#isProven;
  }

  received(now: number): void {
    this.due.tally.received(this.due.half, now - this.due.at);
  }

  proven(now: number): void {
    if (this.#isProven) return;
    this.#isProven = true;
    this.due.tally.included(now - this.due.at);
  }
}
