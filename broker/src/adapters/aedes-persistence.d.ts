/** The package types its default door only; this is the part of the promise-based class that is used here. */
declare module 'aedes-persistence/asyncPersistence.js' {
  import type { Readable } from 'node:stream';
  import type { AedesPublishPacket, Client, Subscription } from 'aedes';

  export default class MemoryPersistence {
    addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<void>;
    cleanSubscriptions(client: Pick<Client, 'id'>): Promise<void>;
    outgoingEnqueueCombi(sessions: { clientId: string }[], packet: AedesPublishPacket): Promise<void>;
    outgoingUpdate(client: Client, packet: AedesPublishPacket): Promise<void>;
    outgoingClearMessageId(client: Client, packet: { messageId?: number }): Promise<AedesPublishPacket | undefined>;
    outgoingStream(client: Client): Readable;
  }
}
