import type { Memory, Segment } from './memory.js';
import type { WearableClock } from './wearable-clock.js';
import { decodeFetchTime, shortTime } from './wearable-time.js';

const RESPONSE = 0x10;
const OK = 0x01;
/** The wearer did not confirm; this project's choice, for ble.md names none. */
const UNCONFIRMED = 0x02;
const REFUSED = 0x04;
const AUTH = { newKey: 0x01, requestRandom: 0x02, sendEncrypted: 0x03 } as const;
/** How a model is spoken to: a bit of the two commands of the challenge, the flags of all, and the end of the request. */
const PLAIN = { bit: 0x00, flags: 0x08, request: [] as readonly number[] } as const;
const CRYPT = { bit: 0x80, flags: 0x00, request: [0x02, 0x01, 0x00] as readonly number[] } as const;
const FETCH = { select: 0x01, transfer: 0x02, acknowledge: 0x03 } as const;
const ACTIVITY = 0x01;
const KEY_BYTES = 16;

export interface HuamiSecrets {
  /** AES-128 of one block. */
  readonly encrypt: (key: Uint8Array, block: Uint8Array) => Uint8Array;
  /** Sixteen fresh random bytes. */
  readonly challenge: () => Uint8Array;
}

/** A reply to notify, and a stretch to send before the transfer is reported complete. */
export interface ControlAnswer {
  readonly reply?: Uint8Array;
  readonly transfer?: Segment;
}

/** A reply to notify, or a key that the wearer has to confirm first. */
export type AuthAnswer = Uint8Array | { readonly offered: Uint8Array };

/** The conversation of a Huami wearable, on bytes alone. One link at a time; a new link starts anew. */
export class HuamiConversation {
  private proven = false;
  private challenge: Uint8Array | undefined;
  private selected: Segment | undefined;
  private sent: Segment | undefined;
  private key: Uint8Array | undefined;
  private readonly secrets: HuamiSecrets;
  private readonly form: typeof PLAIN | typeof CRYPT;

  constructor(
    private readonly memory: Memory,
    private readonly clock: WearableClock,
    paired: HuamiSecrets & { readonly key?: Uint8Array; readonly crypt?: boolean },
  ) {
    this.secrets = paired;
    this.form = paired.crypt ? CRYPT : PLAIN;
    this.key = paired.key;
  }

  get authenticated(): boolean {
    return this.proven;
  }

  /** What was sent but not acknowledged on the last link stays in memory. */
  linkChanged(): void {
    this.proven = false;
    this.challenge = undefined;
    this.selected = undefined;
    this.sent = undefined;
  }

  /** A write to 0009; the reply is notified there, with the command as it came. Another model's form is refused. */
  auth(bytes: Uint8Array): AuthAnswer {
    const { bit, flags, request } = this.form;
    const [command = 0, given] = bytes;
    const rest = bytes.slice(2);
    const refused = Uint8Array.of(RESPONSE, command, REFUSED);
    if (given !== flags) return refused;
    // Whoever is paired keeps the key: a wearable that took another would be anybody's.
    if (command === AUTH.newKey && rest.length === KEY_BYTES && !this.key) return { offered: rest };
    if (command === (bit | AUTH.requestRandom) && rest.join() === request.join() && this.key) {
      this.challenge = this.secrets.challenge();
      return Uint8Array.of(RESPONSE, command, OK, ...this.challenge);
    }
    if (command === (bit | AUTH.sendEncrypted) && rest.length === KEY_BYTES && this.proves(rest)) {
      this.proven = true;
      return Uint8Array.of(RESPONSE, command, OK);
    }
    return refused;
  }

  /** The wearer tapped, or did not. */
  confirm(offered: Uint8Array, tapped: boolean): Uint8Array {
    if (tapped && !this.key) {
      this.key = offered;
      return Uint8Array.of(RESPONSE, AUTH.newKey, OK);
    }
    return Uint8Array.of(RESPONSE, AUTH.newKey, UNCONFIRMED);
  }

  /** A write to 0004. */
  control(bytes: Uint8Array): ControlAnswer {
    const command = bytes[0] ?? 0;
    if (this.proven) {
      if (command === FETCH.select) return this.select(bytes) ?? refuse(command);
      if (command === FETCH.transfer && bytes.length === 1) return this.transfer() ?? refuse(command);
      if (command === FETCH.acknowledge && bytes.length === 1) return { reply: this.acknowledge() };
    }
    return refuse(command);
  }

  /** The selected stretch has left the wearable: from now on it may be acknowledged. */
  transferred(): Uint8Array {
    this.sent = this.selected;
    this.selected = undefined;
    return Uint8Array.from([RESPONSE, FETCH.transfer, OK]);
  }

  /** A challenge is good for one answer. */
  private proves(answer: Uint8Array): boolean {
    const { challenge, key } = this;
    this.challenge = undefined;
    if (!challenge || !key) return false;
    const expected = this.secrets.encrypt(key, challenge);
    return expected.length === answer.length && expected.every((byte, index) => byte === answer[index]);
  }

  private select(bytes: Uint8Array): ControlAnswer | undefined {
    const since = bytes[1] === ACTIVITY ? decodeFetchTime(bytes.subarray(2)) : undefined;
    if (since === undefined) return undefined;
    this.sent = undefined;
    this.selected = this.memory.next(since);
    const reply = new Uint8Array(15);
    reply.set([RESPONSE, FETCH.select, OK]);
    new DataView(reply.buffer).setUint32(3, this.selected?.count ?? 0, true);
    reply.set(shortTime(this.selected?.stamp ?? Math.floor(since / 60) * 60, this.clock.zoneMinutes), 7);
    return { reply };
  }

  private transfer(): ControlAnswer | undefined {
    return this.selected && { transfer: this.selected };
  }

  /** The simple acknowledgement deletes what was sent; with nothing sent there is nothing to delete. */
  private acknowledge(): Uint8Array {
    if (this.sent) this.memory.acknowledge(this.sent);
    this.sent = undefined;
    return Uint8Array.from([RESPONSE, FETCH.acknowledge, OK]);
  }
}

function refuse(command: number): ControlAnswer {
  return { reply: Uint8Array.from([RESPONSE, command, REFUSED]) };
}
