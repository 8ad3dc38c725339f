/** A message that waits for a session. */
interface Waiting {
  /** The broker's own number of it. */
  readonly brokerCounter: number;
  /** Under which it was handed over last, once it was. */
  messageId?: number | undefined;
}

/** What waits for one session, in its order; either number finds a message at once, however many wait. */
export class SessionQueue<Message extends Waiting> {
  readonly #messages = new Map<number, Message>();
  /** The broker's numbers of what was handed over, by its ids. */
  readonly #handed = new Map<number, number>();

  get size(): number {
    return this.#messages.size;
  }

  [Symbol.iterator](): IterableIterator<Message> {
    return this.#messages.values();
  }

  add(message: Message): void {
    this.#messages.set(message.brokerCounter, message);
  }

  /** Notes under which id it was handed over now. One that does not wait any more, or never did, is none to note. */
  hand(brokerCounter: number, messageId: number): void {
    const message = this.#messages.get(brokerCounter);
    if (message === undefined) return;
    if (message.messageId !== undefined && this.#handed.get(message.messageId) === brokerCounter) {
      this.#handed.delete(message.messageId);
    }
    message.messageId = messageId;
    this.#handed.set(messageId, brokerCounter);
  }

  /** Takes out what was handed over under an id. */
  take(messageId: number): Message | undefined {
    const brokerCounter = this.#handed.get(messageId);
    if (brokerCounter === undefined) return undefined;
    this.#handed.delete(messageId);
    const message = this.#messages.get(brokerCounter);
    this.#messages.delete(brokerCounter);
    return message;
  }
}
