import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { AgentError } from '../error.js';
import type { Link, LinkHandlers, Report } from '../ports.js';

export interface MqttLinkOptions {
  readonly url: string;
  readonly username: string;
  readonly clientId: string;
  /** A fresh token for each attempt: it lives for minutes. */
  readonly password: () => string;
  /** Topic filters to subscribe to on every connection. */
  readonly subscriptions: readonly string[];
  /** The broker keeps messages for this client while it is away; for one that comes back. */
  readonly persistent: boolean;
  readonly report: Report;
}

const FIRST_WAIT = 250;
const LONGEST_WAIT = 30_000;
const CONNECT_TIMEOUT = 10_000;

/**
 * One MQTT 3.1.1 connection after the other. mqtt.js's own reconnection and store are off: the outbox in SQLite is the only
 * queue, and each attempt needs a fresh token.
 */
export class MqttLink implements Link {
  readonly #options: MqttLinkOptions;
  #client: MqttClient | undefined;
  #stopped = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: MqttLinkOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#client?.connected === true;
  }

  start(handlers: LinkHandlers): void {
    this.#loop = this.#run(handlers);
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    const client = this.#client;
    if (client?.connected !== true)
      throw new AgentError('unreachable', 'The broker is not connected; the outbox waits.');
    await new Promise<void>((resolve, reject) => {
      const lost = (cause?: unknown): void =>
        reject(new AgentError('unreachable', 'The broker went away while a message was under way.', { cause }));
      client.once('close', lost);
      client.publish(topic, Buffer.from(payload), { qos: 1 }, (error) => {
        client.off('close', lost);
        if (error) lost(error);
        else resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    // Forced: a polite end in the middle of a connection attempt waits for an answer that never comes.
    this.#client?.end(true);
    await this.#loop;
  }

  async #run(handlers: LinkHandlers): Promise<void> {
    let wait = FIRST_WAIT;
    while (!this.#stopped.signal.aborted) {
      const lived = await this.#connectOnce(handlers);
      wait = lived ? FIRST_WAIT : Math.min(2 * wait, LONGEST_WAIT);
      await delay(wait, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
  }

  /** Lives through one connection; tells whether it was accepted at all. */
  #connectOnce(handlers: LinkHandlers): Promise<boolean> {
    const { url, username, clientId, password, subscriptions, persistent, report } = this.#options;
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      clean: !persistent,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT,
      clientId,
      username,
      password: password(),
    });
    client.setMaxListeners(0);
    this.#client = client;
    let accepted = false;
    return new Promise((resolve) => {
      client.on('connect', () => {
        accepted = true;
        client.stream.on('error', () => undefined);
        client.subscribe([...subscriptions], { qos: 1 }, (error) => {
          if (error) client.end(true);
          else handlers.onConnect();
        });
      });
      // In the place of its own: PUBACK goes out when the message is dealt with, not when it has merely arrived.
      client.handleMessage = ({ topic, payload }, acknowledge) => {
        const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
        handlers.onMessage(topic, bytes).then(() => acknowledge(), acknowledge);
      };
      client.on('error', (error) => report('broker-error', { code: codeOf(error) }));
      client.on('close', () => {
        report('broker-disconnected', { accepted });
        client.end(true);
        resolve(accepted);
      });
    });
  }
}

/** The number or name that says why, without the message, which may quote what was sent. */
function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}
