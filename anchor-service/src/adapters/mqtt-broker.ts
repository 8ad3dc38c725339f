import { TOPICS } from '@fit4work/protocol';
import mqtt, { ErrorWithReasonCode, type MqttClient } from 'mqtt';
import type { CheckpointPublisher, Journal } from '../ports.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

export interface BrokerOptions {
  readonly url: string;
  readonly username?: string | undefined;
  /** Asked for a fresh one at every attempt, since it expires. */
  readonly password?: (() => string) | undefined;
  readonly journal: Journal;
  readonly onLeaves: (payload: Uint8Array) => void;
  /** Called at every connection: the broker may have lost what it retained. */
  readonly onConnected: () => Promise<void>;
}

/** The anchor's connection to the broker: a persistent session, so that leaves wait while the anchor is away. */
export class MqttBroker implements CheckpointPublisher {
  readonly #options: BrokerOptions;
  #client: MqttClient | undefined;
  #retryMs = FIRST_RETRY_MS;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Announcements that the broker has not acknowledged. */
  readonly #waiting = new Set<() => void>();

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  /** Connects, now or as soon as the broker is there, and for as long as it runs. */
  start(): void {
    const { url, username, password, journal } = this.#options;
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      clientId: 'anchor',
      clean: false,
      resubscribe: false,
      // The retries are ours, since each needs a fresh password and a longer pause than the one before.
      reconnectPeriod: 0,
      connectTimeout: 10_000,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password: password() }),
    });
    this.#client = client;
    client.on('connect', () => this.#welcome(client));
    client.on('message', (topic, payload) => {
      if (topic === TOPICS.leaves) this.#options.onLeaves(payload);
    });
    client.on('error', (error) => journal.warn('broker-error', { reason: reasonOf(error) }));
    client.on('close', () => {
      this.#giveUpAll();
      this.#retry(client);
    });
  }

  async publish(checkpoint: Uint8Array): Promise<void> {
    const client = this.#client;
    if (client?.connected !== true) return;
    await new Promise<void>((resolve) => {
      const giveUp = (): void => {
        // The connection went meanwhile; the next one begins by publishing what is newest.
        if (this.#waiting.delete(giveUp)) this.#options.journal.warn('checkpoint-not-announced');
        resolve();
      };
      this.#waiting.add(giveUp);
      client.publish(TOPICS.checkpoint, Buffer.from(checkpoint), { qos: 1, retain: true }, (error) => {
        if (!error) this.#waiting.delete(giveUp);
        giveUp();
      });
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    // Forced: a polite end waits for acknowledgements, which never come from a broker that died. What was not announced
    // is announced at the next start.
    this.#client?.end(true);
    this.#giveUpAll();
  }

  /** The client forgets what is unacknowledged when it reconnects, and would never say so. */
  #giveUpAll(): void {
    for (const giveUp of this.#waiting) giveUp();
  }

  #welcome(client: MqttClient): void {
    this.#retryMs = FIRST_RETRY_MS;
    const { journal, onConnected } = this.#options;
    const greet = async (): Promise<void> => {
      const granted = await client.subscribeAsync(TOPICS.leaves, { qos: 1 });
      if (granted.some(({ qos }) => qos === 128)) journal.warn('broker-error', { reason: 'subscription-refused' });
      else journal.info('broker-connected');
      await onConnected();
    };
    greet().catch(() => journal.warn('broker-error', { reason: 'connection-lost' }));
  }

  #retry(client: MqttClient): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const password = this.#options.password?.();
      if (password !== undefined) client.options.password = password;
      client.reconnect();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }
}

/** A word of ours: texts of a peer or an operating system do not go into the log. */
function reasonOf(error: Error): string {
  if (error instanceof ErrorWithReasonCode) {
    return error.code === 4 || error.code === 5 ? 'credentials-refused' : `connect-refused-${error.code}`;
  }
  return 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)
    ? error.code
    : 'connection-failed';
}
