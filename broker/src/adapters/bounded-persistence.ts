import { Readable } from 'node:stream';
import type { AedesPublishPacket, Client, Subscription } from 'aedes';
import MemoryPersistence from 'aedes-persistence/asyncPersistence.js';
import { isAgentsClientId } from '../core/client-id.js';
import { KeptSessions } from '../core/kept-sessions.js';
import { LIMITS } from '../core/limits.js';
import { SessionQueue } from '../core/session-queue.js';

export interface BoundedPersistenceOptions {
  /** The law: a filter that it refuses is not kept either. */
  readonly mayKeep: (client: Client, filter: string) => boolean;
  /** Whose client it is. */
  readonly userOf: (client: Client) => string | undefined;
  readonly onDropped: () => void;
}

/**
 * Sessions in memory, with an end to how many there are and to what is kept for one that is away. What is dropped comes again: every
 * agent resends until it holds a receipt. What waits is kept here and not in the base class, which looks through all of it for each
 * message and remembers for ever who once acknowledged one.
 */
export class BoundedPersistence extends MemoryPersistence {
  readonly #options: BoundedPersistenceOptions;
  readonly #sessions = new KeptSessions(LIMITS.sessionsPerUser);
  readonly #queues = new Map<string, SessionQueue<AedesPublishPacket>>();
  #bytes = 0;

  constructor(options: BoundedPersistenceOptions) {
    super();
    this.#options = options;
  }

  override async addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<void> {
    const user = this.#options.userOf(client);
    const kept = subscriptions.filter(({ topic }) => this.#options.mayKeep(client, topic));
    if (user === undefined || kept.length === 0) return;
    const gone = this.#sessions.keep(user, client.id);
    if (gone !== undefined) await this.#forget(gone);
    await super.addSubscriptions(client, kept.slice(0, LIMITS.subscriptionsPerSession));
  }

  override async cleanSubscriptions(client: Client): Promise<void> {
    const user = this.#options.userOf(client);
    if (user !== undefined) this.#sessions.drop(user, client.id);
    await this.#forget(client.id);
  }

  override async outgoingEnqueueCombi(sessions: { clientId: string }[], packet: AedesPublishPacket): Promise<void> {
    let dropped = false;
    for (const { clientId } of sessions) dropped = !this.#add(clientId, packet) || dropped;
    if (dropped) this.#options.onDropped();
  }

  override async outgoingUpdate(client: Client, { brokerCounter, messageId }: AedesPublishPacket): Promise<void> {
    if (messageId !== undefined) this.#queues.get(client.id)?.hand(brokerCounter, messageId);
  }

  override async outgoingClearMessageId(
    client: Client,
    { messageId }: { messageId?: number },
  ): Promise<AedesPublishPacket | undefined> {
    const queue = this.#queues.get(client.id);
    const taken = messageId === undefined ? undefined : queue?.take(messageId);
    if (taken !== undefined) this.#bytes -= taken.payload.length;
    if (queue?.size === 0) this.#queues.delete(client.id);
    return taken;
  }

  override outgoingStream(client: Client): Readable {
    return Readable.from([...(this.#queues.get(client.id) ?? [])]);
  }

  /** @returns whether it is kept */
  #add(clientId: string, packet: AedesPublishPacket): boolean {
    const queue = this.#queues.get(clientId) ?? new SessionQueue();
    const bytes = packet.payload.length;
    const most = isAgentsClientId(clientId) ? LIMITS.queuedForAgent : LIMITS.queuedForService;
    if (queue.size >= most || this.#bytes + bytes > LIMITS.queuedBytes) return false;
    // One of its own: each session hands it over under an id of its own.
    const { messageId: _, ...message } = packet;
    queue.add(message);
    this.#queues.set(clientId, queue);
    this.#bytes += bytes;
    return true;
  }

  async #forget(clientId: string): Promise<void> {
    for (const { payload } of this.#queues.get(clientId) ?? []) this.#bytes -= payload.length;
    this.#queues.delete(clientId);
    await super.cleanSubscriptions({ id: clientId });
  }
}
