import type { AedesPublishPacket, Client, Subscription } from 'aedes';
import MemoryPersistence from 'aedes-persistence/asyncPersistence.js';
import { LIMITS } from '../core/limits.js';

export interface BoundedPersistenceOptions {
  /** The law: a filter that it refuses is not kept either. */
  readonly mayKeep: (client: Client, filter: string) => boolean;
  readonly onDropped: () => void;
}

/**
 * Sessions in memory, with an end to what is kept for one that is away. What is dropped comes again: every agent resends
 * until it holds a receipt.
 */
export class BoundedPersistence extends MemoryPersistence {
  readonly #options: BoundedPersistenceOptions;
  readonly #queued = new Map<string, number>();
  #bytes = 0;

  constructor(options: BoundedPersistenceOptions) {
    super();
    this.#options = options;
  }

  override addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<void> {
    const kept = subscriptions.filter(({ topic }) => this.#options.mayKeep(client, topic));
    return super.addSubscriptions(client, kept.slice(0, LIMITS.subscriptionsPerSession));
  }

  override async outgoingEnqueueCombi(sessions: { clientId: string }[], packet: AedesPublishPacket): Promise<void> {
    const kept = sessions.filter(({ clientId }) => this.#take(clientId, packet.payload.length));
    if (kept.length < sessions.length) this.#options.onDropped();
    await super.outgoingEnqueueCombi(kept, packet);
  }

  override async outgoingUpdate(client: Client, packet: AedesPublishPacket): Promise<void> {
    // The base class rejects for a packet that is not queued, and the broker would close the connection: a packet that was
    // not kept is delivered once all the same.
    await super.outgoingUpdate(client, packet).catch(() => undefined);
  }

  override async outgoingClearMessageId(
    client: Client,
    packet: { messageId?: number },
  ): Promise<AedesPublishPacket | undefined> {
    const cleared = await super.outgoingClearMessageId(client, packet);
    if (cleared !== undefined) this.#release(client.id, cleared.payload.length);
    return cleared;
  }

  #take(clientId: string, bytes: number): boolean {
    const queued = this.#queued.get(clientId) ?? 0;
    if (queued >= LIMITS.queuedPerSession || this.#bytes + bytes > LIMITS.queuedBytes) return false;
    this.#queued.set(clientId, queued + 1);
    this.#bytes += bytes;
    return true;
  }

  #release(clientId: string, bytes: number): void {
    const left = (this.#queued.get(clientId) ?? 0) - 1;
    if (left > 0) this.#queued.set(clientId, left);
    else this.#queued.delete(clientId);
    this.#bytes -= bytes;
  }
}
