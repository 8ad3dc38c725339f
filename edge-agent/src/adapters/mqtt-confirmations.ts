import type { MqttClient, Packet } from 'mqtt';

interface ConfirmationHandlers {
  /** Messages are under way and none was confirmed for as long as is waited for. */
  onSilence(): void;
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
  readonly #owed = new Set<number>();
  readonly #patience: number;
  readonly #handlers: ConfirmationHandlers;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: MqttClient, patience: number, handlers: ConfirmationHandlers) {
    this.#patience = patience;
    this.#handlers = handlers;
    client.on('packetsend', (packet) => this.#sent(packet));
    client.on('packetreceive', (packet) => this.#received(packet));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#owed.clear();
  }

  #sent(packet: Packet): void {
    if (packet.cmd !== 'publish' || packet.qos !== 1 || packet.messageId === undefined) return;
    this.#owed.add(packet.messageId);
    this.#timer ??= this.#wait();
  }

  #received(packet: Packet): void {
    if (FOREIGN.has(packet.cmd)) this.#handlers.onForeign();
    if (packet.cmd !== 'puback' || packet.messageId === undefined) return;
    if (!this.#owed.delete(packet.messageId)) this.#handlers.onStray();
    // Any progress counts: on a slow line the last of many waits for all the others.
    clearTimeout(this.#timer);
    this.#timer = this.#owed.size > 0 ? this.#wait() : undefined;
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(() => this.#handlers.onSilence(), this.#patience);
  }
}
