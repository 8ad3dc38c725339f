import { randomBytes } from 'node:crypto';
import { createEcho, type Echo, TOPICS } from '@fit4work/protocol';
import mqtt, { ErrorWithReasonCode, type MqttClient } from 'mqtt';
import type { CheckpointPublisher, Journal } from '../ports.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** How often the anchor speaks to itself, and after how long a connection is given up over which nothing comes, or nothing is confirmed, milliseconds. */
const PACE = { every: 2_000, within: 15_000 };
const BEAT_BYTES = 16;

export interface BrokerOptions {
  readonly url: string;
  readonly username?: string | undefined;
  /** Asked for a fresh one at every attempt, since it expires. */
  readonly password?: (() => string) | undefined;
  readonly journal: Journal;
  readonly onLeaves: (payload: Uint8Array) => void;
  /** Called at every connection: the broker may have lost what it retained. */
  readonly onConnected: () => Promise<void>;
  readonly pace?: typeof PACE;
}

/**
 * The anchor's connection to the broker: a persistent session, so that leaves wait while the anchor is away. One that lives may bring
 * nothing any more, or take nothing: then it is made anew.
 */
export class MqttBroker implements CheckpointPublisher {
  readonly #options: BrokerOptions;
  #client: MqttClient | undefined;
  #retryMs = FIRST_RETRY_MS;
  #timer: NodeJS.Timeout | undefined;
  readonly #pace: typeof PACE;
  readonly #echo: Echo;
  #beating: NodeJS.Timeout | undefined;
  /** Whether what comes was granted over this connection: before, nothing that it says could come back. */
  #isGranted = false;
  #stopped = false;
  /** Announcements that the broker has not acknowledged. */
  readonly #waiting = new Set<() => void>();

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.#pace = options.pace ?? PACE;
    this.#echo = createEcho(this.#pace);
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
      if (topic === TOPICS.anchorEcho) this.#echo.hear(payload.toString('hex'));
      if (topic !== TOPICS.leaves) return;
      this.#echo.came(performance.now());
      this.#options.onLeaves(payload);
    });
    client.on('packetreceive', ({ cmd }) => {
      if (cmd === 'puback') this.#echo.confirmed(performance.now());
    });
    client.on('error', (error) => journal.warn('broker-error', { reason: reasonOf(error) }));
    client.on('close', () => {
      clearInterval(this.#beating);
      this.#giveUpAll();
      this.#retry(client);
    });
  }

  async publish(checkpoint: Uint8Array): Promise<void> {
    const client = this.#client;
    if (client?.connected !== true) return;
    await new Promise<void>((resolve) => {
      const giveUp = (): void => {
        clearTimeout(late);
        // The log goes on, and tells of what is newest next time, or once there is a connection again.
        if (this.#waiting.delete(giveUp)) this.#options.journal.warn('checkpoint-not-announced');
        resolve();
      };
      // A broker may confirm other things, and this one only when everybody's queue has it.
      const late = setTimeout(giveUp, this.#pace.within);
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
    clearInterval(this.#beating);
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
    this.#listen(client);
    const { journal, onConnected } = this.#options;
    const greet = async (): Promise<void> => {
      await this.#subscribe(client);
      // Also where leaves do not come: until the connection is given up for it.
      await onConnected();
    };
    greet().catch(() => journal.warn('broker-error', { reason: 'connection-lost' }));
  }

  async #subscribe(client: MqttClient): Promise<void> {
    const { journal } = this.#options;
    try {
      await client.subscribeAsync([TOPICS.leaves, TOPICS.anchorEcho], { qos: 1 });
      this.#isGranted = true;
      journal.info('broker-connected');
    } catch {
      journal.warn('broker-error', { reason: client.connected ? 'subscription-refused' : 'connection-lost' });
    }
  }

  /** Speaks to itself over a new connection, and gives it up where nothing is heard. */
  #listen(client: MqttClient): void {
    const now = performance.now();
    this.#isGranted = false;
    this.#echo.begin(now);
    this.#echo.came(now);
    clearInterval(this.#beating);
    this.#beating = setInterval(() => this.#beat(client), this.#pace.every);
  }

  #beat(client: MqttClient): void {
    if (!client.connected) return;
    const now = performance.now();
    if (!(this.#echo.isHeard(now) && this.#echo.isTaken(now))) {
      this.#options.journal.warn('broker-silent');
      client.stream.destroy();
      return;
    }
    // One that ends at once, each time, is asked for less and less.
    this.#retryMs = FIRST_RETRY_MS;
    if (!this.#isGranted) return;
    const beat = randomBytes(BEAT_BYTES);
    this.#echo.say(beat.toString('hex'), now);
    client.publishAsync(TOPICS.anchorEcho, beat, { qos: 1 }).catch(() => undefined);
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
