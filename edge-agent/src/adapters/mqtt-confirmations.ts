import type { IPublishPacket, MqttClient, Packet } from 'mqtt';
import { LIVED, type Owed } from '../core/next-attempt.js';

interface ConfirmationHandlers {
  /** Messages are under way and none was confirmed for as long as is waited for. */
  onSilence(): void;
  /** Everything was confirmed, and is again after the connection went on for a while. */
  onSettled(): void;
  /** A message was confirmed that is not under way. */
  onStray(): void;
  /** A packet came that answers nothing this client ever says; mqtt.js would pass over it, whatever it was before. */
  onForeign(): void;
}

/** Of quality 2 and of unsubscribing, neither of which is used here; and what only a client says. */
const FOREIGN: ReadonlySet<string> = new Set([
  ...['pubrec', 'pubrel', 'pubcomp', 'unsuback', 'auth'],
  ...['connect', 'subscribe', 'unsubscribe', 'pingreq', 'disconnect'],
]);

/**
 * What a connection owes: a PUBACK for each message. TCP loses nothing, so one that does not come was taken away by
 * somebody, and without an end of the connection neither side would ever send it again (MQTT 3.1.1, 4.4).
 */
export class Confirmations {
  /** In the order in which they went. */
  readonly #owed = new Map<number, IPublishPacket>();
  readonly #patience: number;
  readonly #handlers: ConfirmationHandlers;
  #timer: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  /** Since when it is the turn of the first that is owed. */
  #turnAt = 0;

  constructor(client: MqttClient, patience: number, handlers: ConfirmationHandlers) {
    this.#patience = patience;
    this.#handlers = handlers;
    client.on('packetsend', (packet) => this.#sent(packet));
    client.on('packetreceive', (packet) => this.#received(packet));
  }

  /** The connection ended. @returns what was owed first */
  stop(): Owed | undefined {
    clearTimeout(this.#timer);
    clearTimeout(this.#settling);
    const [first] = this.#owed.values();
    this.#owed.clear();
    if (first === undefined) return undefined;
    const { topic, payload } = first;
    return { topic, payload: bytesOf(payload), waited: performance.now() - this.#turnAt };
  }

  #sent(packet: Packet): void {
    if (packet.cmd !== 'publish' || packet.qos !== 1 || packet.messageId === undefined) return;
    if (this.#owed.size === 0) this.#turnAt = performance.now();
    this.#owed.set(packet.messageId, packet);
    this.#timer ??= this.#wait();
  }

  #received(packet: Packet): void {
    if (FOREIGN.has(packet.cmd)) this.#handlers.onForeign();
    if (packet.cmd !== 'puback' || packet.messageId === undefined) return;
    if (!this.#owed.delete(packet.messageId)) this.#handlers.onStray();
    // Any progress counts: on a slow line the last of many waits for all the others.
    clearTimeout(this.#timer);
    this.#turnAt = performance.now();
    this.#timer = this.#owed.size > 0 ? this.#wait() : undefined;
    if (this.#owed.size === 0) this.#settling ??= setTimeout(() => this.#settle(), LIVED);
  }

  /** What the broker refuses may go right after what it confirmed: the connection has to outlive that. */
  #settle(): void {
    this.#settling = undefined;
    if (this.#owed.size === 0) this.#handlers.onSettled();
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(() => this.#handlers.onSilence(), this.#patience);
  }
}

/** What a packet carries. */
export const bytesOf = (payload: string | Buffer): Buffer =>
  typeof payload === 'string' ? Buffer.from(payload) : payload;
