import type { BandMemory, Stretch } from './band-memory.js';
import { decodeBandTime, encodeBandTime } from './band-time.js';

const RESPONSE = 0x10;
const OK = 0x01;
const REFUSED = 0x04;
const AUTH = { newKey: 0x01, requestRandom: 0x02, sendEncrypted: 0x03 } as const;
const FETCH = { select: 0x01, transfer: 0x02, acknowledge: 0x03 } as const;
const ACTIVITY = 0x01;

export interface BandSecrets {
  /** AES-128 of one block under the key that band and agent share. */
  readonly encrypt: (block: Uint8Array) => Uint8Array;
  /** Sixteen fresh random bytes. */
  readonly challenge: () => Uint8Array;
}

/** A reply to notify, and a stretch to send before the transfer is reported complete. */
export interface ControlAnswer {
  readonly reply?: Uint8Array;
  readonly transfer?: Stretch;
}

/** The conversation of a Huami-style band, on bytes alone. One link at a time; a new link starts anew. */
export class BandLogic {
  private authenticated = false;
  private challenge: Uint8Array | undefined;
  private selected: Stretch | undefined;
  private sent: Stretch | undefined;

  constructor(
    private readonly memory: BandMemory,
    private readonly secrets: BandSecrets,
  ) {}

  /** What was sent but not acknowledged on the last link stays in memory. */
  linkChanged(): void {
    this.authenticated = false;
    this.challenge = undefined;
    this.selected = undefined;
    this.sent = undefined;
  }

  /** A write to 0009; the reply is notified there. */
  auth(bytes: Uint8Array): Uint8Array {
    const command = bytes[0] ?? 0;
    if (command === AUTH.requestRandom && bytes.length === 2) {
      this.challenge = this.secrets.challenge();
      return Uint8Array.from([RESPONSE, command, OK, ...this.challenge]);
    }
    if (command === AUTH.sendEncrypted && bytes.length === 18 && this.proves(bytes.subarray(2))) {
      this.authenticated = true;
      return Uint8Array.from([RESPONSE, command, OK]);
    }
    // A new key is refused as well: this band is paired.
    return Uint8Array.from([RESPONSE, command, REFUSED]);
  }

  /** A write to 0004. */
  control(bytes: Uint8Array): ControlAnswer {
    const command = bytes[0] ?? 0;
    if (this.authenticated) {
      if (command === FETCH.select) return this.select(bytes) ?? refuse(command);
      if (command === FETCH.transfer && bytes.length === 1) return this.transfer() ?? refuse(command);
      if (command === FETCH.acknowledge && bytes.length === 1) return { reply: this.acknowledge() };
    }
    return refuse(command);
  }

  /** The selected stretch has left the band: from now on it may be acknowledged. */
  transferred(): Uint8Array {
    this.sent = this.selected;
    this.selected = undefined;
    return Uint8Array.from([RESPONSE, FETCH.transfer, OK]);
  }

  /** A challenge is good for one answer. */
  private proves(answer: Uint8Array): boolean {
    const { challenge } = this;
    this.challenge = undefined;
    if (!challenge) return false;
    const expected = this.secrets.encrypt(challenge);
    return expected.length === answer.length && expected.every((byte, index) => byte === answer[index]);
  }

  private select(bytes: Uint8Array): ControlAnswer | undefined {
    const since = bytes[1] === ACTIVITY ? decodeBandTime(bytes.subarray(2)) : undefined;
    if (since === undefined) return undefined;
    this.sent = undefined;
    this.selected = this.memory.next(since);
    const reply = new Uint8Array(15);
    reply.set([RESPONSE, FETCH.select, OK]);
    new DataView(reply.buffer).setUint32(3, this.selected?.count ?? 0, true);
    reply.set(encodeBandTime(this.selected?.from ?? Math.floor(since / 60) * 60), 7);
    return { reply };
  }

  private transfer(): ControlAnswer | undefined {
    return this.selected && { transfer: this.selected };
  }

  /** The simple acknowledgement deletes what was sent; with nothing sent there is nothing to delete. */
  private acknowledge(): Uint8Array {
    if (this.sent) this.memory.forget(this.sent);
    this.sent = undefined;
    return Uint8Array.from([RESPONSE, FETCH.acknowledge, OK]);
  }
}

function refuse(command: number): ControlAnswer {
  return { reply: Uint8Array.from([RESPONSE, command, REFUSED]) };
}
